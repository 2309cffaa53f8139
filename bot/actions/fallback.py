"""No rule and no story knows what to do next: ask, and the third time call a person."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.so_far import Events, SoFar, remember
from actions.story import MOST_UNCLEAR


class Fallback(Action):
    def name(self) -> str:
        return "action_fallback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        so_far = SoFar.of(tracker)
        unclear = so_far.unclear + 1
        listen = [FollowupAction("action_listen")]
        if unclear <= MOST_UNCLEAR:
            dispatcher.utter_message(response="utter_not_understood")
            return remember(unclear=unclear) + listen
        dispatcher.utter_message(response="utter_handed_over_not_understood")
        handoff = {"reason": "cannot_understand", "words": so_far.words or ""}
        return remember(unclear=unclear, handoff=handoff, phase="handed_over", expects=None) + listen
