"""The packet holds everything that a person needs, each with its source, and nothing that nobody said."""

from datetime import timedelta
from typing import Any

import pytest

from handoff.model.channel import Channel
from handoff.store import conversations, suppressions
from handoff.store.database import Database
from tests.handoff.case_world import NOW, POLICIES, World, fact


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


TOLD = (
    "I ordered the ProBlend for my daughter's birthday on Saturday and it came with a cracked jug AGAIN",
    "you promised me last Friday it would be checked. I'm so fed up, I've now rung you 4 times",
    "I'm Dana Whitfield, order 4471-220, it was £89. I want my money back",
)


def span(ids: list[str], number: int, words: str) -> dict[str, Any]:
    start = TOLD[number].index(words)
    return {"words": words, "fragment": ids[number], "start": start, "end": start + len(words)}


def told_fact(ids: list[str], key: str, value: str, number: int, words: str) -> dict[str, Any]:
    found = span(ids, number, words)
    return {"key": key, "value": value, "confidence": 0.9, "source": "customer", "confirmed_by": None, **found}


def intake_of(ids: list[str]) -> dict[str, Any]:
    fed_up = span(ids, 1, "I'm so fed up")
    happened = span(ids, 0, "it came with a cracked jug AGAIN")
    return {
        "complaint": 0.99,
        "upset": 0.85,
        "wants_person": 0.1,
        "abuse": {"level": "none", "probability": 0.02},
        "kind": "damaged",
        "kinds": [{"name": "damaged", "confidence": 0.93}, {"name": "no_response", "confidence": 0.2}],
        "feelings": [
            {"name": "disappointed", "intensity": 0.4, "quote": "you promised me", "fragment": ids[1], "start": 0}
            | {"end": 15, "confirmed": None},
            {"name": "frustrated", "intensity": 0.8, "quote": fed_up["words"], "confirmed": True}
            | {key: fed_up[key] for key in ("fragment", "start", "end")},
        ],
        "course": [{"fragment": ids[0], "upset": 0.6}, {"fragment": ids[1], "upset": 0.9}],
        "facts": [
            told_fact(ids, "product", "ProBlend", 0, "ProBlend"),
            told_fact(ids, "promised_date", "2026-05-29", 1, "last Friday"),
            told_fact(ids, "contacts_before", "4", 1, "4 times"),
            told_fact(ids, "person_name", "Dana Whitfield", 2, "Dana Whitfield"),
            told_fact(ids, "order_number", "4471-220", 2, "4471-220"),
            told_fact(ids, "amount", "89.00 GBP", 2, "£89"),
        ],
        "conflicts": [],
        "missing": [],
        "declined": ["purchase_date"],
        "wanted": {"kind": "refund", **span(ids, 2, "I want my money back")},
        "deadline": "2026-06-06",
        "flags": [{"name": "repeat", **span(ids, 0, "AGAIN")}],
        "headline": "ProBlend came with a cracked jug again",
        "quotes": {"happened": happened, "cost": span(ids, 1, "I've now rung you 4 times"), "wants": None},
        "summary": [
            {"text": happened["words"], "from": [{key: happened[key] for key in ("fragment", "start", "end")}]}
        ],
        "timeline": [
            {"what": "company_promise", "when": "2026-05-29", **span(ids, 1, "you promised me last Friday")},
            {"what": "contact", "when": None, **span(ids, 1, "rung you 4 times")},
        ],
        "reflection": {"text": "A cracked jug, twice, before her birthday.", "confirmed": True},
    }


