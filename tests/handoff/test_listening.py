"""When a customer has finished telling: the rules, without a server."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from handoff.model.channel import Channel
from handoff.model.listening import Heard, Pause, pause
from handoff.model.reading import Reading
from handoff.model.turn import CloseReason
from handoff.policy import listening
from handoff.policy.document import PolicyError
from handoff.settings import ROOT

FILE = Path(ROOT, "handoff", "policy", "listening.yml")
RULES = listening.load(FILE)
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def heard(at: float, intent: str | None = "tell", *, closing: str | None = None, keys: tuple[str, ...] = ()) -> Heard:
    reading = None if intent is None else Reading(intent, 0.9, closing, frozenset(keys))
    return Heard(START + timedelta(seconds=at), reading)


def closes(*fragments: Heard, channel: Channel = Channel.WEB, **more: object) -> float:
    """Seconds after the last fragment."""
    return (decided(*fragments, channel=channel, **more).close_at - fragments[-1].at).total_seconds()


def decided(*fragments: Heard, channel: Channel = Channel.WEB, **more: object) -> Pause:
    return pause(RULES, channel, fragments, **more)  # type: ignore[arg-type]


def test_a_story_gets_the_quiet_time_of_its_channel() -> None:
    assert closes(heard(0)) == 12
    assert closes(heard(0), channel=Channel.SMS) == 45


def test_a_fragment_that_was_not_read_yet_counts_as_story() -> None:
    assert closes(heard(0, None)) == 12


def test_a_slow_writer_gets_more_time_up_to_the_most() -> None:
    assert closes(heard(0), heard(10), heard(20)) == 25
    assert closes(heard(0), heard(30), heard(60)) == 45


def test_an_open_ending_waits_longer_and_a_closing_question_shorter() -> None:
    assert closes(heard(0, closing="open")) == 24
    assert closes(heard(0, closing="question")) == 6


@pytest.mark.parametrize("intent", ["wants_person", "danger", "self_harm", "threat", "opt_out"])
def test_what_must_not_wait_closes_at_once(intent: str) -> None:
    assert closes(heard(0), heard(3, intent)) == 0
    assert decided(heard(0), heard(3, intent)).reason is CloseReason.URGENT


def test_what_must_not_wait_stays_urgent_when_more_follows() -> None:
    assert closes(heard(0, "danger"), heard(2)) == 0


def test_thats_all_closes_at_once_unless_more_follows_it() -> None:
    assert decided(heard(0), heard(3, "done_telling")).reason is CloseReason.SAID_DONE
    assert closes(heard(0), heard(3, closing="done")) == 0
    assert closes(heard(0, "done_telling"), heard(2)) > 0


@pytest.mark.parametrize("intent", ["greet", "thanks", "ask_question", "affirm"])
def test_a_bare_greeting_or_question_gets_the_short_quiet_time(intent: str) -> None:
    assert closes(heard(0, intent)) == 1.5
    assert closes(heard(0, intent), channel=Channel.SMS) == 4


def test_a_greeting_within_a_story_does_not_shorten_it() -> None:
    assert closes(heard(0, "greet"), heard(2)) == 12


def test_after_no_there_is_time_to_say_what_is_wrong() -> None:
    assert closes(heard(0, "deny")) == 6


def test_the_fact_that_was_asked_for_gets_the_short_quiet_time() -> None:
    answer = heard(0, keys=("order_number",))
    assert closes(answer, expects="order_number") == 1.5
    assert closes(answer, expects="product") == 12
    assert closes(heard(0, keys=("order_number",), closing="open"), expects="order_number") == 24


def test_typing_holds_the_answer_back() -> None:
    assert closes(heard(0, "greet"), typing_until=START + timedelta(seconds=20)) == 23


def test_nobody_types_for_ever() -> None:
    assert closes(heard(0), typing_until=START + timedelta(hours=1)) == 300


def test_every_number_must_be_there_and_make_sense(tmp_path: Path) -> None:
    numbers = yaml.safe_load(FILE.read_text())
    numbers["web"]["answering"] = 99
    del numbers["own_pace"]
    (tmp_path / "listening.yml").write_text(yaml.safe_dump(numbers))
    with pytest.raises(PolicyError, match="own_pace"):
        listening.load(tmp_path / "listening.yml")
    numbers["own_pace"] = 2
    (tmp_path / "listening.yml").write_text(yaml.safe_dump(numbers))
    with pytest.raises(PolicyError, match="web: answering must not be above telling"):
        listening.load(tmp_path / "listening.yml")
