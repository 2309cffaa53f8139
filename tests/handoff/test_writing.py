"""What helps an agent to write: promises found in the words, the apology check, fields filled, the cost of a text."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.cases.apology import Hint, Place, Recovery, Rule, check
from handoff.cases.commitments import commitments
from handoff.cases.writing import check_filled, fill_known, text_cost
from handoff.model.labels import FEELINGS, KINDS
from handoff.model.refusal import Malformed
from tests.handoff.case_world import NOW, POLICIES

ZONE = POLICIES.site.time_zone


def due(text: str) -> list[str]:
    """The times of the promises in the text; now is Wednesday 3 June 2026, five past two."""
    return [one.due.astimezone(ZONE).strftime("%a %d %b %H:%M") for one in commitments(text, POLICIES, NOW)]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("I will send it by Friday 5.", "Fri 05 Jun 17:00"),
        ("I'll call you tomorrow", "Thu 04 Jun 18:00"),
        ("I’ll ring you by 5 pm.", "Wed 03 Jun 17:00"),
        ("We will be with you at 10 on Friday", "Fri 05 Jun 10:00"),
        ("you'll have it tomorrow morning", "Thu 04 Jun 12:00"),
        ("It will be there within two working days.", "Fri 05 Jun 18:00"),
        ("I'll be back within the hour", "Wed 03 Jun 15:05"),
        ("I am refunding £89 by the end of the week.", "Fri 05 Jun 18:00"),
        ("I will write to you by 10:30 am on Tuesday 9 June.", "Tue 09 Jun 10:30"),
        ("It'll arrive on 12 June", "Fri 12 Jun 18:00"),
        ("You will hear from me next Friday.", "Fri 12 Jun 18:00"),
        ("I'll text you within 48 hours", "Fri 05 Jun 14:05"),
    ],
)
def test_a_promise_has_the_time_that_was_said(text: str, time: str) -> None:
    assert due(text) == [time]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("I will do it by Sunday.", "Sat 06 Jun 14:00"),
        ("I will do it on Saturday by 4 pm.", "Sat 06 Jun 14:00"),
        ("I will do it by midnight.", "Wed 03 Jun 18:00"),
    ],
)
def test_a_promise_is_due_while_somebody_is_there_to_keep_it(text: str, time: str) -> None:
    assert due(text) == [time]


@pytest.mark.parametrize(
    "text",
    [
        "Will you be at home tomorrow?",
        "I won't be here tomorrow.",
        "You ordered it on Friday.",
        "I will look into it.",
        "I will send two couriers to 5 Elm Street.",
        "It was promised by Friday 5.",
        "I will have it by 31 June.",
    ],
)
def test_what_is_no_promise_is_not_offered_as_one(text: str) -> None:
    assert due(text) == []


def test_each_sentence_is_one_promise_and_no_more_than_three_are_offered() -> None:
    said = "I'll ring you today. I will refund it tomorrow. You'll have it by Friday noon. I'll write on Tuesday."
    assert due(said) == ["Wed 03 Jun 18:00", "Thu 04 Jun 18:00", "Fri 05 Jun 12:00"]
    assert commitments(said, POLICIES, NOW)[1].words == "I will refund it tomorrow."


CASE = Recovery(
    kind="damaged",
    happened="it came with a cracked jug AGAIN ProBlend",
    cost="I took a morning off to wait in",
    first=True,
    sorry_before=False,
    brief=False,
    agent="Maya Brandt",
    insert_names="You told us “it came with a cracked jug”. I am sorry.",
    insert_stake="And it cost you more than money: “I took a morning off”.",
    insert_next="I will send you the courier's day by 4 pm today.",
    insert_signature="Maya Brandt, Nook & Kettle",
)
GOOD = (
    "I am sorry that your ProBlend came with a cracked jug, and that you waited a whole morning for it. "
    "I will send you the courier's day by 4 pm today. Maya"
)


def hints(text: str, case: Recovery = CASE) -> dict[Rule, Hint]:
    promised = commitments(text, POLICIES, NOW)
    return {hint.rule: hint for hint in check(text, case, promised, POLICIES.writing)}


def missing(text: str, case: Recovery = CASE) -> set[Rule]:
    return {rule for rule, hint in hints(text, case).items() if not hint.fine}


def test_a_good_answer_gets_no_hint() -> None:
    assert missing(GOOD) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            "I am sorry about what you experienced and the morning. You hear by 4 pm today, I will see to it. Maya",
            "names_it",
        ),
        ("Your jug was cracked and your morning is gone. I will send a new one by 4 pm today. Maya", "owns_it"),
        ("I am sorry for the cracked ProBlend jug. I will send a new one by 4 pm today. Maya", "stake"),
        ("I am sorry for the cracked ProBlend jug and your morning. We will look into it. Maya", "next"),
        ("I am sorry for the cracked ProBlend jug and your morning. I will write by 4 pm today.", "next"),
    ],
)
def test_what_an_answer_lacks_is_named_alone(text: str, rule: str) -> None:
    assert missing(text) == {Rule(rule)}


@pytest.mark.parametrize(
    "words",
    [
        "I am sorry if the jug was cracked.",
        "We apologise for any inconvenience with the cracked jug.",
        "I am sorry you feel that the cracked jug is bad.",
        "Unfortunately our policy does not cover a cracked jug.",
        "Sorry, but the cracked jug was packed well.",
    ],
)
def test_an_apology_that_takes_itself_back_is_shown_with_its_sentence(words: str) -> None:
    hint = hints(f"Hello Dana. {words} It took your morning. I will call by 4 pm today. Maya")[Rule.OWNS_IT]
    assert not hint.fine and hint.found and hint.found in words
    assert (hint.sentence, hint.where, hint.insert) == (words, Place.INSTEAD, CASE.insert_names)


def test_every_hint_brings_a_sentence_about_this_story() -> None:
    found = hints("Hello.")
    assert {rule: hint.insert for rule, hint in found.items()} == {
        Rule.NAMES_IT: CASE.insert_names,
        Rule.OWNS_IT: CASE.insert_names,
        Rule.STAKE: CASE.insert_stake,
        Rule.NEXT: f"{CASE.insert_next}\n\n{CASE.insert_signature}",
    }


def test_the_inserted_sentences_settle_the_hints() -> None:
    text = "\n\n".join(["Hello,", CASE.insert_names, CASE.insert_stake, CASE.insert_next, CASE.insert_signature])
    assert missing(text) == set()


def test_a_later_message_is_not_nagged() -> None:
    later = replace(CASE, first=False, sorry_before=True)
    assert hints("The courier comes at three.", later) == {}
    assert missing("I am really sorry.", later) == {Rule.NOT_AGAIN}
    assert missing("I am sorry, it slipped again. I will bring it myself by 5 pm today.", later) == set()
    assert missing("Unfortunately that is our policy.", later) == {Rule.OWNS_IT}


def test_a_second_empty_sorry_in_one_message_is_one_too_many() -> None:
    assert missing(f"Sorry! {GOOD} Again, I am so sorry.") == {Rule.NOT_AGAIN}


@pytest.mark.parametrize("kind", KINDS)
def test_the_prepared_sentences_for_every_kind_own_and_name_it(kind: str) -> None:
    heard = POLICIES.replies.heard[kind].replace("{happened}", "the kettle leaked").replace("{product}", "Kettle One")
    case = replace(CASE, kind=kind, happened="the kettle leaked")
    assert missing(heard, case) & {Rule.NAMES_IT, Rule.OWNS_IT} == set()


@pytest.mark.parametrize("feeling", FEELINGS[:-1])
def test_the_prepared_sentence_for_every_feeling_sees_the_stake(feeling: str) -> None:
    assert hints(POLICIES.replies.feelings[feeling], replace(CASE, cost="", insert_stake="x"))[Rule.STAKE].fine


def test_fields_are_filled_from_the_case_and_what_is_left_cannot_be_sent() -> None:
    text = fill_known("Hello {name}, your {product} {promised}. {unknown}", {"name": "Dana", "promised": "by noon"})
    assert text == "Hello Dana, your {product} by noon. {unknown}"
    with pytest.raises(Malformed, match=r"Fill in \{product\} first"):
        check_filled(text)
    check_filled("Our code {unknown} is no field.")


def test_a_text_shows_its_parts_its_price_and_what_makes_it_dear() -> None:
    plain, dear = text_cost("x" * 161, POLICIES), text_cost("x" * 100 + "🙂", POLICIES)
    assert (plain.segments, str(plain.price), plain.costly) == (2, "0.08", "")
    assert (dear.segments, dear.costly) == (2, "🙂")


def test_now_is_outside_of_what_was_said() -> None:
    assert commitments("I will do it today.", POLICIES, NOW + timedelta(hours=9)) == []
