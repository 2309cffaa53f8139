"""Splits what people type into sentences, with exact spans."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

# Inside these a full stop ends nothing.
_KEPT_WHOLE = re.compile(
    r"""https?://\S+|www\.\S+                                   # links
      |(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,24})+   # e-mail addresses
      |\b[\w-]{1,64}\.(?:com|org|net|info|biz|co\.uk|co\.in|co|io|in|uk|de|ca|au|app)\b   # shop.com
      |\b(?:[A-Za-z]\.){2,6}(?![\w.])                           # e.g. i.e. p.m. U.K.
      |\b\d+(?:[.,:]\d+)+                                       # 1.50 12.03.2024
      |\b(?:mr|mrs|ms|miss|dr|prof|st|rd|ave|no|nos|nr|ref|acct|approx|inc|ltd|vs|tel|dept|est|min|hrs?|jan|feb|apr|aug
          |sept?|oct|nov|dec)\.(?=\s*[\w#£$€])                  # Mr. Singh, order no. 4471
      |(?<=\s)[A-Z]\.(?=\s+[A-Z][a-z])                          # J. Smith
    """,
    re.IGNORECASE | re.VERBOSE,
)
_EMOJI = r"[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]"
_END = re.compile(
    rf"""\n+                                                    # people press return between sentences
      |(?:[.!?\u2026\u0964\u3002]+|(?<!\s)\s{{1,3}}[!?]+)(?:["'”’)\]]+(?=\s|$))?{_EMOJI}*(?=\s|$)   # the ordinary end
      |[!?]+(?=[A-Za-z])|\.{{2,}}(?=\w)|\u2026(?=\w)            # "why?Because", "waited...nothing"
      |(?<=[a-z)\]])\.(?=[A-Z][a-z'’]|I\b)                      # "it broke.They said"
      |(?<=[a-z]{{3}})\.(?=[a-z]{{2,}}(?:\s|$))                 # "it broke.they said"
      |{_EMOJI}+(?=\s|$)
    """,
    re.VERBOSE,
)
_TURN = re.compile(
    r"""(?:,|\s-+|\s–|\s—|;)?\s+(?=(?:but|and\ now|and\ then|and\ they|and\ i|and\ when|so\ i|so\ now|so\ they|then\ i
            |then\ they|now\ i|now\ they|however|because|also|plus)\b)
      |;\s+ | \s+[-–—]+\s+ | ,\s+(?=(?:i|they|it|we|he|she|the|my|this|that)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"\s*#?\d")
_SMALL_LETTER = re.compile(r"\s+[a-z]")
_FRESH_START = re.compile(r"\s*(?:$|\n|(?:The|They|It|I|We|He|She|My|This|But|And)\b)")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
LONG = 32
_LEAST = 7


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int
    text: str


def split(text: str) -> list[Sentence]:
    """Sentences in order; together they hold every character of `text` that is not white space."""
    found: list[Sentence] = []
    for start, end in _ended(text):
        found.extend(_clauses(text, start, end))
    return _joined(text, found)


def word_count(text: str) -> int:
    return len(_WORD.findall(text))


def _ended(text: str) -> list[tuple[int, int]]:
    kept = {
        place
        for match in _KEPT_WHOLE.finditer(text)
        if _really_kept(text, match)
        for place in range(match.start(), match.end())
    }
    spans, start = [], 0
    for end in _END.finditer(text):
        inside = end.start() in kept and end.end() - 1 in kept
        if inside and not _ends_after(text, end):
            continue
        spans.append((start, end.end()))
        start = end.end()
    spans.append((start, len(text)))
    return [(first, last) for first, last in spans if text[first:last].strip()]


def _really_kept(text: str, match: re.Match[str]) -> bool:
    """ "shop.in" is kept whole, "it broke.in the end" is two sentences; "No. It broke" is an answer, not a number."""
    words = match.group().lower()
    if words.startswith("no.") and match.end() < len(text):
        return bool(_NUMBER.match(text, match.end()))
    if words.endswith((".in", ".co", ".app")) and "@" not in words and "/" not in words:
        return not _SMALL_LETTER.match(text, match.end())
    return True


def _ends_after(text: str, end: re.Match[str]) -> bool:
    """A kept stop that closes a sentence all the same: "at 5 p.m. They said", "bought at shop.com. It broke"."""
    return bool(_FRESH_START.match(text, end.end()))


def _clauses(text: str, start: int, end: int) -> list[Sentence]:
    """A run-on is split at its turns ("but", "and now", …) when both halves can stand alone."""
    words = [match.start() for match in _WORD.finditer(text, start, end)]
    pieces: list[Sentence] = []
    turns = _TURN.finditer(text, start, end) if len(words) > LONG else iter(())
    for turn in turns:
        before = bisect_left(words, turn.start()) - bisect_left(words, start)
        after = len(words) - bisect_left(words, turn.end())
        if before >= _LEAST and after >= _LEAST and before + after > LONG:
            pieces.append(_sentence(text, *_trimmed(text, start, turn.end())))
            start = turn.end()
    return [*pieces, _sentence(text, *_trimmed(text, start, end))]


def _joined(text: str, sentences: list[Sentence]) -> list[Sentence]:
    """Marks without a word ("...", ")") belong to the sentence before them."""
    joined: list[Sentence] = []
    for sentence in sentences:
        if joined and not any(char.isalnum() for char in sentence.text):
            joined[-1] = _sentence(text, joined[-1].start, sentence.end)
        else:
            joined.append(sentence)
    return joined


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space around it."""
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())


def _sentence(text: str, start: int, end: int) -> Sentence:
    return Sentence(start, end, text[start:end])
