"""How often they turned to the company before: "called three times", "this is the 4th email", "8 emails"."""

from __future__ import annotations

import re

from understanding.facts.found import LIKELY, PLAUSIBLE, Message
from understanding.facts.spoken import NUMBER_WORDS, ORDINAL, number_of, ordinal_of
from understanding.shapes import FoundFact

_VERB = (
    r"(?:call(?:ed|ing)?|rang|rung|ring(?:ing)?|phon(?:ed|ing)|e-?mail(?:ed|ing)?|mail(?:ed|ing)|messag(?:ed|"
    r"ing)|msg'?d|texted|texting|"
    r"contact(?:ed|ing)?|writ(?:ten|ing)|wrote|complain(?:ed|ing)?|chas(?:ed|ing)|asked|asking|spoke(?:n)?|"
    r"speak(?:ing)?|talked|"
    r"reach(?:ed|ing) out|tweet(?:ed|ing)|dm'?(?:ed|d)|visit(?:ed|ing)|been in touch|got in touch|chat(?:ted|"
    r"ting)|rais(?:ed|ing)|filed|"
    r"report(?:ed|ing)|explain(?:ed|ing)|told|follow(?:ed|ing)? up|requested|requesting|tried|trying|begged|"
    r"submitted|escalated|been (?:in|on|to))"
)
_NOUN = (
    r"(?:(?:phone )?calls?|e-?mails?|mails?|messages?|msgs?|texts?|letters?|tweets?|dms?|complaints?|chats?|"
    r"requests?|contacts?|"
    r"conversations?|tickets?|reminders?|follow[- ]?ups?|visits?|attempts?|stores?|branches|enquir(?:y|ies)|"
    r"inquir(?:y|ies)|"
    r"reports?|claims?|disputes?|"
    r"reps?|representatives?|agents?|advisors?|people)"
)
_MANY = (
    r"(?:several|multiple|many|countless|numerous|various|endless|dozens of|loads of|lots of|tons of|repeated|"
    r"so many|too many|a lot of|"
    r"umpteen|a few|hundreds of|eleventy million|a million|a thousand|a hundred|plenty of|a dozen|couple of|"
    r"a couple of)"
)
_NUMBER = rf"(?:\d{{1,3}}\+?|{NUMBER_WORDS})"
_OBJECT = r"(?:(?! (?:me|us) )[^.!?\n;]){0,45}?"

