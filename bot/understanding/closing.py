"""How a fragment ends: the story is done, it asks what we will do, or more is coming."""

from __future__ import annotations

import re
from typing import Literal

from understanding.facts.found import fold

_LONGEST_DONE = 60

_PREFIX = r"(?:(?:so|ok(?:ay)?|anyway|and|well|right|yeah|yes|yep|no|nope|i think|i guess|basically|um+|ya)[,. ]+)*"
_SUFFIX = (
    r"(?:[,. ]*(?:really|thanks?(?: you)?(?: (?:so|very) much| a lot)?|for now|from me|from my side|folks|"
    r"cheers|basically|then|i think|"
    r"i guess|ty|thx|please|now|ok|i have(?: for you| to say)?|i had to say|i wanted to (?:say|tell you)|"
    r"i want(?:ed)? to say|there is(?: to it)?|"
    r"i can (?:think of|remember)|to it|i know|lol|:\)))*"
)
_SAID_ALL = (
    r"(?:that'?s|thats|that is|that was|dats|this is) (?:it|all|everything|about it|about all|the (?:whole|"
    r"entire|full) "
    r"(?:story|thing)|my (?:whole |full )?(?:story|complaint|issue|rant)|the (?:end|lot)|pretty much (?:it|all|"
    r"everything))"
    r"|(?:there'?s |there is )?nothing (?:else|more)(?: to (?:add|say|tell)| from me)?|no more to (?:add|say)"
    r"|end of (?:story|rant|message|complaint)|the end|rant over|story over|over to you|your turn"
    r"|that (?:covers|about covers|sums) (?:it|everything|it up)(?: up)?|i think that'?s (?:it|all|everything|about it)"
    r"|(?:that'?s )?all (?:the )?(?:details|info|information)(?: (?:i have|you need))?"
    r"|(?:you )?now you know(?: (?:everything|it all))?|you can (?:answer|reply|respond) now"
    r"|(?:i'?m|im|i am|i have|i've|all) (?:done|finished) (?:telling|typing|writing|explaining|talking|ranting)"
)
# At the end of a longer message these may mean "I have had enough".
_ALONE = r"|(?:i'?m|im|i am|i have|i've|all|now) (?:done|finished)(?: now)?|done|finished|end|over|no more"
_LAST = re.compile(rf"\W*{_PREFIX}(?:{_SAID_ALL}){_SUFFIX}[\s.!:)\U0001F300-\U0001FAFF]*", re.IGNORECASE)
_WHOLE = re.compile(rf"\W*{_PREFIX}(?:{_SAID_ALL}{_ALONE}){_SUFFIX}[\s.!:)\U0001F300-\U0001FAFF]*", re.IGNORECASE)
_WELL_DONE = re.compile(r"\W*well,? done\W*", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n)\"'\s]*|[.!?\n]+")
_ASKS = re.compile(
    r"\b(?:what(?:'?s| is| are| r| will| can| do| would)? (?:you|u|ya|your|the (?:company|shop|store|"
    r"bank))\b.*\b(?:do(?:ing)?|going|offer|plan|propose|suggest)\b"
    r"|what (?:are|r|will|can|do) (?:you|u|they|we|i)\b|what (?:now|next|happens (?:now|next))|where do (?:i|"
    r"we) go from here|what'?s next"
    r"|how (?:are|will|do|can|would|r) (?:you|u|we)\b|how do i (?:get|fix|sort|return|cancel|claim)|"
    r"how (?:long|soon|much longer)\b|when (?:will|can|are|is|do|r|am|would)\b"
    r"|(?:can|could|will|would|are) (?:you|u|someone|somebody|anyone|i|we|it|my|the)\b|(?:can|could|will|"
    r"would) (?:there|this|that)\b|is (?:there|someone|anyone|it possible)\b"
    r"|do (?:i|we) (?:get|have)|am i (?:going to|getting|gonna)|will it|who (?:can|will|do)|any (?:help|update|"
    r"chance|news|ideas?)|please (?:advise|help|respond|reply|fix|sort|resolve))",
    re.IGNORECASE,
)
_RHETORICAL = re.compile(
    r"\b(?:can you (?:believe|imagine)|are you (?:kidding|serious|joking|having a laugh|for real|mad|stupid|"
    r"there|a (?:bot|robot|real|human|person))|do you (?:know|think|understand|realise|realize|see|get)|"
    r"you know|right|isn'?t it|innit|ok|yeah|how (?:can|could|dare|is that)|why (?:would|do|did|is|are|can'?t|"
    r"should)|would you (?:like|be happy|accept|want)|how would you|who does that|"
    r"what (?:kind|sort) of|what the|really)\b\W*$|^\W*(?:can you (?:believe|imagine)|are you (?:kidding|"
    r"serious|joking|having a laugh|for real|a (?:bot|robot|real|human|person))|do you know (?:how|what)|"
    r"how (?:dare|can you|could you)|what (?:kind|sort) of|would you (?:like|be happy|accept|want))",
    re.IGNORECASE,
)
_PLEADS = re.compile(
    r"\b(?:please (?:advise|help(?: me)?|respond|reply|fix (?:this|it)|sort (?:this|it)(?: out)?|"
    r"resolve(?: this)?)|what (?:are|r) (?:you|u) (?:going to|gonna) do(?: about (?:it|this|that))?|what now)\W*$",
    re.I,
)
_OPEN_END = re.compile(
    r"(?:\b(?:and|but|because|cos|coz|cuz|or|which|who|while|if|until|with|the|my|a|an|of|from|than|i|we|they|"
    r"first(?: of all|ly)?|firstly|however|although|not only that|on top of that|and (?:so|then|also))"
    r"|(?:^|[,.!?;] ?)(?:so|then|also|plus|anyway|to)|[,;:&+-]|\.{3,}|…)\s*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:\b(?:hang on|hold on|one (?:sec|second|moment|min|minute)|"
    r"(?<!minute )(?<!hour )(?<!long )(?<!the )(?<!to )wait|brb|cont(?:inued|'?d|\.)?|"
    r"to be continued|tbc|more to come|there'?s more|there is more|"
    r"not (?:done|finished)(?: yet)?|let me (?:explain|finish|find|check|look)|still (?:typing|writing)|"
    r"more (?:below|in (?:the )?next)|next (?:msg|message|text))\b)\W*$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:^\W{0,2}(?P<n>\d{1,2})\s?/\s?(?P<of>\d{1,2})(?=\D)|"
    r"(?<![\d/])(?P<n2>\d{1,2})\s?/\s?(?P<of2>\d{1,2})\W{0,2}$)"
)


