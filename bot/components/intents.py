"""The intent of a fragment: part of a story, unless it is clearly something else."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix
from understanding.intents import intent_of

from components.sentence_labels import CLASSIFIER, Named, SentenceLabels, by_message


@DefaultV1Recipe.register(CLASSIFIER, is_trainable=True)
class IntentClassifier(SentenceLabels):
    """Rasa's `intent`, with a calibrated confidence; no fallback: what is unclear is told, not rewound."""

    GROUP = "intents"

    def _say(self, messages: list[Message], rows: csr_matrix, named: list[Named]) -> None:
        super()._say(messages, rows, named)
        for message, (whole, sentences) in zip(messages, by_message(messages, named), strict=True):
            intent = intent_of(message.get(TEXT) or "", whole, sentences, self._trained.thresholds)
            message.set(INTENT, intent, add_to_output=True)
            ranking = sorted(whole.items(), key=lambda named: -named[1])
            ranked = [{"name": name, "confidence": value} for name, value in ranking]
            message.set("intent_ranking", ranked, add_to_output=True)
