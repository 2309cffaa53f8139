"""Abuse told from anger: swearing at the situation is anger; an insult, slur or threat at a person is abuse."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from understanding.facts.found import fold
from understanding.shapes import Abuse

_DIRECTORY = Path(__file__).parent / "abuse_words"
_LONGEST = 5_000
_PROBABILITY = {"none": 0.02, "swearing": 0.2, "insult": 0.85, "slur": 0.95, "threat": 0.95}

_MASK = re.compile(r"[*@#$]")
_WORD = re.compile(r"[\w*@#$]+")
_YOU = r"(?:you|u|ya|ye|yous|you lot|you guys|you people|you all|y'?all)"
_ARE = r"(?: ?'?re| are| ?'r| r|r| is|'?s| was| were| must be| sound| seem| look| act)?(?: like)?"
_HEDGE = (
    r"(?: (?:a|an|the|such|so|very|really|just|all|pretty|quite|too|being|one|some|kind of|sort of|fucking|"
    r"fuckin|f\w*ing|bloody|damn|"
    r"total|complete|absolute|utter|real|right|little|big|stupid|dumb|lazy|lying|old|fat|ugly|useless|"
    r"worthless|dirty|bunch of|load of|"
    r"pack of|set of|lot of|also|still|literally|clearly|obviously|most|more|even|actually|only|as|pathetic|"
    r"incompetent|goddamn|sick|mean|bad|completely|totally|incredibly|extremely|absolutely|punk|being)){0,5}"
)
_STAFF = (
    r"(?:(?:your|ur|the|that|this|his|her|those|these) (?:\w+ ){0,2}?(?:agent|rep|representative|driver|"
    r"courier|manager|supervisor|staff|lady|man|woman|guy|girl|"
    r"employees?|people|team|advisor|assistant|person|bloke|operator|receptionist|cashier|doctor|nurse|"
    r"engineer|technician|clerk|workers?|agents|reps|drivers|attendants?|pilot|crew|boss|"
    r"ceo)s?(?: (?:on the (?:phone|line)|at the \w+|in (?:the|your) \w+|i (?:spoke|talked) (?:to|with)|"
    r"you sent))?|he|she)"
)
_BOT = r"(?:bot|robot|machine|computer|program|programme|chat ?bot|ai|assistant|siri|alexa|eliza)"


def abuse(text: str) -> Abuse:
    folded = fold(text[:_LONGEST])
    level = _level(folded)
    return Abuse(level=level, probability=_PROBABILITY[level])


def _level(text: str) -> str:
    if not _is_suspicious(text):
        return "none"
    if _patterns("threats").search(text):
        return "threat"
    if _words("slurs").search(text):
        return "slur"
    if _patterns("hostile").search(text) or _patterns("harassing").search(text) or _is_insulted(text):
        return "insult"
    return "swearing" if _words("swearing").search(text) else "none"


def _is_insulted(text: str) -> bool:
    return any(pattern.search(text) for pattern in _aimed())


def _is_suspicious(text: str) -> bool:
    """A quick look that lets most messages pass: every list finds only messages that hold one of these words."""
    whole, beginnings = _suspicious()
    return any(
        word in whole or word.startswith(beginnings) or _MASK.search(word) for word in _WORD.findall(text.lower())
    )


@lru_cache(maxsize=1)
def _suspicious() -> tuple[frozenset[str], tuple[str, ...]]:
    listed = [
        word for name in ("swearing", "insults", "slurs", "names_at_the_end", "suspicious") for word in _listed(name)
    ]
    first = [word.lower().split()[0] for word in listed]
    beginnings = {word.rstrip("*") for word in first if word.endswith("*") and "*" not in word.rstrip("*")}
    return frozenset(first), tuple(sorted(beginnings))


@lru_cache(maxsize=1)
def _aimed() -> tuple[re.Pattern[str], ...]:
    every, mild = _listed("insults"), set(_listed("mild"))
    harsh = _options([word for word in every if word not in mild])
    anything = _options(every)
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b{_YOU}{_ARE}{_HEDGE} (?:{harsh})(?!\w)(?! (?:enough|of (?:you|me)|if|to (?:think|believe|"
            rf"trust)|policy|policies|rules?|system|app|website|service))",
            rf"\b(?:you|u)(?:'?re| are| r|r){_HEDGE} (?:{anything})(?!\w)(?! (?:enough|if|to))(?=\W*$|[.!?,]|"
            rf" {_BOT}| and\b| because| at| as)",
            rf"\b(?:you|u|ur|your){_HEDGE} (?:{harsh})(?=\W*$|[.!?,])",
            rf"\b{_STAFF}(?:'?s| is| was| are| were|'?re){_HEDGE} (?:{harsh})(?!\w)(?! (?:policy|rules?|system))",
            rf"\b(?:{anything}) {_BOT}\b",
            rf"^\W*(?:{_HEDGE.strip()} ?)?(?:{harsh})\W*$",
            rf"(?:^|[.!?,] *)(?:hey |hi |hello |thanks |thank you |bye |ok |yes |no |yeah |listen |look |"
            rf"oi )?(?:you )?(?:{harsh})(?:[!.,]+|$)(?! \w+ (?:policy|app))",
            rf"\b(?:call(?:ing)? you an?|you(?:'re| are) (?:being|acting|"
            rf"behaving)(?: like)?(?: an?)?) (?:\w+ )?(?:{anything})(?!\w)",
            rf"(?<!\w)(?!(?:a|an|the|this|that|such|like|my|some|these|those|of|are|is|was|were|be|by|as|and|"
            rf"or|his|her|their|with|for|so|feel|little|big) )"
            rf"[\w']+,? (?:{_options(_listed('names_at_the_end'))})[.!]*$",
            rf"\b(?:bunch|pack|load|lot|group|team|company|set) of (?:\w+ ){{0,2}}(?:{harsh})(?!\w)",
        )
    )


@lru_cache(maxsize=8)
def _listed(name: str) -> tuple[str, ...]:
    lines = (_DIRECTORY / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word.strip() for line in lines if not line.startswith("#") for word in line.split(",") if word.strip())


@lru_cache(maxsize=8)
def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w*])(?:{_options(_listed(name))})(?![\w*])", re.IGNORECASE)


def _options(words: tuple[str, ...] | list[str]) -> str:
    """A star at the end stands for any ending, one inside for one hidden letter or more."""
    written = []
    for word in words:
        ending = r"[\w*]*" if word.endswith("*") else ""
        written.append(re.escape(word.rstrip("*")).replace(r"\*", r"[*@#!$.-]{1,3}") + ending)
    return "|".join(written)


@lru_cache(maxsize=8)
def _patterns(name: str) -> re.Pattern[str]:
    lines = (_DIRECTORY / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return re.compile(
        r"(?<!\w)(?:" + "|".join(line for line in lines if line and not line.startswith("#")) + r")(?!\w)", re.I
    )
