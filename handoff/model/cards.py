"""Payment card numbers, made unreadable before anything is stored: whole ones, and ones told over several fragments.

Every digit becomes MASK and everything else keeps its place, so that spans into the text stay right. The last four
digits go as well: they would be read as an order number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

MASK = "•"
LAST_FRAGMENTS = 8  # a number dictated in pairs takes as many

# Issuers' first digits (ISO/IEC 7812) and lengths, as the schemes publish them.
_ISSUERS = (
    (r"4", (13, 16, 19)),  # Visa
    (r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720", (16,)),  # Mastercard
    (r"3[47]", (15,)),  # American Express
    (r"6011|64[4-9]|65", (16, 17, 18, 19)),  # Discover
    (r"30[0-5]|3095|3[689]", (14, 16, 17, 18, 19)),  # Diners Club
    (r"352[89]|35[3-8]", (16, 17, 18, 19)),  # JCB
    (r"62|81[0-6]|817[01]", (16, 17, 18, 19)),  # UnionPay
    (r"5018|5020|5038|5893|6304|6759|676[1-3]", (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro
)
_BY_FIRST = tuple((re.compile(first), lengths) for first, lengths in _ISSUERS)
_DOUBLED = str.maketrans("0123456789", "0246813579")
_LONGEST = 19
_NEVER_A_PHONE = 14  # digits, with the country's code
_TELLING = 4  # digits that say something about a number

# Groups of digits as people write them; after a plus sign it is a phone number.
_RUN = re.compile(r"(?<![\d+])\d+(?:[\s\u200b.\-‐‑–—]{1,3}\d+)*")
_ENDINGS = " \t\n.,;…-–—"  # what may stand between two fragments of one number


@dataclass(frozen=True)
class _Group:
    """Digits that stand together: in which fragment, and from where."""

    fragment: int
    start: int
    digits: str


def mask_cards(text: str) -> str:
    runs = (_groups(0, run) for run in _RUN.finditer(text))
    return _masked([text], runs)[0]


def mask_split(fragments: Sequence[str]) -> list[str]:
    """The same fragments; a number told in several of them is masked. Fragments without digits may lie between."""
    return _masked(fragments, _joined_runs(fragments))


def may_go_on(text: str) -> bool:
    """Whether the text begins as the second part of a number would."""
    return text.lstrip(_ENDINGS)[:1].isdecimal()


def is_card(digits: str) -> bool:
    # Digits of every script count; int() reads them.
    plain = digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)
    return len(plain) in _lengths(plain[:4]) and _luhn(plain) and not _is_phone(plain)


@lru_cache(maxsize=10_000)
def _lengths(first: str) -> frozenset[int]:
    return frozenset(length for pattern, lengths in _BY_FIRST if pattern.match(first) for length in lengths)


def _luhn(digits: str) -> bool:
    # Own two lines: the library takes ten times as long, and a text of digits only has thousands of candidates.
    doubled = digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, digits[::-2])) + sum(map(int, doubled))) % 10 == 0


def _masked(fragments: Sequence[str], runs: Iterable[list[_Group]]) -> list[str]:
    masked = list(fragments)
    for run in runs:
        for group in _card_groups(run):
            text, end = masked[group.fragment], group.start + len(group.digits)
            masked[group.fragment] = text[: group.start] + MASK * len(group.digits) + text[end:]
    return masked


def _joined_runs(fragments: Sequence[str]) -> Iterator[list[_Group]]:
    """Groups that follow each other over the border of two fragments or more."""
    joined: list[_Group] = []
    for index, text in enumerate(fragments):
        runs = list(_RUN.finditer(text))
        if not runs:
            continue
        if joined and text[: runs[0].start()].strip(_ENDINGS):
            joined = []
        # No number has more groups than digits: what lies deeper in the fragment is not at its border.
        groups = _groups(index, runs[0])
        if joined:
            yield joined + groups[:_LONGEST]
        alone = len(runs) == 1 and len(groups) <= _LONGEST
        joined = joined + groups if alone else _groups(index, runs[-1])[-_LONGEST:]
        if text[runs[-1].end() :].strip(_ENDINGS):
            joined = []


def _groups(fragment: int, run: re.Match[str]) -> list[_Group]:
    return [_Group(fragment, run.start() + group.start(), group.group()) for group in re.finditer(r"\d+", run.group())]


def _card_groups(run: list[_Group]) -> list[_Group]:
    """Those that make up card numbers; an expiry date or a security code after one is not part of it."""
    found: list[_Group] = []
    first = 0
    while first < len(run):
        after = _end_of_card(run, first)
        found += run[first:after]
        first = max(after, first + 1)
    return found


def _end_of_card(run: list[_Group], first: int) -> int:
    """The longest card number that begins with this group ends before it; `first` when none begins here."""
    digits, after = "", first
    for index in range(first, len(run)):
        digits += run[index].digits
        if len(digits) > _LONGEST:
            break
        if is_card(digits):
            after = index + 1
    return after


def _is_phone(digits: str) -> bool:
    if len(digits) >= _NEVER_A_PHONE:
        return False
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}")))
    except phonenumbers.NumberParseException:
        return False


def hide(text: str, digits: str) -> str:
    """Masks what repeats a part of a card's digits, however it is grouped."""

    def masked(run: re.Match[str]) -> str:
        told = re.sub(r"\D", "", run.group())
        return re.sub(r"\d", MASK, run.group()) if len(told) >= _TELLING and told in digits else run.group()

    return _RUN.sub(masked, text)
