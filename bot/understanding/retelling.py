"""A customer's sentence said back: in the second person where that is safe, else quoted in their own words."""

from __future__ import annotations

import re

from understanding.abuse import abuse
from understanding.facts.found import fold

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:[\s,.;:!?*&\-\"')(\]]+|\d\)\s*|[@#][\w]+|(?:hi|hello|hey|so|ok|okay|and|but|well|anyway|also|basically|yes|"
    r"yeah|no|please|plus|look|listen|because|"
    r"dear \w+|good (?:morning|afternoon|evening)|first of all|to be honest|honestly|tbh|guys|there|team|"
    r"then)\b[\s,.;:!-]+)+",
    re.IGNORECASE,
)
_MARKS = r"[\s,.;:!?*&\-(\"'\[]|[@#]\w+"
_OPEN = r"and|but|or|so|because|then|the|a|an|my|your|i"
# A whole sentence may end with "paid 35 quid for it"; one that was cut there may not.
_TRAILING = re.compile(rf"(?:{_MARKS}|\b(?:{_OPEN}))+$", re.I)
_CUT_OFF = re.compile(rf"(?:{_MARKS}|\b(?:{_OPEN}|to|of|for|with|in|on|at|that|which|it|is|was))+$", re.I)
_CLAUSE = re.compile(
    r"[,;:]\s|\s-+\s|\.\.+\s?|…|\s(?=(?:but|and|because|so|which|who|when|while|although|after|then|yet|"
    r"only to)\s)|[!?.]+\s+(?=\S)",
    re.I,
)
_WHOLE_CLAUSE = re.compile(r"[;]\s|,\s(?=(?:but|and|so|yet) )|\s(?=(?:but|because|although) )|[!?.]+\s+(?=[A-Z])")
_SUBJECTS = frozenset(
    re.findall(
        r"\S+",
        """
        i you i'm i've i'd we we've we're it it's they they've they're he she this that there my our the a an your
        her his their someone nobody no one two three four after when every all both some another last yesterday
        today on in since despite even
        """,
    )
)
_UNSAFE = re.compile(
    r"[?\"\[\]{}<>@#|]|\b(?:u|ur|r|pls|plz|thx|im|ive|dont|cant|wont|didnt|doesnt|isnt|wasnt|gonna|wanna|lol|"
    r"omg|wtf|ya|yall|cuz|coz|bcoz|abt|n|d|da|dat|tht|wat|"
    r"please|thanks|thank|shame|let|imagine|dear|yours sincerely|ourselves|yourself|yourselves|mine)\b|"
    r"[^\x00-\x7F£€]|\bI\.|\b(?:i|we) (?:hope|wish|suggest|demand|request|expect|think|believe|guess|mean)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|be|been|has|have|had|do|does|did|will|would|can|could|should|might|won't|can't|"
    r"don't|didn't|doesn't|isn't|wasn't|aren't|weren't|hasn't|haven't|hadn't|"
    r"couldn't|wouldn't|i'm|i've|it's|they've|they're|he's|she's|that's|we've|we're|there's|\w{3,}ed|came|went|"
    r"got|broke|sent|told|said|took|left|lost|paid|bought|made|found|gave|kept|"
    r"fell|cut|hung|put|rang|spoke|wrote|began|caught|felt|held|knew|let|lay|met|ran|sat|saw|sold|stood|stole|"
    r"threw|woke|cost|keeps?|stops?|leaks?|breaks?|says?|tells?|shows?|works?)\b",
    re.IGNORECASE,
)
_SECOND = re.compile(r"\b(?:you|your|yours|you're|you've|you'd|you'll)\b", re.IGNORECASE)
_AS_SUBJECT = frozenset(
    re.findall(
        r"\S+",
        """
        are were have had do did don't didn't haven't hadn't aren't weren't will would can could can't won't
        sent send told tell said say took take charged charge promised never still just keep kept lost delivered
        cancelled canceled refused replied ignored gave made put got billed sold shipped closed blocked left
        overcharged guaranteed assured advertised always only already refunded forgot failed hung
        """,
    )
)
_SWAP = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "am": "are",
    "we": "you", "we're": "you're", "we've": "you've", "we'd": "you'd", "we'll": "you'll",
    "me": "you", "us": "you", "my": "your", "our": "your", "myself": "yourself",
}  # fmt: skip
_JOINING = frozenset(("", "and", "but", "that", "because", "what", "when", "then", "so"))
_AFTER_OBJECT = frozenset(
    [
        "about",
        "on",
        "for",
        "with",
        "to",
        "in",
        "and",
        "but",
        "again",
        "twice",
        "three",
        "several",
        "last",
        "by",
        "at",
        "because",
        "so",
        "before",
        "after",
        "every",
    ]
)
_US = {"your": "our", "yours": "ours", "you're": "we're", "you've": "we've", "you'd": "we'd", "you'll": "we'll"}


