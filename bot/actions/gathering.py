"""Asking for what the story did not say: one fact at a time, none twice, never more than intake.yml allows."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from understanding.site import policy_dir

from actions.so_far import Events, SoFar, remember


@dataclass(frozen=True)
class Question:
    fact: str
    response: str
    fields: dict[str, str]


class AskFact(Action):
    def name(self) -> str:
        return "action_ask_fact"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        so_far = SoFar.of(tracker)
        question = next_question(so_far, so_far.declined)
        if question is None:
            raise RuntimeError("action_take_in must not lead to a question when none is left")
        dispatcher.utter_message(response=question.response, **question.fields)
        return remember(phase="gathering", expects=question.fact, asked=[*so_far.asked, question.fact])


def next_question(so_far: SoFar, declined: list[str]) -> Question | None:
    """Two values that cannot both be right come before a fact that is missing."""
    closed = {*so_far.asked, *declined}
    if so_far.intake is None or len(so_far.asked) >= _most_questions():
        return None
    for conflict in so_far.intake["conflicts"]:
        if conflict["key"] not in closed:
            first, second = (value["words"] for value in conflict["values"][:2])
            return Question(conflict["key"], "utter_ask_which", {"first": first, "second": second})
    for fact in so_far.intake["missing"]:
        if fact not in closed:
            return Question(fact, f"utter_ask_{fact}", {})
    return None


@lru_cache(maxsize=1)
def _most_questions() -> int:
    written = yaml.safe_load((policy_dir() / "intake.yml").read_text(encoding="utf-8"))
    return int(written["most_questions"])
