"""Designers' stories take effect: an edited story changes what the bot does next."""

import shutil
from pathlib import Path

import pytest
import rasa.model_training
import yaml
from assistant import BOT
from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def test_editing_a_story_changes_what_the_bot_does(tmp_path: Path) -> None:
    assert _next_action(_trained(tmp_path / "before"), "ask_what_is_wrong") == "action_ask_what_is_wrong"
    folder = tmp_path / "after"
    agent = _trained(folder, instead_of="action_ask_what_is_wrong", say="utter_clarify")
    assert _next_action(agent, "ask_what_is_wrong") == "utter_clarify"
    assert _next_action(agent, "reflect") == "action_say_back", "the other stories are as they were"


def test_a_story_of_several_turns_is_told_apart_from_one(tmp_path: Path) -> None:
    """A designer may say something else to who has greeted before: history counts, not only the last words."""
    longer = {
        "story": "greeted, then nothing told",
        "steps": [
            {"intent": "greet"},
            {"action": "action_greet"},
            {"slot_was_set": [{"step": "invite"}]},
            {"action": "utter_greet"},
            {"intent": "affirm"},
            {"action": "action_take_in"},
            {"slot_was_set": [{"step": "invite"}]},
            {"action": "utter_still_here"},
        ],
    }
    agent = _trained(tmp_path, more=longer)
    greeting = [
        UserUttered("hello", {"name": "greet"}),
        ActionExecuted("action_greet"),
        SlotSet("step", "invite"),
        ActionExecuted("utter_greet"),
        ActionExecuted("action_listen"),
    ]
    assert _next_action(agent, "invite", greeting) == "utter_still_here"
    assert _next_action(agent, "invite") == "utter_invite"


def _trained(folder: Path, instead_of: str = "", say: str = "", more: "dict[str, object] | None" = None) -> Agent:
    shutil.copytree(BOT / "data", folder / "data", ignore=shutil.ignore_patterns("nlu"))
    shutil.copy(BOT / "domain.yml", folder)
    written = yaml.safe_load((BOT / "config.yml").read_text())
    (folder / "config.yml").write_text(yaml.safe_dump({**written, "pipeline": []}))
    story = folder / "data" / "story.yml"
    content = yaml.safe_load(story.read_text())
    for path in content["stories"]:
        for step in path["steps"]:
            if step.get("action") == instead_of:
                step["action"] = say
    content["stories"] += [more] if more else []
    story.write_text(yaml.safe_dump(content))
    place = {
        "domain": str(folder / "domain.yml"),
        "config": str(folder / "config.yml"),
        "stories": str(folder / "data"),
    }
    return Agent.load(rasa.model_training.train_core(output=str(folder), **place))


def _next_action(agent: Agent, step: str, earlier: "list[object] | None" = None) -> str:
    domain: Domain = agent.domain
    tracker = DialogueStateTracker("c", domain.slots)
    told = [UserUttered("yes", {"name": "affirm"}), ActionExecuted("action_take_in"), SlotSet("step", step)]
    tracker.update_with_events([ActionExecuted("action_listen"), *(earlier or []), *told], domain)
    scores = agent.processor.predict_next_with_tracker(tracker)["scores"]
    return str(max(scores, key=lambda score: score["score"])["action"])


@pytest.fixture(autouse=True)
def _in_the_bot_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BOT)
