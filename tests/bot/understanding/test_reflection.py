"""The reflection: true to the story, specific, kind, never twice the same words."""

import re
from typing import Any

import pytest
from stories_told import ALL, BLENDER, FEE, HEATING, HOTEL, LATE, LOCKED, RUDE, feeling, intake, texts_of
from understanding.labels import FEELINGS, WANTED
from understanding.reflection import reflect
from understanding.reflection_check import fits, problems
from understanding.reflection_words import responses, texts

SEEDS = [f"conversation-{number}" for number in range(40)]
CHANNELS = ("web", "sms")
SHAPES = [
    name
    for name, variants in responses().items()
    if name.startswith("utter_reflection") and any("{happened}" in text for text in variants)
]
GSM = re.compile(r"[\n\r @£$¥èéùìòÇØøÅåÆæßÉ!\"#%&'()*+,\-./0-9:;<=>?A-ZÄÖÑÜ§¿a-zäöñüà_]*")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", ALL)
def test_it_may_be_sent_and_fits_its_story(name: str, channel: str) -> None:
    for seed in SEEDS:
        text = reflect(ALL[name], channel=channel, seed=seed)["text"]
        assert problems(text, channel=channel) == [], text
        assert fits(text, texts_of(ALL[name])), text


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_fits_no_other_story(channel: str) -> None:
    for name, story in ALL.items():
        for seed in SEEDS[:10]:
            text = reflect(story, channel=channel, seed=seed)["text"]
            assert not any(fits(text, texts_of(other)) for their, other in ALL.items() if their != name), text


def test_there_are_thirty_shapes_and_more() -> None:
    assert sum(len(texts(name)) for name in SHAPES) >= 45
    assert len({text for name in SHAPES for text in texts(name)}) == sum(len(texts(name)) for name in SHAPES)


def test_every_shape_is_used_by_some_story() -> None:
    plain_repeat = intake("the lamp flickers", feelings=(feeling("angry", 0.9),))
    mild = intake("the lamp flickers every evening", feelings=(feeling("disappointed", 0.5),))
    stories: list[Any] = [*ALL.values(), plain_repeat, mild]
    seeds = [str(number) for number in range(400)]
    used = {
        reflect(story, channel=channel, seed=seed)["shape"]
        for story in stories
        for channel in CHANNELS
        for seed in seeds
    }
    assert used == {f"{name}/{place}" for name in SHAPES for place in range(len(texts(name)))}


def test_the_same_seed_says_the_same_and_others_differ() -> None:
    said = {seed: reflect(BLENDER, seed=seed)["text"] for seed in SEEDS}
    assert all(reflect(BLENDER, seed=seed)["text"] == text for seed, text in said.items())
    assert len(set(said.values())) > 15


def test_a_shape_that_was_used_is_avoided_while_others_are_left() -> None:
    used: set[str] = set()
    for _ in range(7):
        shape = reflect(HOTEL, seed="x", avoid=used)["shape"]
        assert shape not in used
        used.add(shape)
    assert reflect(HOTEL, seed="x", avoid=used)["text"]


def test_no_feeling_is_named_that_was_not_shown() -> None:
    words = [word for name in FEELINGS for word in texts(f"utter_feeling_{name}")]
    for channel in CHANNELS:
        for seed in SEEDS:
            text = reflect(HOTEL, channel=channel, seed=seed)["text"].lower()
            assert not [word for word in words if re.search(rf"\b{word}\b", text)], text
            assert "feel" not in text.split("harbour")[0].replace("felt", "")


def test_the_customers_own_word_for_the_feeling_is_said_back() -> None:
    assert "fed up" in reflect(BLENDER, seed="1")["text"]
    assert "humiliated" in reflect(RUDE, seed="1")["text"]
    assert "cheated" in reflect(FEE, seed="1")["text"]


def test_a_guess_is_said_as_a_guess() -> None:
    for seed in SEEDS:
        assert "unsure" in reflect(LOCKED, seed=seed)["shape"]
        assert re.search(r"may|perhaps|imagine|seem|sounds", reflect(LOCKED, seed=seed)["text"].lower())


def test_two_feelings_are_both_named() -> None:
    for seed in SEEDS:
        text = reflect(HEATING, seed=seed)["text"]
        assert "worried" in text and "angry" in text


def test_their_name_what_it_cost_and_what_they_want_are_there() -> None:
    said = [reflect(BLENDER, seed=seed)["text"] for seed in SEEDS]
    assert any("Priya" in text for text in said)
    assert any("smoothies" in text for text in said)
    assert any("3 times" in text for text in said)
    assert any("a replacement" in text for text in said)
    assert any(
        "Christmas Eve" in reflect(intake("the sofa never came", facts=tuple(LATE["facts"])), seed=seed)["text"]
        for seed in SEEDS
    )


def test_by_sms_it_is_short_and_plain() -> None:
    long = intake(
        "the “big” sofa – 3 months late… – came with the wrong legs 😡 and the fabric is torn along the whole "
        "of the left side",
        cost="I took five days off work altogether to wait in for your drivers who never came",
        feelings=(feeling("angry", 0.9), feeling("worried", 0.8)),
        wanted="compensation",
    )
    for story in (*ALL.values(), long):
        for seed in SEEDS:
            text = reflect(story, channel="sms", seed=seed)["text"]
            assert len(text) <= 250
            assert GSM.fullmatch(text), text


def test_nothing_told_is_not_reflected() -> None:
    assert reflect(intake(""), seed="x") == {"text": "", "shape": ""}


def test_every_feeling_and_wish_has_words() -> None:
    assert all(texts(f"utter_feeling_{name}") for name in FEELINGS if name != "grateful")
    assert all(texts(f"utter_wants_{name}") for name in WANTED)


def test_no_sentence_of_the_designers_is_refused() -> None:
    for name, variants in responses().items():
        for text in variants:
            filled = re.sub(r"\{\w+\}", "x", text)
            assert [p for p in problems(filled) if p.startswith(("says", "apologises", "speaks"))] == [], (name, text)
