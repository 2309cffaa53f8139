"""A person gave the conversation back: listen again, keep what is known, ask afresh only what is new."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.so_far import Events, remember


class TakeBack(Action):
    def name(self) -> str:
        return "action_take_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return remember(phase="listening", told=False, expects=None, corrections=0, unclear=0, warnings=0, asked=[])
