"""One turn through Rasa: read the dialogue, undo what was superseded, let the policies act, keep the answer with it."""

from dataclasses import asdict, dataclass, field
from typing import Any

from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.shared.constants import DEFAULT_SENDER_ID
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    BotUttered,
    Event,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from understanding.reflection_words import texts
from understanding.shapes import Intake, Reading
from understanding.story import understand

from channel.collected import Collected
from channel.dialogue_store import DialogueMoved, DialogueStore, DialogueStoreUnavailable
from channel.incoming import BUTTONS, Fragment, TurnRequest
from channel.readings import readings_of
from channel.recent import recent, show
from channel.turn_intent import turn_intent

MOST_WORDS = 300  # characters of the customer's own words that tell an agent why the bot handed over


class DialogueFailed(Exception):
    """An action failed, was rejected, or no policy knew what to do; nothing of the turn was kept."""


@dataclass(frozen=True)
class Answer:
    turn: str
    say: list[dict[str, Any]]
    handoff: dict[str, Any] | None
    expects: str | None
    phase: str
    intake: Intake | None = field(default=None)


async def respond(agent: Agent, request: TurnRequest) -> dict[str, Any]:
    """Raises DialogueFailed, DialogueMoved, DialogueStoreUnavailable or what the database raises."""
    store = dialogue_store(agent)
    async with agent.lock_store.lock(request.conversation):
        answered = store.answer_to(request.conversation, request.turn)
        if answered is not None:
            return answered
        tracker = await store.dialogue(request.conversation)
        answer = asdict(await _Turn(agent, tracker, request).answer())
        try:
            store.keep(tracker, request.turn, answer)
        except DialogueMoved:
            # Another replica was asked the same and was quicker: its answer is the answer.
            kept = store.answer_to(request.conversation, request.turn)
            if kept is None:
                raise
            return kept
        return answer


async def forget(agent: Agent, conversation: str) -> None:
    """Also what is being answered at this moment is not kept any more."""
    async with agent.lock_store.lock(conversation):
        dialogue_store(agent).forget(conversation)


def readings_and_intake(
    processor: MessageProcessor, fragments: tuple[Fragment, ...], channel: str, known: dict[str, str]
) -> Intake:
    return understand(_telling(readings_of(processor, fragments)), known=known, channel=channel)


def dialogue_store(agent: Agent) -> DialogueStore:
    """Rasa wraps every store in one that forgets the customer when the database fails; take the wrapper off."""
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    if not isinstance(store, DialogueStore):
        raise DialogueStoreUnavailable("endpoints.yml must name channel.dialogue_store.DialogueStore as tracker_store")
    return store


