"""What people say before they come to it and after they said it: left out of headlines and summaries."""

import re

# What people say before they say it.
OPENING = re.compile(
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
# Hashtags, links, names and pictures after the last word.
_ASIDE = re.compile(r"(?:#\w+|https?://\S+|@\w+|[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]+)[.,!]*")
_WORD = re.compile(r"\S+")
FEWEST_CHARACTERS = 20
_ADDRESS = re.compile(r"(?:@\w+[\s,:]*)+")


def said_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without opening and asides at its end; unchanged where too little would be left."""
    opening = OPENING.match(text[start:end])
    if opening and end - start - opening.end() >= FEWEST_CHARACTERS:
        start += opening.end()
    words = list(_WORD.finditer(text, start, end))
    while words and _ASIDE.fullmatch(words[-1].group()):
        words.pop()
    if words and words[-1].end() - start >= FEWEST_CHARACTERS:
        end = words[-1].end()
    return start, end


def without_address(text: str, start: int, end: int) -> tuple[int, int]:
    """Whom a sentence is addressed to ("@acme, my parcel …") is no part of what it says."""
    address = _ADDRESS.match(text, start, end)
    return (address.end(), end) if address and address.end() < end else (start, end)
