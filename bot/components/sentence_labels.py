"""What the classifiers of sentences share: how they learn, are kept, and say their labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack
from typing_extensions import Self
from understanding.classifier import SentenceClassifier
from understanding.examples import Example, example_of
from understanding.learning import Lesson
from understanding.lessons import labels_of, lesson, taught

from components.sentence_rows import ROWS, SentenceFeaturizer
from components.sources import fingerprint_of_understanding

Named = dict[str, float]
Found = TypeVar("Found")
CLASSIFIER = DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER  # a component that is trained but not run in training


class SentenceLabels(GraphComponent):
    """Learns the labels of its group from the examples' metadata; says them of the whole text and of each sentence."""

    GROUP: ClassVar[str]

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        self._storage = storage
        self._resource = resource
        self._classifier: SentenceClassifier | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._read(folder)
        return component

    @classmethod
    def required_components(cls) -> list[type]:
        return [SentenceFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint_of_understanding()

    def train(self, training_data: TrainingData) -> Resource:
        messages = training_data.intent_examples
        examples = [_example(message) for message in messages]
        places, names = lesson(examples, self.GROUP)
        rows = vstack([messages[place].get(ROWS).rows for place in places], format="csr")
        texts = [examples[place].text for place in places]
        learned = self._with_words(taught(rows, texts, names, self.GROUP), training_data)
        self._classifier = SentenceClassifier.learned(learned, labels_of(self.GROUP, examples))
        self._learn_more(rows, [examples[place] for place in places])
        with self._storage.write_to(self._resource) as folder:
            self._write(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """All messages at once: one product of matrices."""
        if not messages:
            return messages
        rows = vstack([message.get(ROWS).rows for message in messages], format="csr")
        self._say(messages, rows, self._trained.named(rows))
        return messages

    def _say(self, messages: list[Message], rows: csr_matrix, named: list[Named]) -> None:
        for message, (whole, sentences) in zip(messages, by_message(messages, named), strict=True):
            said = {"whole": whole, "sentences": sentences, "thresholds": self._trained.thresholds}
            message.set(self.GROUP, said, add_to_output=True)

    def _with_words(self, learned: Lesson, training_data: TrainingData) -> Lesson:
        """What the group learns from single words, besides whole examples."""
        return learned

    def _learn_more(self, rows: csr_matrix, examples: Sequence[Example]) -> None:
        """What a group learns besides its labels."""

    def _write(self, folder: Path) -> None:
        self._trained.save(folder)

    def _read(self, folder: Path) -> None:
        self._classifier = SentenceClassifier.load(folder)

    @property
    def _trained(self) -> SentenceClassifier:
        if self._classifier is None:
            raise RuntimeError(f"{type(self).__name__} is not trained: run `rasa train`.")
        return self._classifier


def by_message(messages: Sequence[Message], found: Sequence[Found]) -> Iterator[tuple[Found, list[Found]]]:
    """What was found of the whole text, and of each of its sentences (a single sentence is the whole text)."""
    first = 0
    for message in messages:
        last = first + message.get(ROWS).rows.shape[0]
        sentences = list(found[first + 1 : last]) or [found[first]] * len(message.get(ROWS).sentences)
        yield found[first], sentences
        first = last


def _example(message: Message) -> Example:
    labels = (message.get(METADATA) or {}).get(METADATA_EXAMPLE)
    return example_of(message.get(TEXT), message.get(INTENT), labels)
