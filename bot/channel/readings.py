"""Customers' text to readings: straight into the NLU graph, past Rasa's parser of `/intent{...}` commands."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from understanding.reading import reading_of
from understanding.shapes import Reading

from channel.incoming import Fragment

MOST_CHARACTERS = 4_000  # of one fragment; the time of the classifiers grows with the length
MOST_KEPT = 1_000  # texts
Parsed = dict[str, Any]
_kept: OrderedDict[tuple[str, str], Parsed] = OrderedDict()
_read: OrderedDict[tuple[str, Fragment, str | None], Reading] = OrderedDict()


def readings_of(
    processor: MessageProcessor, fragments: Sequence[Fragment], expects: str | None = None
) -> list[Reading]:
    """`expects` is what the bot had asked for when these fragments came; a fragment's own says it more exactly."""
    model = processor.model_metadata.model_id
    keys = [(model, fragment, fragment.expects or expects) for fragment in fragments]
    new = [fragment for key, fragment in zip(keys, fragments, strict=True) if key not in _read]
    parsed = _parsed(processor, {_beginning(fragment) for fragment in new})
    for fragment in new:
        reading = _reading(fragment, parsed.get(_beginning(fragment)), expects)
        _read[model, fragment, fragment.expects or expects] = reading
    found = [_read[key] for key in keys]
    while len(_read) > MOST_KEPT:
        _read.popitem(last=False)
    return found


def says_something(text: str) -> bool:
    """A text without a letter or digit would be given the first intent that comes to the classifier's mind."""
    return any(character.isalnum() for character in text)


def _beginning(fragment: Fragment) -> str:
    return fragment.text[:MOST_CHARACTERS]


def _parsed(processor: MessageProcessor, texts: set[str]) -> dict[str, Parsed]:
    """A fragment is read when it comes and again when its turn is answered: what was parsed is kept for a while."""
    model = processor.model_metadata.model_id
    new = [text for text in texts if says_something(text) and (model, text) not in _kept]
    for text, parsed in zip(new, _parse(processor, new), strict=True):
        _kept[model, text] = parsed
    found = {text: _kept[model, text] for text in texts if (model, text) in _kept}
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return found


def _parse(processor: MessageProcessor, texts: Sequence[str]) -> list[Parsed]:
    if not texts:
        return []
    metadata = processor.model_metadata
    # The graph's own target is the command parser; what it needs is the last component of config.yml.
    last_component = metadata.predict_schema.nodes[metadata.nlu_target].needs["messages"]
    messages = [UserMessage() for _ in texts]
    for message, text in zip(messages, texts, strict=True):
        message.text = text  # given to the constructor it would be stripped, which moves every span
    results = processor.graph_runner.run(inputs={PLACEHOLDER_MESSAGE: messages}, targets=[last_component])
    return [message.as_dict(only_output_properties=True) for message in results[last_component]]


def _reading(fragment: Fragment, parsed: Parsed | None, expects: str | None) -> Reading:
    text = _beginning(fragment)
    if parsed is None:
        return _nothing_said(fragment, text)
    return reading_of(parsed, fragment.id, text, fragment.at, fragment.expects or expects)


def _nothing_said(fragment: Fragment, text: str) -> Reading:
    return Reading(
        fragment=fragment.id,
        text=text,
        at=fragment.at.isoformat() if fragment.at else None,
        intent={"name": "nothing_said", "confidence": 1.0},
        feelings=[],
        kinds=[],
        facts=[],
        sentences=[],
        wanted=[],
        flags=[],
        complaint=0.0,
        upset=0.0,
        wants_person=0.0,
        abuse={"level": "none", "probability": 0.0},
        closing=None,
    )
