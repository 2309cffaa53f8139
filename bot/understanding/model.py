"""A trained model, read straight from its archive: many texts at once, no server, no dialogue."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from components.facts import FactsExtractor
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from understanding.reading import nothing_said, reading_of
from understanding.shapes import Reading


@dataclass(frozen=True)
class Told:
    """One message of a story."""

    fragment: str
    text: str
    at: datetime | None = None


class Model:
    def __init__(self, archive: Path) -> None:
        logging.getLogger("rasa").setLevel(logging.ERROR)
        self._unpacked = tempfile.TemporaryDirectory(prefix="amends-model-")
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Slot auto-fill has been removed")  # Rasa says so of every domain
            metadata, self._runner = load_predict_graph_runner(
                Path(self._unpacked.name), archive, LocalModelStorage, DaskGraphRunner
            )
        nodes = metadata.predict_schema.nodes
        # The graph's own target is the parser of `/intent{...}` commands; what it needs is the last of config.yml.
        self._target = nodes[metadata.nlu_target].needs["messages"]
        if nodes[self._target].uses is FactsExtractor:  # reading_of finds the facts anew: once is enough
            self._target = nodes[self._target].needs["messages"]

    def readings(self, told: Sequence[Told]) -> list[Reading]:
        spoken = [one for one in told if any(character.isalnum() for character in one.text)]
        parsed = dict(zip(map(id, spoken), self._parsed([one.text for one in spoken]), strict=True))
        return [
            reading_of(parsed[id(one)], one.fragment, one.text, one.at)
            if id(one) in parsed
            else nothing_said(one.fragment, one.text, one.at)
            for one in told
        ]

    def _parsed(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        messages = [UserMessage(text) for text in texts]
        for message, text in zip(messages, texts, strict=True):
            message.text = text  # UserMessage strips, which would move every span
        results = self._runner.run(inputs={PLACEHOLDER_MESSAGE: messages}, targets=[self._target])
        return [message.as_dict(only_output_properties=True) for message in results[self._target]]
