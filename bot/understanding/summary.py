"""A short summary: the sentences that carry the story, in its own order and words, each with its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from understanding.openings import said_span
from understanding.passages import Passage
from understanding.sentences import word_count
from understanding.shapes import SummarySentence

MOST_WORDS = 60
MOST_SENTENCES = 3
FEWEST_WORDS = 3
SURELY = 0.9
WISHED = 0.8
SMALL_TALK = 0.75
A_KIND = 0.3
LONG_STORY = 300
# People say early what it is about; then it counts what a sentence does in the story and what can be checked in it.
_WHO = frozenset({"person_name", "email", "phone"})
_ROLES = {"happened": 1.0, "cost": 0.9, "wants": 0.8, "contact": 0.5, "context": 0.1, "chatter": -0.8}
_FACTS = {
    "amount": 0.35,
    "deadline": 0.4,
    "promised_date": 0.35,
    "incident_date": 0.25,
    "purchase_date": 0.2,
    "product": 0.25,
    "waiting_time": 0.3,
    "contacts_before": 0.25,
    "company_promise": 0.4,
    "order_number": 0.1,
}
_KIND = 0.8
_WANTED = 0.4
_CENTRAL = 2.0
_EARLY = 3.0
_REPEATED = 2.0
_LEAST_SHARE = 0.65


def summary(passages: Sequence[Passage]) -> list[SummarySentence]:
    said = [passage for passage in passages if word_count(passage.text) >= FEWEST_WORDS and not _introduces(passage)]
    said = said or [passage for passage in passages if word_count(passage.text) > 0]
    if not said:
        return []
    chosen = _chosen(said, _worth(said), _needed(said))
    return [_sentence(passage) for passage in sorted(chosen, key=lambda passage: passage.place)]


def _introduces(passage: Passage) -> bool:
    """ "My name is Priya Nair": it stands among the facts."""
    return bool(passage.facts) and passage.facts <= _WHO and not passage.kinds


def _worth(passages: Sequence[Passage]) -> dict[int, float]:
    everything = Counter(word for passage in passages for word in set(passage.content))
    return {
        passage.place: _of_itself(passage) + _CENTRAL * _central(passage, everything) + _early(passage, order)
        for order, passage in enumerate(passages)
    }


def _early(passage: Passage, order: int) -> float:
    return _EARLY / (1 + order) if _says_something(passage) else 0.0


def _of_itself(passage: Passage) -> float:
    worth = sum(weight * passage.roles.get(role, 0.0) for role, weight in _ROLES.items())
    worth += _KIND * max(passage.kinds.values(), default=0.0) + _WANTED * _wish(passage)
    worth += min(0.8, sum(_FACTS.get(key, 0.0) for key in passage.facts))
    length = word_count(passage.text)
    return worth * min(1.0, 0.25 + length / 12)


def _central(passage: Passage, everything: Counter[str]) -> float:
    """How much of what is said more than once is said here; 0..1."""
    shared = sum(everything[word] - 1 for word in set(passage.content))
    return shared / (shared + 4.0)


def _needed(passages: Sequence[Passage]) -> list[Passage]:
    """What it is about, as people say it first; and what an agent must not miss, a sure wish and a cost to check."""
    wishes = [passage for passage in passages if _wish(passage) >= WISHED and passage.roles.get("wants", 0.0) >= WISHED]
    costs = [passage for passage in passages if passage.facts and passage.roles.get("cost", 0.0) >= SURELY]
    needed = [
        next(filter(_says_something, passages), passages[0]),
        max(wishes, key=_wish, default=None),
        max(costs, key=lambda passage: passage.roles["cost"], default=None),
    ]
    return list({passage.place: passage for passage in needed if passage is not None}.values())


def _says_something(passage: Passage) -> bool:
    return passage.roles.get("chatter", 0.0) < SMALL_TALK or max(passage.kinds.values(), default=0.0) >= A_KIND


def _wish(passage: Passage) -> float:
    return max(passage.wanted.values(), default=0.0)


def _chosen(passages: Sequence[Passage], worth: dict[int, float], needed: Sequence[Passage]) -> list[Passage]:
    """What is needed; then greedy: the most worth, less for what was already said, until the words are used up."""
    left = MOST_WORDS if sum(len(passage.text.split()) for passage in passages) < LONG_STORY else MOST_WORDS * 3 // 2
    chosen: list[Passage] = []
    for passage in needed:
        if _length(passage) <= left:
            chosen.append(passage)
            left -= _length(passage)
    if not chosen:
        return [needed[0]]
    best = max(worth[passage.place] for passage in chosen)
    open_ = [passage for passage in passages if passage not in chosen]
    while open_ and len(chosen) < MOST_SENTENCES:
        value, passage = max(
            ((worth[passage.place] - _REPEATED * _already(passage, chosen), passage) for passage in open_),
            key=lambda pair: (pair[0], -pair[1].place),
        )
        open_.remove(passage)
        if value < _LEAST_SHARE * best:
            break
        if _length(passage) <= left:
            chosen.append(passage)
            left -= _length(passage)
    return chosen


def _length(passage: Passage) -> int:
    """In words, however one counts: "- £5.00/day" are two or four."""
    return max(word_count(passage.text), len(passage.text.split()))


def _already(passage: Passage, chosen: Sequence[Passage]) -> float:
    own = set(passage.content)
    return max((len(own & set(other.content)) / max(1, len(own)) for other in chosen), default=0.0)


def _sentence(passage: Passage) -> SummarySentence:
    """An endless sentence is cut at a word."""
    text = passage.reading["text"]
    start, end = said_span(text, passage.start, passage.end)
    end = _cut(text, start, end)
    return {
        "text": text[start:end],
        "from": [{"fragment": passage.reading["fragment"], "start": start, "end": end}],
    }


def _cut(text: str, start: int, end: int) -> int:
    for number, word in enumerate(re.finditer(r"\S+", text[start:end])):
        if number == MOST_WORDS - 1:
            return start + word.end()
    return end
