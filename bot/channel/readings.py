"""Customers' text to readings: straight into the NLU graph, past Rasa's parser of `/intent{...}` commands."""

from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from understanding.reading import reading_of
from understanding.shapes import Reading

from channel.incoming import Fragment

MOST_CHARACTERS = 4_000  # of one fragment; the time of the classifiers grows with the length


def readings_of(
    processor: MessageProcessor, fragments: Sequence[Fragment], expects: str | None = None
) -> list[Reading]:
    """`expects` is what the bot had asked for when these fragments came; a fragment's own says it more exactly."""
    spoken = [fragment for fragment in fragments if says_something(fragment.text)]
    parsed = dict(zip((fragment.id for fragment in spoken), _parse(processor, spoken), strict=True))
    return [_reading(fragment, parsed.get(fragment.id), expects) for fragment in fragments]


def says_something(text: str) -> bool:
    """A text without a letter or digit would be given the first intent that comes to the classifier's mind."""
    return any(character.isalnum() for character in text[:MOST_CHARACTERS])


def _parse(processor: MessageProcessor, fragments: Sequence[Fragment]) -> list[dict[str, Any]]:
    if not fragments:
        return []
    metadata = processor.model_metadata
    # The graph's own target is the command parser; what it needs is the last component of config.yml.
    last_component = metadata.predict_schema.nodes[metadata.nlu_target].needs["messages"]
    messages = [UserMessage(fragment.text[:MOST_CHARACTERS]) for fragment in fragments]
    for message, fragment in zip(messages, fragments, strict=True):
        message.text = fragment.text[:MOST_CHARACTERS]  # UserMessage strips, which would move every span
    results = processor.graph_runner.run(inputs={PLACEHOLDER_MESSAGE: messages}, targets=[last_component])
    return [message.as_dict(only_output_properties=True) for message in results[last_component]]


def _reading(fragment: Fragment, parsed: dict[str, Any] | None, expects: str | None) -> Reading:
    text = fragment.text[:MOST_CHARACTERS]
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
