"""Facts as Rasa entities, for Rasa's own tools: the dialogue finds them anew, knowing the date and the question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from understanding.reading import facts_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactsExtractor(GraphComponent):
    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactsExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        now = datetime.now().astimezone()
        for message in messages:
            found = facts_of(message.get(TEXT) or "", now, None)
            entities = [
                {
                    "entity": fact["key"],
                    "value": fact["value"],
                    "start": fact["start"],
                    "end": fact["end"],
                    "confidence_entity": fact["confidence"],
                    "extractor": "FactsExtractor",
                }
                for fact in found
            ]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
        return messages