def closing(text: str) -> Literal["done", "question", "open"] | None:
    """A "done" in the middle of a story is the worse error: only a last sentence that says nothing else counts."""
    folded = fold(text).strip()
    if not any(character.isalnum() for character in folded):
        return None
    part = _part(folded)
    if part:
        return part
    last = _last_sentence(folded)
    if "?" not in last and _MORE.search(folded):
        return "open"
    if _is_done(folded, last):
        return "done"
    if _asks(last):
        return "question"
    return "open" if _OPEN_END.search(folded) else None


def _is_done(text: str, last: str) -> bool:
    if len(last) > _LONGEST_DONE or "?" in last or _WELL_DONE.fullmatch(last):
        return False
    return bool((_WHOLE if last == text else _LAST).fullmatch(last))


def _part(text: str) -> Literal["done", "open"] | None:
    """ "1/3" at either end says that more is coming; "3/3" that nothing is; a date or "24/7" says neither."""
    match = _PART.search(text)
    if match is None:
        return None
    number, of = int(match["n"] or match["n2"]), int(match["of"] or match["of2"])
    if not 1 <= number <= of <= 9 or of < 2:
        return None
    if match["n2"] and re.search(
        r"\b(?:on|by|since|before|until|from|dated|due|scored?|rated?|rating|about|for)\s*$",
        text[: match.start()],
        re.I,
    ):
        return None
    return "open" if number < of else "done"


def _last_sentence(text: str) -> str:
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text) if any(c.isalnum() for c in match.group())]
    return sentences[-1] if sentences else text


def _asks(last: str) -> bool:
    if _PLEADS.search(last):
        return True
    if "?" not in last or not _ASKS.search(last):
        return False
    return not _RHETORICAL.search(last.rstrip("?! "))
