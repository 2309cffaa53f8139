"""Saying what will be passed on, and announcing it: the handoff service opens the case and makes the promise."""

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from understanding.shapes import Intake

from actions.phrases import phrase, short
from actions.so_far import Events, SoFar, remember

REASONS = {reason: reason for reason in ("wants_person", "danger", "self_harm", "threat", "abuse")}
MOST_IN_AN_SMS = 130  # characters of all points; the sentence around them and the promise need the rest
MOST_OF_A_POINT = 70


class PassOn(Action):
    def name(self) -> str:
        return "action_pass_on"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        so_far = SoFar.of(tracker)
        points = list(_points(so_far.intake, so_far.correction)) if so_far.intake is not None else []
        listed = _in_an_sms(points) if so_far.channel == "sms" else "".join(f"\n\N{BULLET} {point}" for point in points)
        dispatcher.utter_message(response="utter_passing_on", points=listed)
        return []


class HandOver(Action):
    def name(self) -> str:
        return "action_hand_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        so_far = SoFar.of(tracker)
        reason = REASONS.get(so_far.intent) or ("story_complete" if so_far.told else "cannot_understand")
        words = so_far.words if reason != "story_complete" else None
        handoff = {"reason": reason, "words": words} if words else {"reason": reason}
        return remember(handoff=handoff, phase="handed_over", expects=None)


def _points(intake: Intake, correction: str) -> Iterator[str]:
    """Most useful first: what happened, what is wanted, then the facts that the words before do not name."""
    headline = short(intake["headline"], MOST_OF_A_POINT)
    if headline:
        yield phrase("utter_point_story", words=headline)
    if correction:
        yield phrase("utter_point_story", words=short(correction, MOST_OF_A_POINT))
    if intake["wanted"]["kind"] != "not_said":
        yield phrase(f"utter_point_{intake['wanted']['kind']}")
    told = [fact for fact in intake["facts"] if fact["source"] != "channel"]  # the number they text from is no news
    first_of_each = {fact["key"]: fact["words"] or fact["value"] for fact in reversed(told)}
    for key in dict.fromkeys(fact["key"] for fact in told):
        if first_of_each[key].lower() not in f"{headline} {correction}".lower():
            yield phrase(f"utter_point_{key}", words=short(first_of_each[key], MOST_OF_A_POINT))


def _in_an_sms(points: list[str]) -> str:
    kept: list[str] = []
    for point in points:
        if len("; ".join([*kept, point])) <= MOST_IN_AN_SMS:
            kept.append(point)
    return "; ".join(kept)
