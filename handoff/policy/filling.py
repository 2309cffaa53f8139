"""Fields such as {product} in designers' sentences, and the phrases that say nothing."""

import re
from collections.abc import Collection, Mapping

from handoff.policy.document import Document, Place

_FIELD = re.compile(r"\{(\w*)\}")


def fields_of(sentence: str) -> set[str]:
    return set(_FIELD.findall(sentence))


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """Raises KeyError for a field without a value: half a sentence must never reach a customer."""
    return _FIELD.sub(lambda match: values[match[1]], sentence)


def check_sentence(
    document: Document, place: Place, sentence: str, known: Collection[str], banned: Collection[str]
) -> None:
    unknown = sorted(fields_of(sentence) - set(known))
    if unknown or sentence.count("{") != len(_FIELD.findall(sentence)):
        named = ", ".join("{" + name + "}" for name in unknown) or "an unfinished field"
        fields = ", ".join("{" + name + "}" for name in sorted(known)) or "none"
        document.problem(place, f"has {named}; the fields here are: {fields}")
    for phrase in banned_in(sentence, banned):
        document.problem(place, f"says {phrase!r}, which says nothing; say what happened and what is done about it")


def banned_in(text: str, banned: Collection[str]) -> list[str]:
    plain = " ".join(text.casefold().replace("’", "'").split())
    return [phrase for phrase in banned if phrase.casefold() in plain]
