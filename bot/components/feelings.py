"""What is felt, and how strongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack
from understanding.examples import Example
from understanding.features import named_columns
from understanding.intensity import Intensity
from understanding.learning import Lesson

from components.sentence_labels import CLASSIFIER, Named, SentenceLabels, by_message
from components.sentence_rows import NAMED, ROWS


@DefaultV1Recipe.register(CLASSIFIER, is_trainable=True)
class FeelingsClassifier(SentenceLabels):
    GROUP = "feelings"
    _intensity: Intensity

    def _with_words(self, learned: Lesson, training_data: TrainingData) -> Lesson:
        words = [message for message in training_data.training_examples if message.get(NAMED)]
        return replace(
            learned,
            words=vstack([word.get(ROWS).rows for word in words], format="csr") if words else None,
            words_names=[word.get(NAMED) for word in words],
            outright=named_columns(learned.rows.shape[1]),
        )

    def _learn_more(self, rows: csr_matrix, examples: Sequence[Example]) -> None:
        self._intensity = Intensity.learned(rows, [example.feelings for example in examples])

    def _write(self, folder: Path) -> None:
        super()._write(folder)
        self._intensity.save(folder)

    def _read(self, folder: Path) -> None:
        super()._read(folder)
        self._intensity = Intensity.load(folder)

    def _say(self, messages: list[Message], rows: csr_matrix, named: list[Named]) -> None:
        super()._say(messages, rows, named)
        strengths = self._intensity.of(rows, named)
        for message, (whole, sentences) in zip(messages, by_message(messages, strengths), strict=True):
            message.set("intensities", {"whole": whole, "sentences": sentences}, add_to_output=True)
