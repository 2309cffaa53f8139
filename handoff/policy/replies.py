"""`replies.yml`: the pieces of the reply that is drafted for an agent."""

from dataclasses import dataclass

from handoff.policy.document import Document
from handoff.policy.filling import banned_in, check_sentence

_ALWAYS = frozenset({"agent", "team", "company", "product", "amount", "order_number"})
_MAY_SAY = {
    "greeting.named": _ALWAYS | {"name"},
    "heard": _ALWAYS | {"happened"},
    "cost": _ALWAYS | {"cost"},
    "share": frozenset({"percent", "amount"}),
    "next": _ALWAYS | {"next_step", "promised"},
    "not_right_yet": _ALWAYS | {"promised"},
}


@dataclass(frozen=True)
class Replies:
    greeting_named: str
    greeting: str
    heard: dict[str, str]  # by kind of issue
    heard_without_words: str
    feelings: dict[str, str]
    cost: str
    share: str
    again: str
    not_right_yet: str
    next: str
    signature: str
    without: dict[str, str]  # what stands for a fact that is not known
    banned: tuple[str, ...]

    def banned_in(self, text: str) -> list[str]:
        """The phrases that say nothing, as far as `text` has them."""
        return banned_in(text, self.banned)


def from_document(document: Document) -> Replies | None:
    if document.problems:
        return None
    value = document.value
    for name in ("heard_without_words", "cost", "share", "again", "not_right_yet", "next", "signature"):
        _check(document, name)
    for group in ("greeting", "heard", "feelings"):
        for name in value[group]:
            _check(document, group, name)
    if document.problems:
        return None
    return Replies(
        greeting_named=value["greeting"]["named"],
        greeting=value["greeting"]["unnamed"],
        heard=dict(value["heard"]),
        heard_without_words=value["heard_without_words"],
        feelings=dict(value["feelings"]),
        cost=value["cost"],
        share=value["share"],
        again=value["again"],
        not_right_yet=value["not_right_yet"],
        next=value["next"],
        signature=value["signature"],
        without=dict(value["without"]),
        banned=tuple(value["banned"]),
    )


def _check(document: Document, *place: str) -> None:
    sentence = document.value
    for step in place:
        sentence = sentence[step]
    fields = _MAY_SAY.get(".".join(place), _MAY_SAY.get(place[0], _ALWAYS))
    check_sentence(document, place, sentence, fields, document.value["banned"])
