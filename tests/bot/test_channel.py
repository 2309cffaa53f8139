"""The channel `amends` at its door: who may ask, what is refused, what happens once, what is never executed."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from assistant import Assistant, new_conversation, turn

STORY = "My ProBlend arrived with a cracked jug and I am so annoyed"
GOOD = {"turn": "t", "conversation": "c", "fragments": [{"id": "m", "text": "hello"}], "channel": "web"}


BAD: list[tuple[Any, int]] = [
    (b"not json", 400),
    (b"[" * 100_000, 400),
    (b"\xff\xfe", 400),
    ([], 400),
    ({}, 400),
    ({**GOOD, "turn": 5}, 400),
    ({**GOOD, "turn": ""}, 400),
    ({**GOOD, "conversation": "x" * 129}, 400),
    ({**GOOD, "conversation": "a b"}, 400),
    ({**GOOD, "fragments": "hello"}, 400),
    ({**GOOD, "fragments": []}, 400),
    ({**GOOD, "fragments": ["hello"]}, 400),
    ({**GOOD, "fragments": [{"id": "m"}]}, 400),
    ({**GOOD, "fragments": [{"id": "m", "text": None}]}, 400),
    ({**GOOD, "fragments": [{"id": "m", "text": "a"}, {"id": "m", "text": "b"}]}, 400),
    ({**GOOD, "fragments": [{"id": "m", "text": "a", "at": "yesterday"}]}, 400),
    ({**GOOD, "fragments": [{"id": "m", "text": "a", "at": "2026-11-20T09:30:00"}]}, 400),
    ({**GOOD, "channel": "fax"}, 400),
    ({**GOOD, "known": ["4471"]}, 400),
    ({**GOOD, "known": {"shoe_size": "9"}}, 400),
    ({**GOOD, "known": {"order_number": 9}}, 400),
    ({**GOOD, "colour": "red"}, 400),
    ({**GOOD, "button": "self_destruct"}, 422),
    (b'{"a": "' + b"x" * 8_000_001 + b'"}', 413),
]


@pytest.mark.parametrize(("body", "status"), BAD, ids=lambda value: str(value)[:60])
def test_a_bad_turn_is_refused_with_a_sentence(assistant: Assistant, body: Any, status: int) -> None:
    answer = assistant.ask("respond", body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "detail"}


def test_a_bad_fragment_to_read_is_refused(assistant: Assistant) -> None:
    good = {"fragment": "m", "text": "a", "channel": "web"}
    for body in ({}, {"fragment": "m", "text": "a"}, {**good, "expects": "shoe"}, {**good, "at": "noon"}):
        assert assistant.ask("read", body).status_code == 400


def test_several_fragments_are_read_as_each_of_them_alone(assistant: Assistant) -> None:
    texts = (STORY, "order 4471-220", "👍", "that's all")
    several = [{"id": f"m{place}", "text": text, "channel": "web"} for place, text in enumerate(texts)]
    readings = assistant.ask("read", {"fragments": several}).json()["readings"]
    assert [one["fragment"] for one in readings] == ["m0", "m1", "m2", "m3"]
    assert [{**one, "fragment": ""} for one in readings] == [{**assistant.read(text), "fragment": ""} for text in texts]


def test_a_bad_list_of_fragments_is_refused_with_the_place(assistant: Assistant) -> None:
    good = {"id": "m", "text": "a", "channel": "web"}
    for bad in ({"id": "n", "text": "a"}, {**good, "id": "n", "channel": "post"}, good):
        answer = assistant.ask("read", {"fragments": [good, bad]})
        assert answer.status_code == 400
        assert answer.json()["detail"]


def test_a_reading_has_the_shape_of_the_contract(assistant: Assistant) -> None:
    reading = assistant.read(STORY, at="2026-11-20T09:30:00Z")
    assert set(reading) == {
        *("fragment", "intent", "feelings", "kinds", "facts", "sentences", "wanted", "flags"),
        *("complaint", "upset", "wants_person", "abuse", "closing"),
    }
    assert reading["intent"]["name"] == "tell"
    assert all(STORY[span["start"] : span["end"]].strip() for span in reading["feelings"] + reading["sentences"])


def test_reading_leaves_no_trace_in_the_dialogues(assistant: Assistant) -> None:
    before = _events(assistant)
    assistant.read(STORY)
    assistant.ask("understand", {"fragments": [{"id": "m", "text": STORY}], "channel": "web", "known": {}})
    assert _events(assistant) == before


def test_a_whole_story_is_understood(assistant: Assistant) -> None:
    fragments = [{"id": "a", "text": STORY}, {"id": "b", "text": "the order is 4471-220"}, {"id": "c", "text": "🙁"}]
    answer = assistant.ask("understand", {"fragments": fragments, "channel": "web", "known": {"email": "a@b.example"}})
    assert answer.status_code == 200, answer.text
    intake = answer.json()
    assert {fact["key"]: fact["value"] for fact in intake["facts"]}.items() >= {"order_number": "4471-220"}.items()


def test_the_same_turn_gets_the_same_answer_five_times_at_once(assistant: Assistant) -> None:
    asked = turn(STORY)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: _post(assistant, asked), range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert len({answer.text for answer in answers}) == 1
    assert _told(assistant, asked["conversation"]) == 1


def test_a_superseded_turn_is_undone_with_all_its_effects(assistant: Assistant) -> None:
    conversation = new_conversation()
    assistant.respond(turn(STORY, conversation=conversation))
    dropped = turn("no", conversation=conversation)
    assert assistant.respond(dropped)["phase"] == "correcting"
    fragments = [*dropped["fragments"], {"id": "late", "text": "problem at all, yes that is right"}]
    goes_on = {**turn(conversation=conversation), "fragments": fragments, "supersedes": dropped["turn"]}
    again = turn("not right", conversation=conversation, supersedes=assistant.respond(goes_on)["turn"])
    assert assistant.respond(again)["phase"] == "correcting", "the one correction was still to be had"
    assert assistant.respond(dropped)["phase"] == "correcting", "a turn keeps its answer after it was undone"


def test_superseding_the_first_turn_begins_the_dialogue_anew(assistant: Assistant) -> None:
    first = turn("hello")
    assistant.respond(first)
    fragments = [*first["fragments"], {"id": "n", "text": STORY}]
    second = {**first, "turn": "t2", "fragments": fragments, "supersedes": first["turn"]}
    answer = assistant.respond(second)
    assert answer["phase"] == "reflecting"
    assert len(answer["say"]) == 1


def test_superseding_an_unknown_turn_undoes_nothing(assistant: Assistant) -> None:
    conversation = new_conversation()
    assistant.respond(turn(STORY, conversation=conversation))
    answer = assistant.respond(turn("yes", conversation=conversation, supersedes="never-seen"))
    assert answer["phase"] == "gathering"


def test_a_long_conversation_goes_on_as_a_short_one_would(assistant: Assistant) -> None:
    conversation = new_conversation()
    for _ in range(12):
        assert assistant.respond(turn("What are your opening hours?", conversation=conversation))["phase"] == "chatting"
    assert assistant.respond(turn(STORY, conversation=conversation))["phase"] == "reflecting"
    assert assistant.respond(turn(conversation=conversation, button="yes"))["phase"] == "gathering"


def test_handing_over_carries_the_intake_with_what_was_said_back(assistant: Assistant) -> None:
    conversation = new_conversation()
    said = assistant.respond(turn(f"{STORY}, order 4471-220", conversation=conversation))["say"][0]["text"]
    handoff = assistant.respond(turn(conversation=conversation, button="yes"))["handoff"]
    assert handoff["reason"] == "story_complete"
    assert handoff["intake"]["reflection"]["confirmed"] is True
    assert handoff["intake"]["reflection"]["text"] in said


COMMANDS = ["/restart", ' /wants_person{"email": "a@b.example"}', "/ affirm", "/session_start", "/back"]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_customer_cannot_command_the_assistant(assistant: Assistant, text: str) -> None:
    conversation = new_conversation()
    assistant.respond(turn(STORY, conversation=conversation))
    answer = assistant.respond(turn(text, conversation=conversation))
    assert answer["handoff"] is None
    assert _told(assistant, conversation) == 2
    assert assistant.respond(turn("and the jug is cracked", conversation=conversation))["intake"]["kind"] == "damaged"


ODD = ["\x00", "a\x00b", "", "   ", "😡" * 500, "a" * 50_000, "🏴‍☠️\u202e", "\n" * 9_000, "1"]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_answered(assistant: Assistant, text: str) -> None:
    assert assistant.respond(turn(text, "my parcel is late"))["say"]
    assert assistant.read(text)["intent"]["name"]


def test_half_a_surrogate_pair_is_answered_and_keeps_the_spans(assistant: Assistant) -> None:
    text = "my order \ud83d 4471-220 never came"
    body = json.dumps({**turn(), "fragments": [{"id": "m", "text": text}]}).encode()
    answer = assistant.ask("respond", body)
    assert answer.status_code == 200, answer.text
    facts = [fact for fact in answer.json()["intake"]["facts"] if fact["key"] == "order_number"]
    assert [text[fact["start"] : fact["end"]] for fact in facts] == ["4471-220"]


def test_two_hundred_fragments_get_one_answer(assistant: Assistant) -> None:
    answer = assistant.respond(turn(*[f"{place}. the jug is cracked" for place in range(200)]))
    assert len(answer["say"]) == 1


def test_nothing_that_a_customer_writes_is_logged(assistant: Assistant) -> None:
    conversation = new_conversation()
    assistant.respond(turn("my zanzibar kettle arrived cracked, order 7719-330", conversation=conversation))
    assistant.respond(turn(conversation=conversation, button="yes"))
    assert "zanzibar" not in assistant.log().lower()
    assert "7719-330" not in assistant.log()


def test_a_restart_forgets_neither_the_story_nor_the_answers(model: Path, tmp_path: Path) -> None:
    with Assistant(model, tmp_path) as assistant:
        conversation = new_conversation()
        first = turn(STORY, conversation=conversation)
        answer = assistant.respond(first)
        assistant.stop()
        assistant.start_actions()
        assistant.start_rasa()
        assert assistant.respond(first) == answer
        assert assistant.respond(turn(conversation=conversation, button="yes"))["phase"] == "gathering"


def test_a_failing_action_is_a_5xx_and_the_turn_can_be_asked_again(model: Path, tmp_path: Path) -> None:
    with Assistant(model, tmp_path) as assistant:
        assistant.actions.kill()
        assistant.actions.wait()
        asked = turn(STORY)
        failed = assistant.ask("respond", asked)
        assert (failed.status_code, failed.json()["error"]) == (500, "dialogue_failed")
        assert "cracked" not in failed.text
        assistant.start_actions()
        assert assistant.respond(asked)["phase"] == "reflecting"


def test_a_database_that_goes_away_is_a_5xx_and_the_customer_is_not_forgotten(model: Path, tmp_path: Path) -> None:
    with Assistant(model, tmp_path) as assistant:
        conversation = new_conversation()
        assistant.respond(turn(STORY, conversation=conversation))
        with sqlite3.connect(assistant.database) as database:
            database.execute("ALTER TABLE events RENAME TO hidden")
        assert assistant.ask("respond", turn("yes", conversation=conversation)).status_code == 500
        assert not requests.get(f"{assistant.url}/", headers={"X-Amends-Secret": "wrong"}, timeout=5).ok
        with sqlite3.connect(assistant.database) as database:
            database.execute("ALTER TABLE hidden RENAME TO events")
        assert assistant.respond(turn("yes", conversation=conversation))["phase"] == "gathering"


def _post(assistant: Assistant, asked: dict[str, Any]) -> requests.Response:
    secret = {"X-Amends-Secret": "a secret of the tests"}
    return requests.post(f"{assistant.url}/respond", json=asked, headers=secret, timeout=60)


def _events(assistant: Assistant) -> int:
    return int(sqlite3.connect(assistant.database).execute("SELECT count(*) FROM events").fetchone()[0])


def _told(assistant: Assistant, conversation: str) -> int:
    query = "SELECT count(*) FROM events WHERE sender_id = ? AND type_name = 'user'"
    return int(sqlite3.connect(assistant.database).execute(query, (conversation,)).fetchone()[0])
