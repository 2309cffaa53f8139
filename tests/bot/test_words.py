"""The designers' sentences, checked as code: kind, short enough, used, and no SMS that teaches an opt-out word."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sms
import written
from channel.incoming import BUTTONS, FACTS
from channel.words import FILLED_BY_THE_SERVICE
from understanding.labels import WANTED

ROOT = Path(__file__).resolve().parents[2]
BANNED = (
    "any inconvenience",
    "understand your frustration",
    "understand how you feel",
    "valued customer",
    "as per our policy",
    "please be advised",
    "kindly",
    "rest assured",
    "do not hesitate",
    "reach out",
    "at this time",
)
# Carriers act on these as a message of one word; to name one in capitals, or after "reply", is to teach it.
CARRIER_WORDS = "STOP STOPALL UNSUBSCRIBE END QUIT CANCEL REVOKE OPTOUT HELP INFO START YES UNSTOP".split()  # noqa: SIM905
TEACHES = re.compile(
    rf"\b({'|'.join(CARRIER_WORDS)})\b|(?i:\b(reply|text|send|type|answer with)\b \W?({'|'.join(CARRIER_WORDS)})\b)"
)
LONGEST = {
    "reference": "A-100042",
    "person": "the customer care team",
    "promised": "by 10:30 am on Wednesday 27 May",
    "company": "Nook & Kettle",
    "points": "x" * 130,
    "first": "x" * 40,
    "second": "x" * 40,
    "reflection": "x" * 250,
    "correction": "x" * 150,
}
ONE_WAY = ("utter_point_", "utter_said_back")  # parts of a list; and what reflection.yml varies
OTHERS = {"reflection", "service"}  # topics with their own tests
RESPONSES = [
    pytest.param(name, variations, id=name)
    for topic, content in written.topics().items()
    if topic not in OTHERS
    for name, variations in (content.get("responses") or {}).items()
]


@pytest.mark.parametrize(("name", "variations"), RESPONSES)
def test_there_are_three_ways_to_say_it(name: str, variations: list[dict[str, Any]]) -> None:
    kinds = Counter((one.get("channel"), str(one.get("condition"))) for one in variations)
    assert name.startswith(ONE_WAY) or all(count >= 3 for count in kinds.values()), kinds
    assert len({one["text"] for one in variations}) == len(variations)


@pytest.mark.parametrize(("name", "variations"), RESPONSES)
def test_an_sms_is_at_most_two_segments(name: str, variations: list[dict[str, Any]]) -> None:
    for text in _by_sms(variations):
        filled = re.sub(r"{(\w+)}", lambda field: LONGEST.get(field[1], "x" * 70), text)
        assert sms.septets(filled) <= sms.MOST, text


def test_handing_over_by_sms_fits_two_segments_in_one_turn() -> None:
    passing_on, handed_over = (_by_sms(written.responses()[name]) for name in ("utter_passing_on", "utter_handed_over"))
    for first in passing_on:
        for second in handed_over:
            assert sms.septets(f"{first}\n{second}".format(**LONGEST)) <= sms.MOST, (first, second)


def test_no_sentence_is_from_the_complaints_department() -> None:
    found = [(name, banned) for name, text in _all_texts() for banned in BANNED if banned in text.lower()]
    assert not found


def test_no_sms_teaches_a_word_that_carriers_act_on() -> None:
    taught = [(name, text) for name, variations in written.responses().items() for text in _by_sms(variations)]
    assert not [(name, text) for name, text in taught if TEACHES.search(text)]


@pytest.mark.parametrize("text", ["Reply STOP to end", "To go on, text help", "Send 'start' when ready"])
def test_the_check_knows_what_teaching_is(text: str) -> None:
    assert TEACHES.search(text)


def test_every_response_is_used_and_every_used_one_written() -> None:
    used = _named_in_rules_and_stories() | _named_in_python() | {f"utter_ask_{fact}" for fact in FACTS}
    used |= {f"utter_point_{piece}" for piece in (*FACTS, *WANTED)}
    written_here = {param.values[0] for param in RESPONSES}
    assert written_here - used == set(), "written, but never said"
    assert used - set(written.responses()) == set(), "said, but not written"


def test_every_button_is_one_the_channel_knows() -> None:
    pressed = {button["payload"] for _, one in _variations() for button in one.get("buttons", [])}
    assert pressed <= set(BUTTONS) - {"returned"}
    assert len(pressed) == len(BUTTONS) - 1


def test_the_promise_is_only_made_when_handing_over() -> None:
    for name, steps in written.paths():
        actions = [step["action"] for step in steps if "action" in step]
        promising = [action for action in actions if action in written.responses() and _promises(action)]
        assert not promising or "action_hand_over" in actions, name


def _promises(response: str) -> bool:
    texts = [one["text"] for one in written.responses()[response]]
    return any(f"{{{field}}}" in text for field in FILLED_BY_THE_SERVICE for text in texts)


def _by_sms(variations: list[dict[str, Any]]) -> list[str]:
    own = [one["text"] for one in variations if one.get("channel") == "sms"]
    return own or [one["text"] for one in variations if one.get("channel") != "web"]


def _variations() -> list[tuple[str, dict[str, Any]]]:
    return [(name, one) for name, variations in written.responses().items() for one in variations]


def _all_texts() -> list[tuple[str, str]]:
    titles = [(name, button["title"]) for name, one in _variations() for button in one.get("buttons", [])]
    return [(name, one["text"]) for name, one in _variations()] + titles


def _named_in_rules_and_stories() -> set[str]:
    actions = {step["action"] for _, steps in written.paths() for step in steps if "action" in step}
    return {action for action in actions if action.startswith("utter_")}


def _named_in_python() -> set[str]:
    sources = [path.read_text() for path in (ROOT / "bot" / "actions").glob("*.py")]
    return {name for source in sources for name in re.findall(r'"(utter_\w+)"', source)} - {"utter_point_"}
