"""The judge of a reflection: it must refuse what should not be sent."""

import pytest
from understanding.reflection_check import fits, problems

GOOD = "You told me your kettle leaks onto the worktop. That has left you fed up. Have I got that right?"
STORY = ["my kettle leaks onto the worktop", "so fed up"]
REFUSED = [
    ("We apologise for any inconvenience caused. Is that right?", "any inconvenience"),
    ("I understand your frustration about the kettle. Is that right?", "frustration"),
    ("I'm sorry. The kettle leaks. Sorry again. Is that right?", "twice"),
    ("Your kettle leaks. We will refund you at once. Is that right?", "we will"),
    ("Your kettle leaks, but you should have read the manual. Is that right?", "you should have"),
    ("Your kettle leaks onto {stake}. Is that right?", "unfilled"),
    ("Your kettle leaks.", "does not ask"),
    ("You told me my kettle leaks. Is that right?", "as the customer"),
    ("You were at home and nobody called me. Is that right?", "as the customer"),
    ('You told me "my kettle leaks. Is that right?', "quotation"),
    ("Supposedly your kettle leaks. Is that right?", "supposedly"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_must_not_be_sent_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert any(reason in problem for problem in problems(text)), problems(text)


def test_a_good_one_passes() -> None:
    assert problems(GOOD) == []
    assert problems('You told me "my kettle leaks, any inconvenience?". Is that right?') == []


def test_an_sms_that_is_too_long_is_refused() -> None:
    assert problems("Your kettle leaks " * 15 + "right?", channel="sms") == ["is longer than 250 characters"]


def test_it_fits_the_story_it_was_written_for() -> None:
    assert fits(GOOD, STORY)


@pytest.mark.parametrize(
    "story",
    [
        ["the bus was late again", "fed up"],
        ["my kettle came without a lid"],
        ["I want a refund for the lamp"],
        ["worktop arrived scratched", "fed up with you"],
    ],
)
def test_it_fits_no_other_story(story: list[str]) -> None:
    assert not fits(GOOD, story)


def test_one_that_could_be_said_to_anyone_fits_nobody() -> None:
    assert not fits("Something went wrong and you feel let down. Have I got that right?", STORY)


def test_a_quotation_that_nobody_said_does_not_fit() -> None:
    assert not fits('You told me "the kettle leaks onto my worktop". Is that right?', STORY)
