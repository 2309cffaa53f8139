"""Conversations written by topic (conversations/test_<topic>.yml), played against the real assistant."""

import json
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sms
import written
import yaml
from assistant import Assistant, new_conversation, turn

HERE = Path(__file__).parent / "conversations"
CONVERSATIONS = [
    pytest.param(conversation, id=f"{path.stem.removeprefix('test_')}: {conversation['conversation']}")
    for path in sorted(HERE.glob("test_*.yml"))
    for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
]
MEANT = {"says", "press", "known"}
EXPECTED = {"said", "contains", "never_contains", "buttons", "phase", "expects", "handoff", "facts", "declined"}
LONGEST = {"reference": "A-100042", "person": "the customer care team", "promised": "by 10:30 am on Wednesday 27 May"}
NOT_TOPICS = {"reflection", "service"}  # held by the tests of the understanding and of the service


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_the_assistant_answers_as_designed(assistant: Assistant, conversation: dict[str, Any]) -> None:
    for place, (step, answer) in enumerate(zip(conversation["turns"], _play(assistant, conversation), strict=True)):
        assert set(step) <= MEANT | EXPECTED, f"turn {place}: unknown {set(step) - MEANT - EXPECTED}"
        where = f"turn {place}: {json.dumps(answer, indent=1, default=str)[:3000]}"
        _check_words(step, answer, where)
        _check_outcome(step, answer, where)


@pytest.mark.parametrize("conversation", [one for one in CONVERSATIONS if one.values[0].get("channel") == "sms"])
def test_a_turn_fits_two_sms(assistant: Assistant, conversation: dict[str, Any]) -> None:
    for answer in _play(assistant, conversation):
        text = "\n".join(said["text"] for said in answer["say"])
        for field, value in LONGEST.items():
            text = text.replace(f"{{{field}}}", value)
        assert sms.septets(text) <= sms.MOST, text
        assert not any("buttons" in said for said in answer["say"])


def test_nothing_is_said_twice_in_one_conversation(assistant: Assistant) -> None:
    for conversation in CONVERSATIONS:
        texts = [said["text"] for answer in _play(assistant, conversation.values[0]) for said in answer["say"]]
        assert len(texts) == len(set(texts)), (conversation.id, texts)


def test_every_topic_has_conversations() -> None:
    tested = {path.stem.removeprefix("test_") for path in HERE.glob("*.yml")}
    assert tested == set(written.topics()) - NOT_TOPICS


def test_every_rule_and_story_is_walked(assistant: Assistant) -> None:
    for conversation in CONVERSATIONS:
        _play(assistant, conversation.values[0])
    walked = _walked(assistant.database)
    missed = [name for name, steps in written.paths() if not any(_follows(turn, steps) for turn in walked)]
    assert not missed, f"no conversation walks {missed}; add one to tests/bot/conversations"


_played: dict[str, list[dict[str, Any]]] = {}


def _play(assistant: Assistant, conversation: dict[str, Any]) -> list[dict[str, Any]]:
    """Once per session; the tests above look at the same answers."""
    key = json.dumps(conversation)
    if key not in _played:
        name, channel = new_conversation(), conversation.get("channel", "web")
        _played[key] = [assistant.respond(_turn(step, name, channel)) for step in conversation["turns"]]
    return _played[key]


def _turn(step: dict[str, Any], conversation: str, channel: str) -> dict[str, Any]:
    says = step.get("says", [])
    texts = [says] if isinstance(says, str) else says
    known, button = step.get("known", {}), step.get("press")
    return turn(*texts, conversation=conversation, channel=channel, known=known, button=button)


def _check_words(step: dict[str, Any], answer: dict[str, Any], where: str) -> None:
    texts = [said["text"] for said in answer["say"]]
    if "said" in step:
        assert len(texts) == len(step["said"]), f"says {texts}; {where}"
        for text, response in zip(texts, step["said"], strict=True):
            assert written.says(text, response), f"{text!r} is no {response}; {where}"
    together = "\n".join(texts)
    for words in step.get("contains", []):
        assert words.lower() in together.lower(), where
    for words in step.get("never_contains", []):
        assert words.lower() not in together.lower(), where
    if "buttons" in step:
        assert [button["id"] for said in answer["say"] for button in said.get("buttons", [])] == step["buttons"], where


def _check_outcome(step: dict[str, Any], answer: dict[str, Any], where: str) -> None:
    for name in ("phase", "expects"):
        if name in step:
            assert answer[name] == step[name], f"{name}; {where}"
    reason = answer["handoff"] and answer["handoff"]["reason"]
    assert reason == step.get("handoff"), f"handoff; {where}"
    facts = {fact["key"]: fact["value"] for fact in (answer["intake"] or {}).get("facts", [])}
    assert step.get("facts", {}).items() <= facts.items(), f"facts; {where}"
    if "declined" in step:
        assert answer["intake"]["declined"] == step["declined"], where


@cache
def _walked(database: Path) -> list[list[str]]:
    """Every turn as the designers write it: intent, then actions and the steps they found."""
    turns: list[list[str]] = []
    rows = sqlite3.connect(database).execute("SELECT data FROM events ORDER BY sender_id, id")
    for event in (json.loads(data) for (data,) in rows):
        if event["event"] == "user":
            turns.append([f"intent {event['parse_data']['intent']['name']}"])
        elif turns and event["event"] == "action" and event["name"] != "action_listen":
            turns[-1].append(f"action {event['name']}")
        elif turns and event["event"] == "slot" and event["name"] == "step":
            turns[-1].append(f"step {event['value']}")
    return turns


def _follows(turn: list[str], steps: list[written.Step]) -> bool:
    """A story of several turns is walked when its last turn is."""
    first = max(place for place, step in enumerate(steps) if "intent" in step or "or" in step)
    begins = steps[first].get("or", [steps[first]])
    wanted = [f"action {step['action']}" if "action" in step else _step(step) for step in steps[first + 1 :]]
    took = [happened for happened in turn[1:] if happened.startswith("action") or happened in wanted]
    return turn[0] in {f"intent {one['intent']}" for one in begins} and took[: len(wanted)] == wanted


def _step(step: written.Step) -> str:
    (slot,) = step["slot_was_set"]
    return f"step {slot['step']}"
