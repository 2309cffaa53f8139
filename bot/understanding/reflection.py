"""What is said back to the customer: what happened and how it feels, in their nouns, fitting only this story."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from dataclasses import dataclass

from understanding.facts.found import LIKELY
from understanding.reflection_words import texts
from understanding.retelling import said_back
from understanding.shapes import Fact, Feeling, Intake, Reflection

_STRONG, _QUIET, _SECOND = 0.7, 0.45, 0.5
_SMS = 250
_MOST = {"web": 150, "sms": 95}
_EXTRAS = {"web": 2, "sms": 1}
_FEWEST_WORDS = 2
_SPAN = re.compile(
    r"\b(?:\d+|an?|two|three|four|five|six|seven|eight|nine|ten|several) (?:hour|day|week|month|year)s?$", re.I
)
_GSM = re.compile(r"[^\n\r @£$¥èéùìòÇØøÅåÆæßÉ!\"#%&'()*+,\-./0-9:;<=>?A-ZÄÖÑÜ§¿a-zäöñüà_]")


@dataclass(frozen=True)
class Heard:
    """What a shape is filled with; an empty string where the story holds nothing of it."""

    happened: str
    feeling: str
    strength: float
    several: bool
    sure: bool
    stake: str
    repeat: str
    wants: str
    name: str


def reflect(intake: Intake, *, channel: str = "web", seed: str = "", avoid: Collection[str] = ()) -> Reflection:
    """The same seed gives the same words; shapes in `avoid` are left out while others fit. No story, no text."""
    chance = random.Random(f"{seed}|{intake['headline']}")
    where = "sms" if channel == "sms" else "web"
    heard = _heard(intake, where, chance)
    if not heard.happened:
        return Reflection(text="", shape="")
    shapes = [f"{name}/{place}" for name in _groups(heard, where) for place in range(len(texts(name)))]
    fresh = [shape for shape in shapes if shape not in avoid] or shapes
    shape = chance.choice(fresh)
    name, _, place = shape.rpartition("/")
    return Reflection(text=_filled(texts(name)[int(place)], heard, where, chance), shape=shape)


def _groups(heard: Heard, where: str) -> list[str]:
    """The responses whose shapes say all that is known: never a feeling that was not shown."""
    start = "utter_reflection_sms" if where == "sms" else "utter_reflection"
    if not heard.feeling:
        return [f"{start}_plain"]
    if not heard.sure:
        return [f"{start}_unsure"]
    if where == "sms":
        return [start]
    fitting = [f"{start}_several"] if heard.several else []
    if heard.repeat and not heard.several:
        fitting.append(f"{start}_repeat")
    if heard.stake and not heard.several:
        fitting.append(f"{start}_cost")
    return fitting or [f"{start}_strong" if heard.strength >= _STRONG else f"{start}_mild"]


def _heard(intake: Intake, where: str, chance: random.Random) -> Heard:
    felt = [feeling for feeling in intake["feelings"] if feeling["name"] != "grateful"]
    felt.sort(key=lambda feeling: -feeling["intensity"])
    strength = felt[0]["intensity"] if felt else 0.0
    several = len(felt) > 1 and felt[1]["intensity"] >= _SECOND
    return Heard(
        happened=_happened(intake, where),
        feeling=_feeling(felt, several),
        strength=strength,
        several=several,
        sure=strength >= _QUIET,
        stake=_stake(intake, where, chance),
        repeat=_repeat(intake, where, chance),
        wants=_wants(intake, chance),
        name=_name(intake["facts"]),
    )


def _happened(intake: Intake, where: str) -> str:
    """What went wrong; where that cannot be repeated, the next best that was said."""
    quotes = (intake["quotes"][name] for name in ("happened", "cost", "wants"))
    words = [quote["words"] for quote in quotes if quote]
    words[1:1] = [intake["headline"], *(sentence["text"] for sentence in intake["summary"])]
    for said in words:
        told = said_back(said, _MOST[where])
        if len(told.split()) >= _FEWEST_WORDS:
            return told
    return ""


def _feeling(felt: list[Feeling], several: bool) -> str:
    if not felt:
        return ""
    first = _own_word(felt[0])
    if not several:
        return first
    second = _own_word(felt[1])
    return first if first == second else texts("utter_reflection_both")[0].format(feeling=first, other=second)


def _own_word(feeling: Feeling) -> str:
    """The customer's own word for it where they used one, else the designers' first."""
    words = texts(f"utter_feeling_{feeling['name']}")
    said = (feeling["quote"] or "").lower().replace("’", "'")
    own = [word for word in words if re.search(rf"(?<!not )(?<!n't )\b{re.escape(word)}\b", said)]
    return own[0] if own else words[0]


def _stake(intake: Intake, where: str, chance: random.Random) -> str:
    cost, happened = intake["quotes"]["cost"], intake["quotes"]["happened"]
    if cost and "XX" not in cost["words"] and not (happened and cost["words"] == happened["words"]):
        told = said_back(cost["words"], _MOST[where] * 2 // 3)
        if len(told.split()) >= _FEWEST_WORDS:
            kind = "utter_reflection_stake_quoted" if told.startswith('"') else "utter_reflection_stake"
            return chance.choice(texts(kind)).format(stake=told)
    deadline = next((fact for fact in intake["facts"] if fact["key"] == "deadline" and fact["words"]), None)
    if deadline and not _within(deadline, happened and happened["words"]):
        return chance.choice(texts("utter_reflection_deadline")).format(deadline=deadline["words"])
    return ""


def _repeat(intake: Intake, where: str, chance: random.Random) -> str:
    """Earlier contacts, waiting or a broken promise; else, where a flag says so, that it was not the first time."""
    happened = intake["quotes"]["happened"]
    already = happened["words"] if happened else ""
    told = {key: _last(intake["facts"], key) for key in ("contacts_before", "company_promise", "waiting_time")}
    contacts, promise, waited = told["contacts_before"], told["company_promise"], told["waiting_time"]
    if contacts and not _within(contacts, already):
        return _chased(contacts["value"], chance)
    if promise and not _within(promise, already):
        words = said_back(promise["words"], _MOST[where] // 2)
        return chance.choice(texts("utter_reflection_promised")).format(promise=words) if words else ""
    if waited and waited["confidence"] >= LIKELY and not _within(waited, already):
        return _waited(waited["words"], chance)
    return ""


def _waited(words: str, chance: random.Random) -> str:
    span = _SPAN.search(words)
    return chance.choice(texts("utter_reflection_waited")).format(waited=span.group().lower()) if span else ""


def _chased(value: str, chance: random.Random) -> str:
    if value == "1":
        return chance.choice(texts("utter_reflection_chased_once"))
    return chance.choice(texts("utter_reflection_chased")).format(times=_times(value))


def _wants(intake: Intake, chance: random.Random) -> str:
    wanted = texts(f"utter_wants_{intake['wanted']['kind']}")
    return chance.choice(texts("utter_reflection_wants")).format(wants=wanted[0]) if wanted else ""


def _times(value: str) -> str:
    if value == "2":
        return texts("utter_reflection_twice")[0]
    if value.isdigit():
        return texts("utter_reflection_many_times")[0].format(count=value)
    return texts("utter_reflection_several_times")[0]


def _last(facts: list[Fact], key: str) -> Fact | None:
    return next((fact for fact in reversed(facts) if fact["key"] == key and fact["words"]), None)


def _within(fact: Fact, words: str | None) -> bool:
    return words is not None and fact["words"].lower() in words.lower()


def _name(facts: list[Fact]) -> str:
    name = next((fact["value"] for fact in facts if fact["key"] == "person_name" and fact["confidence"] >= 0.7), "")
    first = name.split()[0] if name else ""
    return f", {first[:1].upper()}{first[1:]}" if first.isalpha() else ""


def _filled(shape: str, heard: Heard, where: str, chance: random.Random) -> str:
    """On SMS the extras are left out, then the name, until it fits."""
    asks = chance.choice(texts("utter_reflection_sms_asks" if where == "sms" else "utter_reflection_asks"))
    strongly = _strongly(heard, chance)
    placed = [field for field in ("stake", "repeat", "wants") if "{" + field + "}" in shape]
    extras = [
        text
        for field, text in (("stake", heard.stake), ("repeat", heard.repeat), ("wants", heard.wants))
        if text and field not in placed
    ]
    for many in range(min(len(extras), _EXTRAS[where]), -1, -1):
        more = " ".join(extras[len(extras) - many :] if where == "sms" else extras[:many])
        fields = {**vars(heard), "strongly": strongly, "more": more, "asks": asks}
        text = shape.format_map(fields)
        tidy = _tidy(text, where)
        if where != "sms" or len(tidy) <= _SMS:
            return tidy
    return tidy


def _strongly(heard: Heard, chance: random.Random) -> str:
    plain = " " not in heard.feeling or heard.feeling.endswith((" up", " down", " out"))
    return chance.choice(texts("utter_reflection_very")) if heard.strength >= _STRONG and plain else ""


def _tidy(text: str, where: str) -> str:
    text = _GSM.sub("", text) if where == "sms" else text
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r'\.\.\."\.', '..."', text)
    text = re.sub(r"\.{3}\.(?!\.)", "...", text)
    return re.sub(r"(^|[.!?]\s)([a-z])", lambda match: match[1] + match[2].upper(), text)
