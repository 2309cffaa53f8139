"""One line in the customer's nouns: what happened to what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from understanding.passages import Passage
from understanding.quotes import main_passage

MOST_CHARACTERS = 80
# What people say before they say it.
_OPENING = re.compile(
    r"""^(?:[\s,.!?:;"'“‘(\-–—]+
      |@\w+ | \#\w+
      |(?:hi|hey|hello|hiya|dear(?:\s\w+)?|ok|okay|so|and|but|well|anyway|also|then|yes|yeah|no|just|please|look|listen|right
         |ugh|omg|wow|oh|um|lol|thanks|thank\syou|cheers|guys|team|there|all|everyone|again|basically|honestly|seriously
         |actually|unfortunately|sadly|apparently|now|first\sof\sall|to\sbegin\swith|because|since)\b
      |(?:i'm|i\sam|im)\s(?:writing|contacting|messaging)\s(?:to|because|about|you)\b
      |(?:good\s(?:morning|afternoon|evening|day))\b
      |(?:it|this)\sis\s(?:about|regarding)\b
      |(?:can|could)\s(?:you|someone|anyone|u)\s(?:please\s)?(?:explain|tell\sme)\b
      |i\s(?:just\s)?(?:want|wanted|would\slike|need)\sto\s(?:say|know|complain|tell\syou|report)(?:\sthat|\sabout)?\b
      )+""",
    re.IGNORECASE | re.VERBOSE,
)
_CLAUSE_END = re.compile(
    r"[.!?;:…]+(?=\s|$)|,(?=\s)|\s[-–—]\s|\s(?=(?:but|because|so|which|who|when|while|although|after)\s)"
)
_TRAILING = re.compile(
    r"""(?:[\s,.;:!?…"'“”(\-–—]+
      |\s(?:and|but|or|so|the|a|an|to|of|for|with|in|on|at|my|your|that|which|because|i|it|is))+$""",
    re.IGNORECASE | re.VERBOSE,
)
_FEWEST = 16


def headline(passages: Sequence[Passage], product: str | None) -> str:
    """`product`: as the customer calls it; it goes first when the line would not name it."""
    main = main_passage(passages)
    if main is None:
        return ""
    line = _trimmed(" ".join(main.text.split()))
    if product and product.lower() not in line.lower():
        line = f"{product}: {_fitting(line, MOST_CHARACTERS - len(product) - 2)}"
    return _capital(_fitting(line, MOST_CHARACTERS))


def _trimmed(text: str) -> str:
    rest = _OPENING.sub("", text)
    return rest if len(rest) >= _FEWEST else text


def _fitting(line: str, most: int) -> str:
    """Cut at the last clause that fits, else at a word."""
    if len(line) <= most:
        return _TRAILING.sub("", line) or line
    ends = [match.start() for match in _CLAUSE_END.finditer(line, _FEWEST, most + 1)]
    cut = ends[-1] if ends and ends[-1] >= most // 3 else line.rfind(" ", 0, most + 1)
    return _TRAILING.sub("", line[: cut if cut > 0 else most])


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]
