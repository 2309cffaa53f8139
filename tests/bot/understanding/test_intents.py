"""Part of a story, unless it is clearly something else."""

import pytest
from understanding.intents import intent_of

THRESHOLDS = dict.fromkeys(("tell", "greet", "danger", "self_harm", "threat", "wants_person", "praise", "thanks"), 0.3)


def intent(text, **whole):
    return intent_of(text, whole, [whole], THRESHOLDS)["name"]


@pytest.mark.parametrize("text", ["", " ", "😡", "?!", "..."])
def test_no_letter_or_digit_says_nothing(text):
    assert intent(text, greet=0.9) == "nothing_said"


def test_what_is_unclear_is_told():
    assert intent("hmm that thing", greet=0.2, tell=0.1) == "tell"


def test_a_bare_number_is_told():
    assert intent("4471-220", praise=0.8) == "tell"


def test_the_surest_intent_wins():
    assert intent("hello", greet=0.9, tell=0.2) == "greet"


def test_nobody_greets_in_many_words():
    assert intent("hello " + "my parcel is late " * 5, greet=0.9, tell=0.5) == "tell"


def test_danger_is_not_missed_for_a_likelier_story():
    assert intent("the charger caught fire", danger=0.4, tell=0.6) == "danger"


@pytest.mark.parametrize("self_harm, threat, meant", [(0.3, 0.99, "threat"), (0.99, 0.9, "self_harm")])
def test_a_threat_to_others_is_told_from_a_danger_to_oneself(self_harm, threat, meant):
    assert intent("I will kill", self_harm=self_harm, threat=threat, tell=0.5) == meant


def test_one_sentence_among_many_can_ask_for_a_person():
    asked = {"wants_person": 0.9}
    assert intent_of("It is late. Get me a person.", {"tell": 0.9}, [{}, asked], THRESHOLDS)["name"] == "wants_person"
