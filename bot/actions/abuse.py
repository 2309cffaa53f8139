"""The boundary: named twice, then a person takes over."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.so_far import Events, SoFar, remember

STEPS = ("warn", "last_warning", "hand_over")


class HoldBoundary(Action):
    def name(self) -> str:
        return "action_hold_boundary"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        warnings = SoFar.of(tracker).warnings
        return remember(step=STEPS[min(warnings, len(STEPS) - 1)], warnings=warnings + 1)
