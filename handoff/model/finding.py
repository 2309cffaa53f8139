"""Words and numbers as people look for them: without case, accents, spaces or dashes in between."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

LONGEST_WORD = 40  # characters; longer ones are cut, in what is kept and in what is asked alike
LONGEST_NUMBER = 24
SHORTEST_NUMBER = 4  # characters of a number that is also found when it is written in one
LETTERS = 4  # of a number at most together: NK, ORD
PARTS = 5  # "07 70 09 00 12" is one number in five parts
MOST_WORDS = 2_000  # of one case
MOST_ASKED = 8
BEGINS = 3  # characters from which the beginning of a word is enough

_PART = re.compile(r"[^\W_]+")
_BETWEEN = " -./_#"
_INTERNATIONAL = re.compile(r"\+\d[\d \-./()]{6,20}\d")
_TRUNK = re.compile(r"\(0\)")


@dataclass(frozen=True)
class _Part:
    text: str
    between: str  # what stands between the part before and this one

    @property
    def has_digit(self) -> bool:
        return any(character.isdigit() for character in self.text)


@dataclass(frozen=True)
class Asked:
    """What must be found: every clause; of a clause one side, and of a side every word."""

    clauses: tuple[tuple[tuple[str, ...], ...], ...]

    @classmethod
    def parse(cls, text: str) -> "Asked | None":
        """None when it holds nothing to look for. `4471 220` asks for 4471220 or for both words."""
        parts = _parts(_TRUNK.sub("", text))[:MOST_ASKED]
        clauses, index = [], 0
        while index < len(parts):
            length = _longest_number(parts, index)
            apart = tuple(part.text for part in parts[index : index + length])
            clauses.append(((_joined(parts[index : index + length]),), apart) if length > 1 else (apart,))
            index += length
        return cls(tuple(clauses)) if clauses else None


def words_of(texts: Iterable[str]) -> list[str]:
    """Every word once, and every number also as it is written in one; sorted."""
    found: set[str] = set()
    for text in texts:
        found |= _words(text)
        if len(found) > MOST_WORDS:
            break
    return sorted(found)[:MOST_WORDS]


def _words(text: str) -> set[str]:
    parts = _parts(text)
    found = {part.text for part in parts}
    for index in range(len(parts)):
        for length in range(2, PARTS + 1):
            if index + length <= len(parts) and _is_number(parts[index : index + length]):
                found.add(_joined(parts[index : index + length]))
    for part in parts:
        # NK20418 is also found by its digits.
        found.update(digits for digits in re.findall(rf"\d{{{SHORTEST_NUMBER},}}", part.text))
    for phone in _INTERNATIONAL.findall(text):
        found |= _phone(phone)
    return found


def _phone(text: str) -> set[str]:
    """As people at home dial it, and by its last digits."""
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return set()
    national = str(number.national_number)
    return {f"{number.country_code}{national}", national, f"0{national}", national[-6:], national[-4:]}


def _parts(text: str) -> list[_Part]:
    plain, found, end = _plain(text), [], 0
    for match in _PART.finditer(plain):
        found.append(_Part(match[0][:LONGEST_WORD], plain[end : match.start()]))
        end = match.end()
    return found


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character)).replace("\0", " ")


def _longest_number(parts: list[_Part], index: int) -> int:
    for length in range(min(PARTS, len(parts) - index), 1, -1):
        if _is_number(parts[index : index + length]):
            return length
    return 1


def _is_number(parts: list[_Part]) -> bool:
    """Parts of one number: digits with a space or a dash between them; NK 20418 and 1234-AB have letters in it."""
    first, *others = parts
    return (
        any(part.has_digit for part in parts)
        and sum(len(part.text) for part in parts) <= LONGEST_NUMBER
        and (first.has_digit or len(first.text) <= LETTERS)
        and all(_goes_on(part) for part in others)
    )


def _goes_on(part: _Part) -> bool:
    if len(part.between) != 1 or part.between not in _BETWEEN:
        return False
    return part.has_digit or (part.between != " " and len(part.text) <= LETTERS)


def _joined(parts: list[_Part]) -> str:
    return "".join(part.text for part in parts)
