"""A file of stories in, a file of intakes out, by the real model."""

import json

import pytest
from understanding.model import Model
from understanding.read_stories import intakes


@pytest.fixture(scope="module")
def loaded(model):
    return Model(model)


def read(loaded, *lines):
    return list(intakes(loaded, [line if isinstance(line, str) else json.dumps(line) for line in lines]))


BLENDER = {"id": "a", "messages": ["  my blender arrived with a cracked jug!", "i want a refund. so disappointed"]}


def test_a_story_is_understood_with_spans_in_its_messages(loaded):
    (intake,) = read(loaded, BLENDER)
    assert intake["kind"] == "damaged"
    assert intake["complaint"] > 0.5
    assert intake["wanted"]["kind"] == "refund"
    feeling = next(feeling for feeling in intake["feelings"] if feeling["name"] == "disappointed")
    assert BLENDER["messages"][feeling["fragment"]][feeling["start"] : feeling["end"]] == feeling["quote"]


def test_white_space_in_front_moves_no_span(loaded):
    (intake,) = read(loaded, BLENDER)
    source = intake["summary"][0]["from"][0]
    assert source["fragment"] == 0
    assert intake["summary"][0]["text"] == BLENDER["messages"][0][source["start"] : source["end"]]


def test_a_feeling_that_is_denied_is_not_felt(loaded):
    angry, calm = read(loaded, {"id": 1, "messages": ["I am so angry"]}, {"id": 2, "messages": ["I am not angry"]})
    assert "angry" in [feeling["name"] for feeling in angry["feelings"]]
    assert "angry" not in [feeling["name"] for feeling in calm["feelings"]]


def test_a_bad_line_gets_an_error_and_the_rest_goes_on_in_order(loaded):
    lines = ["{", "[]", "", {"id": 3, "messages": []}, {"id": 4, "messages": [7]}, BLENDER]
    lines += [{"id": 5, "messages": [{"text": "late", "at": "soon"}]}, {"id": 6, "messages": ["x"], "channel": "fax"}]
    results = read(loaded, *lines)
    assert [(result["id"], "error" in result) for result in results] == [
        (None, True),
        (None, True),
        (3, True),
        (4, True),
        ("a", False),
        (5, True),
        (6, True),
    ]


HOSTILE = ["", "😡", "/affirm", "\x00\ud800", "ß" * 20_000, "\n\n\n", '{"a": 1}', "no. " * 3_000]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_messages_are_read(loaded, text):
    (intake,) = read(loaded, {"id": 1, "messages": [text, "it came late"]})
    assert intake["id"] == 1
    json.dumps(intake).encode()


def test_many_stories_are_read_as_one_by_one(loaded):
    stories = [{"id": number, "messages": [f"parcel {number} is late", "where is it?"]} for number in range(60)]
    together = read(loaded, *stories)
    assert [intake["id"] for intake in together] == list(range(60))
    assert together[17] == read(loaded, stories[17])[0]
