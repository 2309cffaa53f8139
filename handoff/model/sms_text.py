"""What a text costs on the air: the GSM-7 alphabet, segments, and words made plain so that they stay cheap."""

import re
import unicodedata

# GSM 03.38, the default alphabet and its extension table (each character of it takes two septets).
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
# One curly quote or non-breaking space would turn the whole text to UCS-2 and halve its length.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("–—―‐‑‒−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\t", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
        **dict.fromkeys("•·▪●", "-"),
        "…": "...",
    }
)
_GSM_ONE, _GSM_MANY = 160, 153  # septets in a lone segment, in each of several
_UCS_ONE, _UCS_MANY = 70, 67  # UTF-16 units


def to_sms(text: str) -> str:
    """The same words with typographic signs and accents made plain where GSM-7 has no sign for them."""
    return "".join(_plain_letter(letter) for letter in text.translate(_PLAIN))


def is_gsm(text: str) -> bool:
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def segments(text: str) -> int:
    """How many SMS segments a carrier bills for this text; an empty one counts as one."""
    if is_gsm(text):
        length = sum(2 if letter in _EXTENDED else 1 for letter in text)
        one, many = _GSM_ONE, _GSM_MANY
    else:
        length = len(text.encode("utf-16-le")) // 2
        one, many = _UCS_ONE, _UCS_MANY
    return 1 if length <= one else -(-length // many)


def split(text: str, most_segments: int = 2) -> list[str]:
    """Texts of at most `most_segments` each, cut between sentences, else between words, else anywhere."""
    parts: list[str] = []
    rest = text.strip()
    while segments(rest) > most_segments:
        cut = _cut(rest, most_segments)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest]


def _cut(text: str, most_segments: int) -> int:
    longest = len(text)
    while segments(text[:longest]) > most_segments:
        longest -= max(1, (longest - 60) // 20)
    while longest < len(text) and segments(text[: longest + 1]) <= most_segments:
        longest += 1
    for boundary in (r"[.!?]\s|\n", r"\s"):
        ends = [found.end() for found in re.finditer(boundary, text[:longest]) if found.end() > longest // 2]
        if ends:
            return ends[-1]
    return longest


def _plain_letter(letter: str) -> str:
    if letter in _BASIC or letter in _EXTENDED:
        return letter
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if base in _BASIC and base.isalpha() else letter