async def test_a_told_story_becomes_a_whole_packet(world: World) -> None:
    conversation, ids = await world.tells(*TOLD)
    await world.bot_says(conversation, "A cracked jug, twice, before her birthday. Have I got that right?")
    intake = intake_of(ids)
    opened = await world.hands_over(conversation, intake, words="pass this on")
    packet = await world.cases.packet(opened.ref)

    assert (opened.ref, opened.person, opened.promised) == ("A-1042", "the care team", "by 3:30 pm today")
    assert {key: packet[key] for key in ("ref", "state", "channel", "version", "floor", "holder")} == {
        "ref": "A-1042",
        "state": "waiting",
        "channel": "web",
        "version": 1,
        "floor": "queue",
        "holder": None,
    }
    for same in ("headline", "quotes", "summary", "course", "facts", "conflicts", "missing", "declined", "wanted"):
        assert packet[same] == intake[same], same
    assert [one["name"] for one in packet["feelings"]] == ["frustrated", "disappointed"]
    assert packet["feelings"][0] == intake["feelings"][1]
    assert packet["deadline"] == "2026-06-06"
    assert packet["timeline"] == [
        {**intake["timeline"][0], "broken": True},
        {**intake["timeline"][1], "broken": False},
    ]
    assert (packet["kind"], packet["severity"]) == ("damaged", 3)
    assert packet["severity_reasons"] == [
        "It went wrong before",
        "Very frustrated",
        "Their deadline is in 3 days",
        "Contacted us 4 times before",
    ]
    assert packet["flags"] == intake["flags"]
    assert packet["reflection"] == "A cracked jug, twice, before her birthday."
    assert [one["text"] for one in packet["asked"]] == [
        "A cracked jug, twice, before her birthday. Have I got that right?"
    ]
    assert packet["interruptions"] == 0
    assert packet["handoff"] == {"reason": "story_complete", "words": "pass this on"}
    assert packet["reach"] == {"channel": "web", "opted_out": False, "quiet_hours": None}
    assert packet["clocks"] == {
        "first_word": (NOW + timedelta(seconds=10)).isoformat(),
        "promised": "by 3:30 pm today",
        "due": "2026-06-03T14:30:00+00:00",
    }
    assert (packet["previous"], packet["second_failure"]) == ([], True)
    assert packet["boundary"]["act"] == "none"
    (promise,) = packet["promises"]
    assert (promise["what"], promise["words"], promise["state"]) == ("first_answer", "by 3:30 pm today", "open")
    assert (packet["changes"], packet["applied"], packet["notes"]) == ([], [], [])


async def test_the_packet_suggests_what_goes_beyond_a_first_answer(world: World) -> None:
    conversation, ids = await world.tells(*TOLD)
    packet = await world.cases.packet((await world.hands_over(conversation, intake_of(ids))).ref)
    remedy = packet["remedy"]
    assert remedy["id"] == "refund_and_keep"
    assert remedy["rule"].startswith("second_failure and wanted == 'refund'")
    assert (remedy["cost"], remedy["limit"], remedy["needs_approval"]) == ("89.00", "50.00", True)
    assert remedy["limits"]["supervisor"] == "500.00"
    assert [other["id"] for other in remedy["alternatives"]] == ["replace_and_refund_shipping"]
    assert remedy["follow_up"] == {"after_days": 5, "check": "that the money is on the account"}


async def test_the_drafted_reply_answers_this_story_in_the_customers_words(world: World) -> None:
    conversation, ids = await world.tells(*TOLD)
    draft = (await world.cases.packet((await world.hands_over(conversation, intake_of(ids))).ref))["draft_reply"]
    assert draft.split("\n\n") == [
        "Hello Dana,",
        "You told us “it came with a cracked jug AGAIN”. What you pay for should reach you in one piece. "
        "I am sorry that it did not.",
        "You did your part, and we made it hard for you.",
        "And it cost you more than money: “I've now rung you 4 times”.",
        "This has happened to you before, which makes it worse.",
        "Twice is once too often. I am refunding £89 in full, and you do not have to send anything back.",
        "I will confirm to you that the refund has gone out by 9:30 am tomorrow.",
        "The care team, Nook & Kettle",
    ]
    assert POLICIES.replies.banned_in(draft) == []


