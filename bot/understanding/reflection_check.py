"""Whether a reflection may be sent: no empty formula, promise, blame or slip, and it fits this story and no other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from understanding.facts.found import fold
from understanding.reflection_words import banned, responses

_BRACES = str.maketrans("", "", "{}")
_QUOTED = re.compile(r'"[^"]*"')
_SORRY = re.compile(r"\b(?:sorry|apolog\w+|regret\w*)\b", re.IGNORECASE)
_SLIP = re.compile(
    r"\b(?:my|mine|myself|i've been|i'd|i was|i were|i am)\b|"
    r"(?<!tell )(?<!told )(?<!telling )(?<!let )(?<!gave )(?<!with )\bme\b",
    re.I,
)
_SMS = 250
_SHARE = 0.8
_FEWEST = 2
_WORD = re.compile(r"[a-z0-9£$€]+(?:'[a-z]+)?")


def problems(text: str, *, channel: str = "web") -> list[str]:
    """What is wrong with it, in words for a designer; empty when it may be sent."""
    ours = _QUOTED.sub('""', fold(text))
    low = f" {ours.lower()} "
    found = [f'says "{phrase}"' for phrase in banned() if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", low)]
    if len(_SORRY.findall(ours)) > 1:
        found.append("apologises twice")
    if re.search(r"[{}]", ours):
        found.append("leaves a field unfilled")
    if not ours.rstrip().endswith("?"):
        found.append("does not ask whether it is right")
    if fold(text).count('"') % 2:
        found.append("leaves a quotation open")
    if _SLIP.search(ours):
        found.append("speaks as the customer")
    if channel == "sms" and len(text) > _SMS:
        found.append(f"is longer than {_SMS} characters")
    return found


def fits(text: str, story: Iterable[str]) -> bool:
    """Whether what it says back comes from this story: enough of its own words, nearly all of them from there."""
    told = " ".join(fold(" ".join(story)).lower().replace("&amp;", "&").translate(_BRACES).split())
    for quote in _QUOTED.findall(fold(text).translate(_BRACES)):
        if quote.strip('".').lower() not in told.replace('"', "'"):
            return False
    own = specific_words(text)
    if len(own) < _FEWEST:
        return False
    there = {_stem(word) for word in _WORD.findall(told)}
    return sum(word in there for word in own) >= _SHARE * len(own)


def specific_words(text: str) -> set[str]:
    """Its words, stemmed, that neither our shapes nor everyday speech would bring."""
    return {_stem(word) for word in _WORD.findall(fold(text).lower())} - _everyday()


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    ours = " ".join(re.sub(r"\{\w+\}", " ", text) for texts in responses().values() for text in texts)
    return frozenset(_stem(word) for word in _WORD.findall(ours.lower())) | frozenset(map(_stem, _PLAIN.split()))


def _stem(word: str) -> str:
    return re.sub(r"(?<=\w{3})(?:'s|'re|'ve|'d|'ll|s|es|ed|ing)$", "", word)


_PLAIN = (
    "a an the and or but so if as at by for from in into of off on out over to up with about i i'm i've me my "
    "we our us you you're you've "
    "your he she it its it's they them their this that these those there here is am are was were be been being "
    "do does did have has had "
    "will would can could should may might must not no don't didn't just only very really too also then than "
    "when what which who how why "
    "because all any some more most other such own same now after before again still never got get one two had "
    "him her his"
)