class _Turn:
    def __init__(self, agent: Agent, tracker: DialogueStateTracker, request: TurnRequest) -> None:
        self.processor, self.domain, self.tracker, self.request = agent.processor, agent.domain, tracker, request
        self.output = Collected(request.channel)

    async def answer(self) -> Answer:
        await self._begin()
        before = len(self.tracker.events)
        uttered = self._uttered()
        self.tracker.update(uttered, self.domain)
        await self._act()
        answer = self._read_off(uttered.metadata["intake"], list(self.tracker.events)[before:])
        for told_twice in (uttered.metadata, uttered.parse_data["metadata"]):  # the answer has it, the readings make it
            told_twice.pop("intake", None)
            told_twice.pop("news", None)
        return answer

    async def _begin(self) -> None:
        assert self.tracker.sender_id != DEFAULT_SENDER_ID
        metadata = self.processor.model_metadata
        self.tracker.model_id, self.tracker.assistant_id = metadata.model_id, metadata.assistant_id
        if not self.tracker.applied_events():
            await self._run(self.processor._get_action(ACTION_SESSION_START_NAME), None)
        if self.request.supersedes is not None and self._last_turn() == self.request.supersedes:
            self.tracker.update(UserUtteranceReverted(), self.domain)
            self.tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self.domain)

    def _last_turn(self) -> str | None:
        told = [event for event in self.tracker.applied_events() if isinstance(event, UserUttered)]
        return told[-1].message_id if told else None

    def _uttered(self) -> UserUttered:
        slots, request = self.tracker.current_slot_values(), self.request
        readings = readings_of(self.processor, request.fragments, slots["expects"])
        intent, because = self._intent(readings, slots)
        metadata: dict[str, Any] = {
            "channel": request.channel,
            "readings": readings,
            "words": because["text"][:MOST_WORDS] if because else None,
            **self._intakes(readings, slots),
        }
        text = "\n".join(reading["text"] for reading in readings)
        return UserUttered(
            text,
            {"name": intent, "confidence": because["intent"]["confidence"] if because else 1.0},
            input_channel="amends",
            message_id=request.turn,
            metadata=metadata,
        )

    def _intent(self, readings: list[Reading], slots: dict[str, Any]) -> tuple[str, Reading | None]:
        if self.request.button is not None:
            return BUTTONS[self.request.button], None
        return turn_intent(readings, phase=slots["phase"], expects=slots["expects"])

    def _intakes(self, readings: list[Reading], slots: dict[str, Any]) -> dict[str, Intake | None]:
        """Of everything told so far, and of the news: what was told since a person gave the conversation back."""
        told = [event for event in self.tracker.applied_events() if isinstance(event, UserUttered)]
        given_back = max((at for at, event in enumerate(told) if event.intent_name == "returned"), default=0)
        earlier = [reading for event in told[:given_back] for reading in event.metadata["readings"]]
        since = [reading for event in told[given_back:] for reading in event.metadata["readings"]]
        whole = self._understood([*earlier, *since, *readings], slots)
        return {"intake": whole, "news": self._understood([*since, *readings], slots) if earlier else whole}

    def _understood(self, readings: list[Reading], slots: dict[str, Any]) -> Intake | None:
        story = list({reading["fragment"]: reading for reading in _telling(readings)}.values())
        if not story and not self.request.known:
            return None
        return understand(
            story,
            known=self.request.known,
            declined=slots["declined"],
            channel=self.request.channel,
            seed=self.request.conversation,
            avoid=slots["said_back"],
        )

    async def _act(self) -> None:
        """Rasa's own loop logs a failed action and goes on as if nothing had happened; here it ends the turn."""
        await self.processor.run_action_extract_slots(self.output, self.tracker)
        listening, policies_see = False, recent(self.tracker)
        while not listening:
            before = len(self.tracker.events)
            action, prediction = self.processor.predict_next_with_tracker_if_should(policies_see)
            await self._run(action, prediction)
            show(policies_see, list(self.tracker.events)[before:])
            listening = action.name() == ACTION_LISTEN_NAME

    async def _run(self, action: Any, prediction: Any) -> None:
        try:
            events: list[Event] = await action.run(self.output, self.processor.nlg, self.tracker, self.domain)
        except Exception as error:
            raise DialogueFailed(f"{action.name()} failed: {type(error).__name__}") from error
        if any(isinstance(event, ActionExecutionRejected) for event in events):
            raise DialogueFailed(f"{action.name()} was rejected")
        if prediction is not None:
            self.tracker.update_with_events(prediction.events, self.domain)
            self.tracker.update(action.event_for_successful_execution(prediction), self.domain)
        self.tracker.update_with_events(events, self.domain)
        for event in events:
            if isinstance(event, BotUttered):
                await self.output.send_response(self.tracker.sender_id, event.message())

    def _read_off(self, intake: Intake | None, events: list[Event]) -> Answer:
        slots = self.tracker.current_slot_values()
        if intake is not None:
            said = slots["reflection"] or {}
            intake["reflection"] = {"text": said.get("text", ""), "confirmed": said.get("confirmed")}
            _confirm_feelings(intake)
            intake["declined"] = slots["declined"]
            intake["missing"] = [key for key in intake["missing"] if key not in slots["declined"]]
        handoff = next((event.value for event in events if isinstance(event, SlotSet) and event.key == "handoff"), None)
        return Answer(
            turn=self.request.turn,
            say=self.output.say,
            handoff=handoff and handoff | {"intake": intake},
            expects=slots["expects"],
            phase=slots["phase"],
            intake=intake,
        )


def _confirm_feelings(intake: Intake) -> None:
    """The feelings that were named when the story was said back, once the customer said that it was right."""
    said = intake["reflection"]
    for feeling in intake["feelings"]:
        if said["confirmed"] and any(
            word in said["text"].lower() for word in texts(f"utter_feeling_{feeling['name']}")
        ):
            feeling["confirmed"] = True


def _telling(readings: Any) -> list[Reading]:
    return [reading for reading in readings if reading["intent"]["name"] != "nothing_said"]
