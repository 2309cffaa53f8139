"""From a sentence as typed to words with their marks: negated, quoted, shouted, and whose they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<link>https?://\S+|www\.\S+)
      |(?P<mail>[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,24})
      |(?P<name>@\w+)
      |(?P<tag>\#[A-Za-z]\w+)
      |(?P<redacted>(?:\bX{2,}[/,\s-]*)+|\{\$[\d.,]+\})
      |(?P<money>[£$€₹]\s?\d[\d,.]*k?|\b\d[\d,.]*\s?(?:quid|bucks|dollars?|pounds?|euros?|rupees|rs|usd|gbp|eur|inr|p|pence|cents)\b)
      |(?P<clock>\b\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm)\b)
      |(?P<code>\#?\b(?=[\w/-]*\d[\w/-]*\d[\w/-]*\d)[A-Za-z0-9][\w/-]{3,})
      |(?P<word>\d?[^\W\d_]+(?:\d(?!\d)[^\W\d_]*)?(?:['’][^\W\d_]+)*|\d+[a-z]+\b)
      |(?P<number>\b\d[\d.,/]*\b)
      |(?P<quote>["“”]|(?<!\w)['‘](?=\w)|(?<=[\w.!?,])['’](?!\w))
      |(?P<emoji>[\u2600-\u27bf\U0001f300-\U0001faff]|[:;=]-?[()DPpO/|\[\]]|:'\(|<3|xx+\b)
      |(?P<stop>\.{2,}|…|[.,;:!?()\n-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
# SMS spelling and slips so common that every reader sees the word behind them.
SPOKEN = {
    "u": "you", "ur": "your", "r": "are", "y": "why", "pls": "please", "plz": "please", "thx": "thanks", "ty": "thanks",
    "tnx": "thanks", "cuz": "because", "coz": "because", "bc": "because", "cos": "because", "wk": "week",
    "wks": "weeks", "hr": "hour", "hrs": "hours", "min": "minutes", "mins": "minutes", "yr": "year", "yrs": "years",
    "b4": "before", "2day": "today", "2moro": "tomorrow", "tmrw": "tomorrow", "tomoz": "tomorrow", "tmr": "tomorrow",
    "gr8": "great", "msg": "message", "txt": "text", "ppl": "people", "abt": "about", "w8": "wait", "w8ing": "waiting",
    "wud": "would", "cud": "could", "shud": "should", "dis": "this", "dat": "that", "da": "the", "im": "i'm",
    "ive": "i've", "dont": "don't", "didnt": "didn't", "doesnt": "doesn't", "isnt": "isn't", "wasnt": "wasn't",
    "wont": "won't", "cant": "can't", "couldnt": "couldn't", "wouldnt": "wouldn't", "havent": "haven't",
    "hasnt": "hasn't", "arent": "aren't", "werent": "weren't", "shouldnt": "shouldn't", "hadnt": "hadn't",
    "cannot": "can't", "thats": "that's", "whats": "what's", "theres": "there's", "recieved": "received",
    "recieve": "receive", "definately": "definitely", "dissapointed": "disappointed", "disapointed": "disappointed",
    "dissappointed": "disappointed", "rediculous": "ridiculous", "delievery": "delivery", "delivry": "delivery",
    "cancelation": "cancellation", "cust": "customer", "acct": "account", "acc": "account", "appt": "appointment",
    "gonna": "going to", "wanna": "want to", "gotta": "have to", "ya": "you", "luv": "love", "n": "and", "nd": "and",
    "wat": "what", "wen": "when", "wich": "which", "ma": "my", "nthg": "nothing", "nt": "not", "cs": "customer service",
    "idk": "i don't know",
}  # fmt: skip
_NEGATORS = {
    "not", "no", "never", "without", "hardly", "neither", "nor", "nothing", "nobody", "none", "isn't", "wasn't",
    "aren't", "weren't", "don't", "doesn't", "didn't", "haven't", "hasn't", "hadn't", "won't", "can't", "couldn't",
    "wouldn't", "shouldn't", "ain't",
}  # fmt: skip
# "no wonder I'm angry", "never been so angry", "couldn't be more angry", "can't believe": these deny nothing.
_NOT_DENYING = re.compile(
    r"^(?:wonder|only|just|doubt|matter|believe|been|felt|seen|had|experienced|met|known|be more|help|thanks|tell|stop"
    r"|even)\b"
)
_TURNS = {"but", "just", "only", "however", "although", "though", "instead", "rather", "except", "because", "and"}
_SCOPE = 4
_MINE = {"i", "i'm", "i've", "i'd", "i'll", "me", "my", "we", "we're", "we've", "we'd", "our", "us", "myself", "am"}
_THEIRS = {
    "he", "she", "they", "he's", "she's", "they're", "his", "her", "their", "them", "him", "driver", "agent", "staff",
    "neighbour", "neighbor", "neighbours", "people", "someone", "everyone", "others", "customers", "friend", "who",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """`kind` is one of the groups of the token pattern; `owner` is "me", "them" or "" (nobody named before it)."""

    text: str
    kind: str
    start: int
    end: int
    negated: bool
    quoted: bool
    owner: str


def words_of(text: str) -> list[Word]:
    """Links, names, codes and numbers become their class: "<money>", "<code>", …"""
    found = [
        (token, kind, match.start(), match.end())
        for match in _TOKEN.finditer(text.replace("’", "'"))
        if (kind := match.lastgroup or "")
        for token in _spoken(match.group(), kind)
    ]
    return _marked(found)


def _spoken(raw: str, kind: str) -> list[str]:
    if kind == "word":
        small = _unstretched(raw.lower())
        return SPOKEN.get(small, small).split()
    if kind == "tag":
        return [part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", raw[1:])]
    return [raw if kind in {"stop", "quote", "emoji"} else f"<{kind}>"]


def _unstretched(word: str) -> str:
    """ "sooooo" is "soo": stretched, yet one word for all lengths."""
    return re.sub(r"(.)\1{2,}", r"\1\1", word)


def _marked(found: list[tuple[str, str, int, int]]) -> list[Word]:
    words: list[Word] = []
    denied, owner, quoted = 0, "", False
    for place, (token, kind, start, end) in enumerate(found):
        if kind == "quote":
            quoted = not quoted and any(later[1] == "quote" for later in found[place + 1 : place + 40])
        elif kind == "stop" and token not in "-":
            denied, owner = 0, owner if token == "," else ""
        elif token in _TURNS:
            denied = 0
        words.append(Word(token, kind, start, end, denied > 0, quoted, owner))
        denied = max(0, denied - 1)
        if token in _MINE:
            owner = "me"
        elif token in _THEIRS:
            owner = "them"
        if token in _NEGATORS and not _NOT_DENYING.match(" ".join(next_[0] for next_ in found[place + 1 : place + 3])):
            denied = _SCOPE
    return words
