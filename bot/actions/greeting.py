"""A hello is an invitation at first, and an impatient knock later."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.so_far import Events, SoFar, remember


class Greet(Action):
    def name(self) -> str:
        return "action_greet"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        so_far = SoFar.of(tracker)
        if so_far.open_question or so_far.phase == "handed_over":
            return remember(step="resume")
        return remember(step="invite", phase="listening")
