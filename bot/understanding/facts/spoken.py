"""Numbers in words: "two hundred", "four four seven one", "a couple of"."""

from __future__ import annotations

import re

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "lakh": 100_000, "million": 1_000_000}
_DIGITS = {"oh": "0", "o": "0", "nought": "0", **{word: str(n) for word, n in _UNITS.items() if n < 10}}
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "third": 3, "fourth": 4, "forth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "umpteenth": 0, "nth": 0, "millionth": 0, "hundredth": 0,
}  # fmt: skip

_UNIT = "|".join(_UNITS)
_TEN = "|".join(_TENS)
_SCALE = "|".join(_SCALES)
_GROUP = rf"(?:(?:{_TEN})(?:[ -](?:{_UNIT}))?|(?:{_UNIT}))"
# Each word can be read in one way only and no number has many groups: else "one one one …" takes for ever.
NUMBER_WORDS = (
    rf"(?:{_GROUP}(?: (?:{_SCALE})){{0,2}}|an? (?:{_SCALE}))(?: (?:and )?{_GROUP}(?: (?:{_SCALE})){{0,2}}){{0,4}}\b"
)
DIGIT_WORDS = rf"(?:(?:double |triple |treble )?(?:{'|'.join(_DIGITS)}))"
ORDINAL = rf"(?:\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})"


def number_of(words: str) -> int | None:
    """ "two hundred and fifty" → 250; None when a word is no number."""
    total = current = 0
    for word in re.split(r"[\s-]+", words.lower().strip()):
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word in ("a", "an"):
            current = 1
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
        elif word != "and":
            return None
    return total + current


def digits_of(words: str) -> str:
    """ "four double four dash seven" → "444-7"."""
    digits, times = "", 1
    for word in re.split(r"[\s,-]+", words.lower().strip()):
        if word in ("double", "triple", "treble"):
            times = 2 if word == "double" else 3
        elif word in _DIGITS:
            digits, times = digits + _DIGITS[word] * times, 1
        elif word.isdigit():
            digits += word
        elif word in ("dash", "hyphen"):
            digits += "-"
    return digits


def ordinal_of(word: str) -> int | None:
    """ "4th", "fourth" → 4; "umpteenth" → 0 (many); None when it is no ordinal."""
    figures = re.match(r"\d+", word)
    return int(figures.group()) if figures else _ORDINALS.get(word.lower())
