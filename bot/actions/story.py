"""Taking the story in, saying it back, being corrected once."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.gathering import next_question
from actions.phrases import short
from actions.so_far import Events, SoFar, remember

# How sure one of these must be before what was told is a story that may be said back.
KIND = 0.45
COMPLAINT = 0.6
SOME_COMPLAINT = 0.3  # beside a kind, or a wish with what it is about
UPSET = 0.7
NOTHING_MORE = ("deny", "done_telling")  # said when invited to tell
MOST_OF_A_CORRECTION = {"web": 200, "sms": 150}  # characters that are said back
MOST_UNCLEAR = 2  # turns in a row that told nothing, before a person is called


class TakeIn(Action):
    def name(self) -> str:
        return "action_take_in"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        so_far = SoFar.of(tracker)
        if so_far.phase == "handed_over":
            return remember(step="wait")
        if so_far.phase == "reflecting":
            return _heard_back(so_far)
        if so_far.phase == "correcting":
            return _say_back() if so_far.intent == "tell" else _go_on(so_far)
        if so_far.phase == "gathering":
            return _answered(so_far)
        return _listened(so_far)


class SayBack(Action):
    """The first time the story, after a correction the correction."""

    def name(self) -> str:
        return "action_say_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        so_far = SoFar.of(tracker)
        if so_far.news is None:
            raise RuntimeError("action_take_in must not lead here when nothing was told")
        if so_far.corrections and so_far.reflection is not None:
            correction = short(_told_now(so_far), MOST_OF_A_CORRECTION[so_far.channel])
            dispatcher.utter_message(response="utter_corrected", correction=correction)
            text = f'{so_far.reflection["text"]}\n"{correction}"'
            said = {**so_far.reflection, "text": text, "correction": correction, "confirmed": None}
            return remember(phase="reflecting", reflection=said)
        reflection = {**so_far.news["reflection"], "confirmed": None}
        dispatcher.utter_message(response="utter_said_back", reflection=reflection["text"])
        said_back = [*so_far.said_back, reflection["shape"]]
        return remember(phase="reflecting", reflection=reflection, said_back=said_back, expects=None)


class AskWhatIsWrong(Action):
    def name(self) -> str:
        return "action_ask_what_is_wrong"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        dispatcher.utter_message(response="utter_ask_what_is_wrong")
        return remember(phase="correcting")


class ListenToStory(Action):
    def name(self) -> str:
        return "action_listen_to_story"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        so_far = SoFar.of(tracker)
        return remember(phase=so_far.phase if so_far.open_question else "listening")


class Resume(Action):
    """After a side remark: back to the question that is open, if one is."""

    def name(self) -> str:
        return "action_resume"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        so_far = SoFar.of(tracker)
        if so_far.phase == "reflecting":
            dispatcher.utter_message(response="utter_check")
        elif so_far.phase == "correcting":
            dispatcher.utter_message(response="utter_ask_what_is_wrong")
        elif so_far.phase == "gathering" and so_far.expects is not None:
            dispatcher.utter_message(response=f"utter_ask_{so_far.expects}")
        return []


def _listened(so_far: SoFar) -> Events:
    if _is_a_story(so_far):
        return _say_back()
    if so_far.intent == "goodbye" or (so_far.phase == "listening" and so_far.intent in NOTHING_MORE):
        return remember(step="part")
    if so_far.intent != "tell":
        return remember(step="invite")
    unclear = so_far.unclear + 1
    return remember(step="clarify" if unclear <= MOST_UNCLEAR else "give_up", unclear=unclear)


def _is_a_story(so_far: SoFar) -> bool:
    """Also when the last word was no story: told in an earlier turn, and now "that's all"."""
    intake = so_far.news
    if intake is None or not intake["reflection"]["text"]:
        return False
    kind = max((kind["confidence"] for kind in intake["kinds"]), default=0.0)
    happened, wants = intake["quotes"]["happened"], intake["quotes"]["wants"]
    only_a_wish = happened is None or (wants is not None and happened["words"] == wants["words"])
    if intake["upset"] >= UPSET:
        return True
    supported = not only_a_wish and (kind >= KIND or wants is not None)
    return intake["complaint"] >= (SOME_COMPLAINT if supported else COMPLAINT)


def _told_now(so_far: SoFar) -> str:
    texts = [reading["text"] for reading in so_far.readings if reading["intent"]["name"] not in ("affirm", "deny")]
    return " ".join(texts or [reading["text"] for reading in so_far.readings])


def _say_back() -> Events:
    return remember(step="reflect", told=True, unclear=0)


def _heard_back(so_far: SoFar) -> Events:
    """ "Not quite" is asked about once; a second time the story goes on to a person as it was told."""
    says = {so_far.intent} | {reading["intent"]["name"] for reading in so_far.readings}
    if so_far.intent in ("tell", "deny") and "affirm" not in says:
        if so_far.corrections:
            return _go_on(so_far, confirmed=False)
        step = "reflect" if so_far.intent == "tell" else "ask_what_is_wrong"
        return remember(step=step, corrections=1, reflection=_reflection(so_far, False))
    return _go_on(so_far, confirmed=True if "affirm" in says else None)


def _answered(so_far: SoFar) -> Events:
    if so_far.intent in ("done_telling", "goodbye"):
        return _go_on(so_far, ask=False)
    if so_far.intent in ("skip", "deny") and so_far.expects is not None:
        return _go_on(so_far, declined=[*so_far.declined, so_far.expects])
    return _go_on(so_far)


def _go_on(so_far: SoFar, confirmed: bool | None = None, declined: list[str] | None = None, ask: bool = True) -> Events:
    declined = so_far.declined if declined is None else declined
    asking = ask and so_far.intent != "goodbye" and next_question(so_far, declined) is not None
    reflection = so_far.reflection if so_far.phase == "gathering" else _reflection(so_far, confirmed)
    return remember(step="ask" if asking else "hand_over", declined=declined, reflection=reflection, told=True)


def _reflection(so_far: SoFar, confirmed: bool | None) -> dict[str, Any] | None:
    return so_far.reflection and {**so_far.reflection, "confirmed": confirmed}
