"""The apology check: what an answer to somebody who was let down should hold. It hints while an agent writes."""

import re
from dataclasses import dataclass
from enum import StrEnum

from handoff.cases.commitments import Commitment, sentences
from handoff.policy.writing import WritingRules

STEM = 5  # letters that two forms of a word share


class Rule(StrEnum):
    NAMES_IT = "names_it"  # what happened, in words of this story
    OWNS_IT = "owns_it"  # sorry, without "if" and without a rule to hide behind
    STAKE = "stake"  # what it meant to them
    NEXT = "next"  # what happens next, by when, and who does it
    NOT_AGAIN = "not_again"  # no second sorry that brings nothing new


class Place(StrEnum):
    OPENING = "opening"
    CLOSING = "closing"
    INSTEAD = "instead"  # of the sentence that was found


@dataclass(frozen=True)
class Hint:
    """`found`: the words at fault, `sentence`: the one around them. `insert`: what one press puts there."""

    rule: Rule
    fine: bool
    says: str
    found: str | None = None
    sentence: str | None = None
    insert: str | None = None
    where: Place = Place.CLOSING


@dataclass(frozen=True)
class Recovery:
    """What the check knows of the case. The `insert_` texts are sentences about this story, from replies.yml."""

    kind: str
    happened: str  # the customer's words and nouns for it
    cost: str  # what it cost them, by when they need it; blank when they said nothing of it
    first: bool  # no person has answered yet
    sorry_before: bool  # a person apologised to this customer already
    brief: bool  # a channel where few words fit
    agent: str
    insert_names: str
    insert_stake: str
    insert_next: str
    insert_signature: str


def check(text: str, case: Recovery, promised: list[Commitment], rules: WritingRules) -> list[Hint]:
    """A first answer is looked at for all that it should hold, a later one only for what should not stand in it."""
    if not text.strip():
        return []
    owns = _owns(text, case, rules)
    again = _not_again(text, case, promised, rules)
    if not case.first:
        return [hint for hint in (owns, again) if not hint.fine]
    hints = [_names(text, case, rules), owns]
    if not case.brief and (case.cost or case.insert_stake):
        hints.append(_stake(text, case, rules))
    hints.append(_next(text, case, promised))
    return hints if again.fine else [*hints, again]


def _names(text: str, case: Recovery, rules: WritingRules) -> Hint:
    told, said = stems(case.happened, rules), stems(text, rules)
    synonyms = rules.happened.get(case.kind, rules.happened["other"])
    named = len(told & said) + bool(synonyms.search(text))
    fine = named >= min(2, len(told) + 1)
    says = "Names it" if fine else "Name what happened to them"
    return Hint(Rule.NAMES_IT, fine, says, insert=case.insert_names, where=Place.OPENING)


def _owns(text: str, case: Recovery, rules: WritingRules) -> Hint:
    evasion = rules.evades.search(text)
    if evasion is not None:
        around = next((one for one in sentences(text) if evasion[0] in one), evasion[0])
        says = "No ifs and no rules to hide behind"
        return Hint(Rule.OWNS_IT, False, says, evasion[0], around, case.insert_names, Place.INSTEAD)
    fine = not case.first or case.sorry_before or rules.sorry.search(text) is not None
    says = "Owns it" if fine else "Say sorry, in your own name"
    return Hint(Rule.OWNS_IT, fine, says, insert=case.insert_names, where=Place.OPENING)


def _stake(text: str, case: Recovery, rules: WritingRules) -> Hint:
    fine = bool(rules.stake.search(text)) or bool(stems(case.cost, rules) & stems(text, rules))
    says = "Sees the cost" if fine else "Say what it meant to them"
    return Hint(Rule.STAKE, fine, says, insert=case.insert_stake or None, where=Place.OPENING)


def _next(text: str, case: Recovery, promised: list[Commitment]) -> Hint:
    named = case.agent.split()[0].casefold() in text.casefold()
    if promised and named:
        return Hint(Rule.NEXT, True, "Says what comes next")
    if promised:
        return Hint(Rule.NEXT, False, "Sign with your name", insert=case.insert_signature)
    insert = case.insert_next if named else f"{case.insert_next}\n\n{case.insert_signature}"
    return Hint(Rule.NEXT, False, "Say what comes next, and by when", insert=insert)


def _not_again(text: str, case: Recovery, promised: list[Commitment], rules: WritingRules) -> Hint:
    sorries = [one for one in sentences(text) if rules.sorry.search(one)]
    told = stems(case.happened, rules)
    empty = [one for one in sorries if not stems(one, rules) & told]
    repeated = (case.sorry_before and empty and not promised) or (len(sorries) > 1 and len(empty) > 1)
    if not repeated:
        return Hint(Rule.NOT_AGAIN, True, "")
    says = "One sorry is enough: say what is done instead"
    return Hint(Rule.NOT_AGAIN, False, says, None, empty[-1], case.insert_next or None, Place.INSTEAD)


def stems(text: str, rules: WritingRules) -> frozenset[str]:
    """The beginnings of the words that say something."""
    words = re.findall(r"[^\W\d_]{3,}", text.casefold())
    return frozenset(word[:STEM] for word in words if word not in rules.common)