_TIMES = re.compile(
    rf"\b(?:{_VERB}\b{_OBJECT}\s)?(?:on )?(?P<times>(?P<n>{_NUMBER})\s?(?:times|x)\b|once(?! (?:i|he|she|they|"
    rf"it|we|you|the|my|this|that|again|your)\b)|twice|thrice|"
    rf"(?:over )?(?P<many>{_MANY}) (?:times|occasions)|(?:again and again|over and over(?: again)?|repeatedly|"
    rf"every (?:single )?day|daily|constantly))",
    re.IGNORECASE,
)
_VERB_BEFORE = re.compile(rf"\b{_VERB}\b[^.!?\n;]{{0,60}}$", re.IGNORECASE)
_THEIRS = re.compile(
    rf"\b(?:they|you|he|she|who|it|someone)(?:'ve|'d| have| had| has| only| just| even)* {_VERB}\b(?:(?!\b(?:i|"
    rf"we)\b)[^.!?\n;])*$",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(rf"^[^.!?\n;]{{0,40}}?\b{_VERB}\b", re.IGNORECASE)
_ORDINAL = re.compile(
    r"\b(?:(?:this|that|it) (?:is|was|will be|makes)|this|it'?s|thats|that's|my|now|for|on|after|the|making)"
    r" (?:(?:now|about|already|like|literally|my|the|our) ){0,3}"
    rf"(?P<n>{ORDINAL}) (?:time\b(?: (?:now )?(?:(?:i|we)(?:'ve|'m| have| had| am)? (?:had to |been )?)?"
    rf"(?P<verb>{_VERB})\b)?|(?P<noun>{_NOUN})\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:(?:my|our|the|after|sent|made|had|left|with|despite) )?(?P<n>{_NUMBER}|{_MANY}) (?:(?:different|"
    rf"separate|unanswered|long|other|phone|polite|angry|plus|prior|previous|more|"
    rf"nice) ){{0,2}}(?P<noun>{_NOUN})\b",
    re.IGNORECASE,
)
_COMPANY = (
    r"(?:you|u|them|your (?:\w+ )?(?:line|team|service|services|support|department|office|store|branch)|"
    r"customer (?:service|services|support|care)|support|(?:a|an|the|your|another) (?:\w+ )?(?:rep|"
    r"representative|agent|manager|"
    r"advisor|adviser|supervisor|helpline|company|store|shop|bank|hotel|seller|courier)|someone|somebody)"
)
_WHEN = r"(?: (?:\w+ ){1,3}ago| last \w+| yesterday)"
_PLAIN = re.compile(
    r"\b(?:i|we|i've|we've|ive)(?:'ve| have| had| already| also| even| just| first| then| again| did){0,3} "
    rf"(?:(?:called|rang|phoned|e-?mailed|messaged|contacted|complained)(?! (?:me|us|a |an )|"
    rf"ed)(?: (?:to )?{_COMPANY})?{_WHEN}?|"
    rf"(?:spoke|spoken|talked) (?:to|with) {_COMPANY}{_WHEN}?|(?:wrote|written|reached out|"
    rf"complained) to {_COMPANY}{_WHEN}?|"
    rf"(?:followed up|reached out|chased (?:it|this|you|them)(?: up)?|(?:been|got) in touch){_WHEN}?|"
    r"(?:raised|filed|submitted|opened|made|lodged) (?:a |an |the |this )?(?:\w+ )?(?:complaint|claim|dispute|"
    r"ticket|request))\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"(?:[\"']|\b(?:rep|agent|person|lady|man|guy|woman|manager|whoever|who|one))(?: that| who)? $", re.IGNORECASE
)
_EARLIER = re.compile(
    r"\b(?:(?:my|our|a|the|in a) )?(?:prior|previous|earlier|last|first) (?:complaint|e-?mail|call|phone call|"
    r"ticket|claim|dispute|conversation|chat|letter|message)s?\b",
    re.IGNORECASE,
)
_FEW = {"once": "1", "twice": "2", "thrice": "3", "a couple of": "2", "couple of": "2", "a dozen": "12"}
_PEOPLE = re.compile(r"stores?|branches|reps?|representatives?|agents?|advisors?|people", re.I)


def find_contacts(message: Message) -> list[FoundFact]:
    found: list[FoundFact] = []
    text = message.folded
    for match in _TIMES.finditer(text):
        start, end = match.span()
        if _THEIRS.search(text[max(0, start - 30) : match.start("times")]):
            continue
        spoke = _VERB_BEFORE.search(text[max(0, match.start("times") - 70) : match.start("times")])
        if spoke or (
            not match["times"].lower().startswith(("every", "daily", "const", "repeat", "over and", "once"))
            and _VERB_AFTER.match(text[end : end + 50])
        ):
            _add(found, message, start, end, _times(match), LIKELY)
    for match in _ORDINAL.finditer(text):
        if match["noun"] or match["verb"]:
            _add(found, message, match.start(), match.end(), _before(match["n"]), LIKELY)
    for match in _COUNTED.finditer(text):
        if _counts(text, match):
            _add(found, message, *match.span(), _count(match["n"]), LIKELY)
    for match in _EARLIER.finditer(text):
        _add(found, message, *match.span(), "1", PLAUSIBLE)
    for match in _PLAIN.finditer(text):
        if not _RELATIVE.search(text[max(0, match.start() - 25) : match.start()]):
            _add(found, message, match.start(), match.end(), "1", PLAUSIBLE)
    return sorted(found, key=lambda fact: fact["start"])


def read_contacts(message: Message, start: int, end: int) -> FoundFact | None:
    """A bare answer to "how often have you been in touch?"."""
    pattern = (
        rf"(?P<times>(?P<n>{_NUMBER})(?:\s?(?:times|x)\b)?|once|twice|thrice|(?P<many>{_MANY})(?: times)?|never|none)"
    )
    match = re.compile(rf"\b{pattern}", re.IGNORECASE).search(message.folded, start, end)
    if match is None:
        return None
    value = "0" if match.group().lower() in ("never", "none") else _times(match)
    return message.fact("contacts_before", value, *match.span(), LIKELY)


def _add(found: list[FoundFact], message: Message, start: int, end: int, value: str, confidence: float) -> None:
    if value and all(start >= fact["end"] or end <= fact["start"] for fact in found):
        found.append(message.fact("contacts_before", value, start, end, confidence))


def _times(match: re.Match[str]) -> str:
    if match["n"]:
        return _count(match["n"])
    return _FEW.get(match["times"].lower()) or _FEW.get((match["many"] or "").lower()) or "several"


def _count(words: str) -> str:
    figures = re.match(r"\d+", words)
    if figures:
        return str(int(figures.group()))
    if words.lower() in _FEW:
        return _FEW[words.lower()]
    number = number_of(words)
    return str(number) if number and number < 1000 else "several"


def _before(ordinal: str) -> str:
    """The fourth e-mail has three before it."""
    number = ordinal_of(ordinal)
    return "several" if not number else str(max(number - 1, 0)) if number > 1 else "1"


def _counts(text: str, match: re.Match[str]) -> bool:
    """ "8 emails" counts contacts; "2 people" does so only after a word of speaking."""
    before = text[max(0, match.start() - 45) : match.start()]
    if _PEOPLE.fullmatch(match["noun"]):
        return bool(
            re.search(
                r"\b(?:spoke|spoken|speak|talked|passed|transferred|through|to|visited|been to|"
                r"tried)\b[^.!?]{0,20}$",
                before,
                re.I,
            )
        )
    return not re.search(
        r"\b(?:received|got|getting|get|getting|from (?:you|them)|they (?:sent|made))\b[^.!?]{0,15}$", before, re.I
    )
