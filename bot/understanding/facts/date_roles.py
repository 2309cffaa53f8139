"""What a date is in the story (purchase, incident, promise, deadline) and in which direction it lies."""

from __future__ import annotations

import re
from typing import Literal

from understanding.facts.found import sentence_around

Direction = Literal["past", "future", "near"]

_PROMISED = re.compile(
    r"\b(?:promis\w*|said|says|told|assured|guarante\w*|quoted|estimated|eta|due|suppos\w*|should(?:'ve|"
    r" have)?|scheduled|expected|"
    r"confirmed|meant to|arriv(?:e|ing) (?:by|on)|deliver(?:y|ed) (?:by|date|slot)|dispatch(?:ed)? by|will be|"
    r"would|was going to|"
    r"were going to|till|until|slot)\b",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:need(?:s|ed)?|want|must|has to|have to|before|deadline|in time for|ready for|latest|no later than|"
    r"or (?:else )?i|"
    r"wedding|birthday|party|christening|funeral|trip|holiday|exam|interview|event|anniversary|flying|"
    r"travel(?:l?ing)?|asap)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:by|before|until|till|no later than|in time for|latest)(?: (?:the|this|her|his|my|our|"
    r"their))?(?: \w+){0,3}? ?$",
    re.I,
)
_BOUGHT = re.compile(
    r"\b(?:bought|purchas\w*|order(?:ed)?(?! number)|ordering|booked|placed|paid|subscribed|signed up|"
    r"got (?:it|this|them)|"
    r"since|bot)\b",
    re.IGNORECASE,
)
_ACQUIRED = re.compile(
    r"\b(?:bought|purchas\w*|ordered|booked|placed (?:an|my|the|this) order|my order (?:from|of|on)|subscribed|"
    r"signed up)\b",
    re.I,
)
_ANOTHER_VERB = re.compile(
    r"\b(?:arriv\w+|came|broke|stopped|deliver\w*|received|cancel\w*|return\w*|called|rang|emailed|charged|"
    r"promis\w*|was due|"
    r"supposed|expected|dispatch\w*|shipped|refund\w*|complain\w*|happened|contacted|spoke)\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:since|arriv\w+|came|broke|stopp\w+|start\w+|began|happen\w+|deliver\w*|receiv\w*|cancel\w+|charg\w+|"
    r"took|taken|went|"
    r"fail\w*|crash\w*|stole\w*|damag\w*|returned|closed|locked|visit\w*|stay\w*|flew|travel\w*|missed|lost|"
    r"fell|refused|filed|"
    r"submitted|made|sent|noticed|found|occurred|withdr\w+|debited|left)\b",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"\b(?:but|never|still|nothing|no sign|didn'?t|did not|hasn'?t|has not|haven'?t|wasn'?t|not (?:here|"
    r"arrived|come)|no show|"
    r"yet|nobody|no one|no-one|late|came and went|passed|gone|missed|was|were|had)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|won't|'ll|going to|gonna|need(?:s)?|must|have to|has to|is due|are due|am due|next|upcoming|"
    r"tomorrow|leaving|moving|flying|want|please|can you|i'm|we're|is on)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:\w+ed|was|were|did|had|bought|came|broke|went|got|paid|sent|told|said|rang|took|spoke|since|last|"
    r"ago|been|gave|left|lost|made)\b",
    re.I,
)


def role_of(text: str, start: int, end: int) -> tuple[str, Direction]:
    begin, stop = sentence_around(text, start, end)
    clause = _clause(text, begin, start)
    before, after = text[clause:start].lower(), text[end:stop].lower()
    own = text[start:end].lower()
    after_clause = re.split(r"[,;]| but | and ", after)[0]
    rest = text[end : end + 160].lower()
    if re.search(r"\b(?:ago|back|yesterday|last|yday)\b|^today|^this morning", own):
        return (("purchase_date" if _bought(before, after_clause) else "incident_date"), "past")
    by = bool(_BY.search(before))
    promised = bool(_PROMISED.search(before)) or bool(re.match(r"\s*(?:as|like) (?:promised|agreed)", after))
    needed = bool(_DEADLINE.search(before)) or bool(_DEADLINE.search(after_clause))
    if needed and not promised and (by or not _PAST.search(before) or _FUTURE.search(before)):
        return "deadline", "future"
    if promised:
        failed = bool(_FAILED.search(rest)) or bool(
            re.search(r"\b(?:was|were|suppos|should'?ve|should have|meant)\b", before)
        )
        return "promised_date", "past" if failed else "future"
    if _bought(before, after_clause):
        return "purchase_date", "past"
    if re.search(r"\b(?:next|tomorrow|coming|tom\w*row|tmrw|from now|tonight)\b", own) or own.startswith("in "):
        return ("deadline" if by or needed else "incident_date"), "future"
    if by and _FUTURE.search(before):
        return "deadline", "future"
    if needed and not _PAST.search(before):
        return "deadline", "future"
    if _FUTURE.search(before) and not _PAST.search(before):
        return "incident_date", "future"
    return "incident_date", "past"


def tells_when(text: str, start: int, end: int) -> bool:
    """Whether the clause of the date says that something happened then."""
    begin, stop = sentence_around(text, start, end)
    return bool(_HAPPENED.search(text, _clause(text, begin, start), min(stop, end + 40)))


def _clause(text: str, begin: int, start: int) -> int:
    """Where the clause of the date starts: a far "ordered" does not make a near "arrived on" a purchase."""
    cut = max(
        (m.end() for m in re.finditer(r",\s| but | and (?=i |it |they |you |the |then )|\. ", text[begin:start], re.I)),
        default=0,
    )
    return begin + cut if start - begin - cut > 3 else begin


def _bought(before: str, after: str) -> bool:
    verbs = list(_ACQUIRED.finditer(before))
    if verbs:
        return not _ANOTHER_VERB.search(before, verbs[-1].end())
    return bool(re.match(r"\s*(?:i|we)?\s*(?:bought|ordered|purchased|booked|placed)\b", after))
