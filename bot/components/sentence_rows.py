"""The first component: splits a text into sentences and turns them into the rows that all classifiers share."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from understanding.features import Features
from understanding.kept_vectors import kept_vectors
from understanding.lessons import named_feelings
from understanding.sentences import Sentence, split
from understanding.wordlists import Wordlists

from components.sources import fingerprint_of_understanding

ROWS = "sentence_rows"
NAMED = "named_feelings"
# Rasa knows only its own users of lookup tables and warns that nobody reads them; this component does.
warnings.filterwarnings("ignore", message="You have defined training data consisting of lookup tables")


@dataclass(frozen=True)
class SentenceRows:
    """The first row is the whole text; one row follows for each sentence when there are several."""

    sentences: Sequence[Sentence]
    rows: csr_matrix

    def fingerprint(self) -> str:
        """Rasa trains again whatever builds on these rows when they change."""
        return hashlib.sha256(self.rows.data.tobytes() + self.rows.indices.tobytes()).hexdigest()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceFeaturizer(GraphComponent):
    def __init__(self, storage: ModelStorage, resource: Resource, features: Features | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._features = features

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceFeaturizer:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Features.load(folder))

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint_of_understanding()

    def train(self, training_data: TrainingData) -> Resource:
        texts = [message.get(TEXT) for message in training_data.intent_examples]
        self._features = Features.learned(texts, Wordlists(_lists(training_data)))
        with self._storage.write_to(self._resource) as folder:
            self._features.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Labels are those of the whole example, its sentences are not looked at. Words that name a feeling join in."""
        words = named_feelings(_lists(training_data))
        named = [Message({TEXT: word.text, NAMED: list(word.feelings)}) for word in words]
        examples = [*training_data.intent_examples, *named]
        texts = [message.get(TEXT) for message in examples]
        for message, row in zip(examples, self._rows(texts, kept_vectors(texts)), strict=True):
            message.set(ROWS, SentenceRows([], row))
        return training_data.merge(TrainingData(training_examples=named))

    def process(self, messages: list[Message]) -> list[Message]:
        """All sentences of all messages at once."""
        texts: list[str] = []
        ends: list[int] = []
        split_texts = []
        for message in messages:
            text = message.get(TEXT) or ""
            sentences = split(text)
            split_texts.append(sentences)
            texts += [text, *(sentence.text for sentence in sentences if len(sentences) > 1)]
            ends.append(len(texts))
        rows = self._rows(texts)
        for message, sentences, first, last in zip(messages, split_texts, [0, *ends], ends, strict=False):
            message.set(ROWS, SentenceRows(sentences, rows[first:last]))
            spans = [{"start": sentence.start, "end": sentence.end} for sentence in sentences]
            message.set("sentences", spans, add_to_output=True)
        return messages

    def _rows(self, texts: list[str], vectors: np.ndarray | None = None) -> csr_matrix:
        if self._features is None:
            raise RuntimeError("SentenceFeaturizer is not trained: run `rasa train`.")
        return self._features.rows(texts, vectors)


def _lists(training_data: TrainingData) -> dict[str, list[str]]:
    return {table["name"]: table["elements"] for table in training_data.lookup_tables}