def said_back(words: str, most: int) -> str:
    """At most `most` characters; empty when nothing in the words can be repeated."""
    part = shortened(cleaned(words), most)
    if not part:
        return ""
    return retold(part) or quoted(part)


def cleaned(words: str) -> str:
    """Without links, mentions and openings; only what a kind person would repeat."""
    text = " ".join(_LINK.sub(" ", fold(words)).replace("&amp;", "&").split())
    text = _TRAILING.sub("", _LEADING.sub("", text))
    if abuse(text)["level"] == "none":
        return text
    parts = [part.strip() for part in _CLAUSE.split(text)]
    kept = [part for part in parts if len(part.split()) >= 3 and abuse(part)["level"] == "none"]
    return max(kept, key=len, default="")


def shortened(text: str, most: int) -> str:
    """Cut after a clause that can stand alone, else at a word, marked by three dots."""
    if len(text) <= most:
        return text
    ends = [match.start() for match in _WHOLE_CLAUSE.finditer(text) if match.start() <= most]
    if ends and ends[-1] >= min(25, most // 2):
        return _TRAILING.sub("", text[: ends[-1]])
    ends = [match.start() for match in _CLAUSE.finditer(text) if most // 2 <= match.start() <= most - 3]
    cut = ends[-1] if ends else text.rfind(" ", 0, most - 3)
    return _CUT_OFF.sub("", text[: max(cut, 0)]) + "..." if cut > 0 else ""


def quoted(part: str) -> str:
    return '"' + part.replace('"', "'") + '"'


def retold(part: str) -> str | None:
    """ "my kettle leaks" → "your kettle leaks". None where the persons could slip."""
    words = part.split(" ")
    if (
        words[0].lower().strip(",") not in _SUBJECTS
        or _UNSAFE.search(part)
        or not _VERB.search(part)
        or part.endswith("...")
    ):
        return None
    if sum(word.isupper() and len(word) > 3 for word in words) > 1 or len(words) > 32:
        return None
    second = _SECOND.search(part) is not None
    if second and re.search(r"\b(?:we|us|our|we're|we've)\b", part, re.IGNORECASE):
        return None
    told: list[str] = []
    for place in range(len(words)):
        turned = _turned(words, place)
        if turned is None:
            return None
        told.append(turned)
    return _small(" ".join(told))


def _turned(words: list[str], place: int) -> str | None:
    match = re.fullmatch(r"([(']*)([A-Za-z']+?)([,.;:!)']*)", words[place])
    if match is None:
        return words[place]
    before, word, after = match.groups()
    low = word.lower()
    if low == "was" and place and words[place - 1].lower() in ("i", "i,"):
        return before + "were" + after
    if low in ("you", *_US):
        ours = _us(words, place, low)
        return None if ours is None else before + ours + after
    if low in _SWAP:
        return before + _SWAP[low] + after
    return words[place]


def _us(words: list[str], place: int, low: str) -> str | None:
    """ "you" is the company: "we" before a verb, "us" at the end or before a preposition, else unsure."""
    if low != "you":
        return _US[low]
    following = words[place + 1].lower().strip(",.;:!") if place + 1 < len(words) else ""
    before = words[place - 1].lower().strip(",") if place else ""
    if following in _AS_SUBJECT and before in _JOINING:
        return "we"
    if place and (not following or words[place].endswith((",", ".", ";")) or following in _AFTER_OBJECT):
        return "us"
    return None


def _small(text: str) -> str:
    """The first letter small: it stands in the middle of a sentence. "I" became "you"; names stay."""
    first = text.split(" ")[0]
    return (
        text[:1].lower() + text[1:]
        if first.lower() in _SUBJECTS | {"you", "you're", "you've", "you'd", "we", "our", "us"}
        else text
    )