@pytest.mark.parametrize("intake", [{}, {"facts": [fact("order_number", "4471-220")]}], ids=["nothing", "a fact"])
async def test_a_story_that_nobody_could_read_still_makes_a_packet(world: World, intake: dict[str, Any]) -> None:
    conversation, ids = await world.tells("hello", "my new kettle leaks all over the worktop every morning", "help")
    opened = await world.hands_over(conversation, intake, reason="assistant_unavailable")
    packet = await world.cases.packet(opened.ref)
    assert packet["headline"] == "hello"
    assert packet["quotes"]["happened"] == {
        "words": "my new kettle leaks all over the worktop every morning",
        "fragment": ids[1],
        "start": 0,
        "end": 54,
    }
    assert (packet["kind"], packet["severity"], packet["remedy"]["id"]) == ("other", 1, "talk_it_through")
    assert packet["missing"] == ([] if intake else ["order_number"])
    assert packet["handoff"] == {"reason": "assistant_unavailable", "words": None}
    assert "my new kettle leaks all over the worktop every morning" in packet["draft_reply"]


async def test_an_intake_of_the_wrong_shape_loses_only_what_is_wrong(world: World) -> None:
    broken = {
        "kind": "dragons",
        "kinds": "damaged",
        "feelings": [{"intensity": 1}, {"name": "sad", "intensity": 7}],
        "facts": [{"key": "amount"}, fact("amount", "a lot"), None],
        "wanted": [],
        "deadline": "soon",
        "quotes": {"happened": {"words": "it broke", "fragment": "m1", "start": 9, "end": 2}},
        "abuse": {"level": "unheard of"},
        "timeline": [{"what": "contact"}],
        "summary": None,
    }
    packet = await world.cases.packet((await world.case(intake=broken)).ref)
    assert (packet["kind"], packet["wanted"]["kind"], packet["timeline"]) == ("other", "not_said", [])
    assert [(one["name"], one["intensity"]) for one in packet["feelings"]] == [("sad", 1.0)]
    assert packet["boundary"]["level"] == "none"


async def test_what_the_channel_knows_is_a_fact_and_not_asked_again(world: World) -> None:
    conversation, _ = await world.tells("I can't get in", who="+447400123456", sms=True)
    known = {"phone": "+447400123456", "email": "dana@example.com"}
    await world.database.write(lambda conn: conversations.change(conn, conversation, known=known))
    opened = await world.hands_over(conversation, {"kind": "account_access", "complaint": 0.8})
    packet = await world.cases.packet(opened.ref)
    assert [(one["key"], one["source"]) for one in packet["facts"]] == [("email", "channel"), ("phone", "channel")]
    assert packet["missing"] == []


async def test_the_packet_says_whether_the_customer_can_be_reached(world: World) -> None:
    phone = "+447400123456"
    opened = await world.case(phone, sms=True)
    world.clock.forward(hours=8)
    await world.database.write(lambda conn: suppressions.suppress(conn, Channel.SMS, phone, world.clock.now(), "STOP"))
    reach = (await world.cases.packet(opened.ref))["reach"]
    assert reach == {
        "channel": "sms",
        "opted_out": True,
        "quiet_hours": {"start": "21:00", "end": "08:00", "now": True},
    }


async def test_the_promise_is_said_in_words_that_are_true_today(world: World) -> None:
    opened = await world.case()
    assert (await world.cases.packet(opened.ref))["clocks"]["promised"] == "by 9:30 am tomorrow"
    world.clock.forward(days=2)
    packet = await world.cases.packet(opened.ref)
    assert packet["promises"][0]["words"] == opened.promised == "by 9:30 am tomorrow"
    assert packet["clocks"]["promised"] == "by 9:30 am on Thursday 4 June"
    assert packet["draft_reply"].split("\n\n")[-2].endswith("by 10:30 am tomorrow.")
