"""What the company promised, in the customer's words with who promised: "they promised Friday"."""

from __future__ import annotations

import re

from understanding.facts.date_patterns import GATE
from understanding.facts.found import LIKELY, PLAUSIBLE, Message
from understanding.shapes import FoundFact

_WHO = (
    r"(?:they|you(?: guys| people| lot)?|he|she|someone|somebody|one of (?:your|the) \w+|(?:a|an|the|your|ur|"
    r"that|this|another|some|one)"
    r"(?: (?:\w+ ){0,2}(?:agent|rep|representative|lady|man|woman|guy|bloke|girl|person|manager|supervisor|"
    r"advisor|adviser|courier|driver|"
    r"shop|store|website|site|app|email|e-mail|text|letter|seller|bank|hotel|airline|landlord|company|team|"
    r"support|engineer|technician|clinic|"
    r"staff|colleague|executive|operator|department|assistant|chat|bot|receptionist|customer (?:service|care|"
    r"support)(?: \w+)?))|"
    r"customer (?:service|services|care|support)|(?:i|we) (?:was|were|have been|had been|'ve been|got)|"
    r"(?-i:[A-Z][a-z]+)(?: from [\w ]{2,20}| in \w+)?)"
)
_SAID = re.compile(
    rf"\b(?P<who>{_WHO})(?: (?:on the phone|in (?:the|your) \w+|at (?:the|your) \w+|(?:that )?i (?:spoke|"
    rf"talked) (?:to|with)))?(?:'ve|'d| have| had| has| all| also| then| even| just| both| clearly| repeatedly|"
    rf" kept?)*"
    r" (?P<verb>promis(?:ed|es|e|ing)|said|says|saying|told|tell|assured|assures?|guarante+d|confirmed|swore|"
    r"advised|informed|quoted|agreed)"
    r"(?: (?:to )?(?:me|us|my \w+))?(?: (?:on the phone|by email|in writing|that|again|twice|yesterday|"
    r"last week))*[ :,]+(?P<what>[^.!?\n;]{3,110})",
    re.IGNORECASE,
)
_IN = (
    r"(?:\d+|an?|one|two|three|four|five|a few)(?:\s?(?:-|to|or)\s?\w+)? ?(?:working |business )?(?:minutes?|"
    r"hours?|hrs?|days?|weeks?|months?)"
)
_NOMINAL = re.compile(
    r"\b(?:(?:promised|guaranteed|quoted)(?: me| us)? (?:for |by |in |within |on )?[^.!?\n;,]{3,60}|"
    r"(?:your|their) (?:promise|guarantee|assurance) (?:of|that|to) [^.!?\n;,]{3,60}|"
    rf"(?:expect|receive|get|allow) (?:an? |the |my )?(?:response|reply|refund|call|callback|update|answer|"
    rf"delivery|up to) (?:in|within|by) {_IN}|"
    rf"(?:wait|allow) (?:for )?(?:another|next|the next|a further|up to|till|until) {_IN}|"
    rf"(?:call|ring|get|phone|email|contact) (?:me|us) (?:back )?(?:in|within) {_IN}|"
    rf"(?:within|in) (?:the )?next {_IN}|(?:waiting|wait) for (?:the )?(?P<next>next {_IN})|"
    rf"{_IN} (?:refund|delivery|response|replacement) (?:policy|promise|guarantee)|if (?:you|i) (?:do not|"
    rf"don'?t) hear (?:back )?(?:in|within) {_IN})",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|would|wld|'ll|it'?d|they'?d|he'?d|she'?d|gonna|going to|shall|should (?:be|arrive|come|get|"
    r"have|receive|take)|within|"
    r"in (?:\d+|a|an|two|three|a few|the next) (?:\w+ )?(?:minutes?|hours?|hrs|days?|weeks?|months?)|"
    r"by (?:the |next |this )?\w+day|"
    r"by (?:the )?(?:\d|end|tomorrow|tonight|then|noon|january|february|march|april|may|june|july|august|"
    r"september|october|november|december)|"
    r"to (?:expect|wait|allow|be (?:delivered|refunded|here|sent))|call(?:ing)? (?:me |us )?back|callback|"
    r"(?:next|this) (?:day|week|month|\w+day)|tomorrow)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s*(?:,? (?:but|yet|however|and (?:yet|still|then|it|i|nothing|they|here|now|he|she|nobody|no one|we|"
    r"that)|which|though|although|still|so|only to)\b|,|\(| - |\")",
    re.I,
)
_NOT_FUTURE = re.compile(
    r"\b(?:no|nothing|can'?t|cannot|couldn'?t|not|refus\w*|never|isn'?t|wasn'?t|unable|wouldn'?t|won'?t)\b", re.I
)


def find_promises(message: Message) -> list[FoundFact]:
    text = message.folded
    found: list[FoundFact] = []
    for match in _SAID.finditer(text):
        end = _end(text, match.start("what"), match.end())
        what = text[match.start("what") : end]
        swore = match["verb"].lower().startswith(("promis", "guarant", "assur", "swore"))
        if len(what) < 3 or not (swore or _AHEAD.search(what) or _starts_with_date(what)):
            continue
        if not swore and _NOT_FUTURE.search(what):
            continue
        if match["who"].lower().split()[0] in ("i", "we") and re.match(
            r"(?:i|we) (?:have|had|'ve|got)$", match["who"], re.I
        ):
            continue
        _add(found, message, match.start(), end, LIKELY if swore else PLAUSIBLE + 0.1)
    for match in _NOMINAL.finditer(text):
        group = "next" if match["next"] else 0
        _add(found, message, match.start(group), _end(text, match.start(group) + 8, match.end()), PLAUSIBLE)
    return sorted(found, key=lambda fact: fact["start"])


def _starts_with_date(what: str) -> bool:
    gate = GATE.search(what)
    return gate is not None and gate.start() <= 12


def _add(found: list[FoundFact], message: Message, start: int, end: int, confidence: float) -> None:
    while end > start and message.folded[end - 1] in " ,-:":
        end -= 1
    if all(start >= fact["end"] or end <= fact["start"] for fact in found):
        found.append(message.fact("company_promise", message.text[start:end], start, end, confidence))


def _end(text: str, start: int, end: int) -> int:
    cut = _ENDS.search(text, start, end)
    return cut.start() if cut else end
