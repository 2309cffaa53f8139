"""A reply that is written at night goes out in the morning, if nothing has happened by then that makes it wrong."""

import re
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import pytest

from handoff.model.agent import Role
from handoff.store import cases as stored
from handoff.store import drafts, timers
from tests.handoff.at_the_desk import Browser, handed_over, signed_in
from tests.handoff.conftest import SCALE
from tests.handoff.phone import Phone
from tests.handoff.service import Service
from tests.handoff.test_desk import text_of

EVENING, NIGHT, MORNING = "2026-11-23T23:30+00:00", "2026-11-24T01:00+00:00", "2026-11-24T08:01+00:00"
PHONE = "+447700900123"
WORDS = "I am sorry that your blender came cracked. A new one leaves today."


def since(story: str) -> float:
    """When the clock of a service must have begun, for it to show this time now."""
    now, then = time.time(), datetime.fromisoformat(story).timestamp()
    return (now * SCALE - then) / (SCALE - 1)


Start = Callable[..., Any]


class Night:
    """A case by text at one in the morning, and Maya, who has it."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.service: Service
        self.maya: Browser
        self.ref = ""

    async def begin(self) -> "Night":
        self.service = await self.start(clock_origin=since(EVENING))
        self.ref = await handed_over(self.service, who=PHONE, sms=True)
        await self.service.stop()
        self.service = await self.start(clock_origin=since(NIGHT))
        self.maya = await signed_in(self.service, "Maya")
        await self.maya.act(self.ref, "take")
        return self

    async def page(self) -> str:
        return text_of(await self.maya.see(f"/desk/cases/{self.ref}"))

    async def write(self, text: str = WORDS, **fields: str) -> None:
        answer = await self.maya.act(self.ref, "reply", text=text, when="later", **fields)
        assert answer.status_code == 303, answer.text

    async def waiting(self) -> str:
        found = re.search(r'name="waiting" value="(\w+)"', await self.maya.see(f"/desk/cases/{self.ref}"))
        assert found, "nothing waits"
        return found[1]

    async def until_morning(self) -> Service:
        """The service stops in the night and begins again when the quiet hours are over."""
        await self.service.stop()
        return await self.wake(MORNING)

    async def wake(self, at: str) -> Service:
        self.service = await self.start(clock_origin=since(at))
        await self.service.until(self.is_decided)
        return self.service

    async def is_decided(self) -> bool:
        return await self.service.look(lambda conn: timers.next_due(conn, [timers.SCHEDULED])) is None

    async def said(self) -> list[str]:
        conversation = await self.service.look(lambda conn: stored.get(conn, self.ref).conversation)
        return await self.service.said(conversation, "agent")

    async def draft(self) -> str:
        agent = self.maya.agent.id
        kept = await self.service.look(lambda conn: drafts.of(conn, stored.get(conn, self.ref).id, agent))
        return kept.get(drafts.REPLY, "")

    async def events(self) -> list[str]:
        return [
            event.what
            for event in await self.service.look(lambda conn: stored.events(conn, stored.get(conn, self.ref).id))
        ]


@pytest.fixture
async def night(start: Start) -> AsyncIterator[Night]:
    yield await Night(start).begin()


async def test_the_composer_says_what_happens_when(night: Night) -> None:
    page = await night.page()
    assert "It is night for the customer, until 8 am." in page
    assert "Send at 8 am" in page and "Send now" in page
    assert "at 8 am, if nobody writes before" in page


async def test_it_waits_in_the_thread_and_in_the_queue_and_goes_out_in_the_morning(night: Night) -> None:
    await night.write()
    assert await night.said() == []
    assert "Maya · goes out at 8 am" in await night.page()
    assert "A reply goes out at 8 am" in text_of(await night.maya.see("/desk/"))
    service = await night.until_morning()
    [said] = await night.said()
    assert said.startswith(WORDS)
    phone = Phone(service)

    async def arrived() -> bool:
        return any(body.startswith(WORDS) for body in await phone.got())

    await service.until(arrived)
    assert "replied" in await night.events()


async def test_the_same_form_twice_waits_once(night: Night) -> None:
    await night.write(client_id="1")
    await night.write(client_id="1")
    assert (await night.page()).count("goes out at 8 am") == 1


async def test_it_can_be_sent_before_its_time_and_then_not_again(night: Night) -> None:
    await night.write()
    answer = await night.maya.act(night.ref, "send-now", waiting=await night.waiting())
    assert answer.status_code == 303
    assert len(await night.said()) == 1
    assert "goes out at 8 am" not in await night.page()
    await night.until_morning()
    assert len(await night.said()) == 1


async def test_it_can_be_taken_back_and_is_in_the_reply_again(night: Night) -> None:
    await night.write()
    waiting = await night.waiting()
    await night.maya.act(night.ref, "take-back", waiting=waiting)
    assert await night.draft() == WORDS
    again = await night.maya.act(night.ref, "send-now", waiting=waiting)
    assert again.status_code == 404 and "wait no more" in again.text
    await night.until_morning()
    assert await night.said() == []


async def test_what_the_customer_wrote_since_is_read_first(night: Night) -> None:
    await night.write()
    await night.service.tell("forget it, it has arrived", who=PHONE, sms=True)
    assert "the customer has written since" in await night.page()
    await night.until_morning()
    assert await night.said() == []
    assert await night.draft() == WORDS
    assert "held_back" in await night.events()
    maya = Browser(night.service.http, night.maya.agent)
    await maya.sign_in()
    assert f"Your reply in {night.ref} did not go out" in text_of(await maya.see("/desk/calls"))


async def test_nothing_goes_to_a_number_that_has_stopped_us_meanwhile(night: Night) -> None:
    await night.write()
    await night.service.tell("STOP", who=PHONE, sms=True)
    service = await night.until_morning()
    assert await night.said() == []
    assert not any(WORDS in body for body in await Phone(service).got())


async def test_a_supervisor_who_takes_over_decides_what_goes_out(night: Night) -> None:
    await night.write()

    sue = await signed_in(night.service, "Sue", Role.SUPERVISOR)
    taken = await sue.act(night.ref, "take", over_from=night.maya.agent.id)
    assert taken.status_code == 303
    page = text_of(await sue.see(f"/desk/cases/{night.ref}"))
    assert "the case is no longer Maya’s" in page and WORDS in page
    refused = await sue.act(night.ref, "send-now", waiting=await night.waiting())
    assert refused.status_code == 403
    await night.until_morning()
    assert await night.said() == []


@pytest.mark.parametrize("end", ["resolve", "team"])
async def test_a_case_does_not_end_while_words_wait_in_it(night: Night, end: str) -> None:
    await night.write()
    refused = await night.maya.act(night.ref, end)
    assert refused.status_code == 409 and "Send them now or take them back" in refused.text
    await night.maya.act(night.ref, "take-back", waiting=await night.waiting())
    assert (await night.maya.act(night.ref, end)).status_code == 303


async def test_a_promise_counts_from_when_it_is_read(night: Night) -> None:
    words = "I will ring you within two hours."
    advice = text_of((await night.maya.act(night.ref, "draft", kind="reply", text=words)).text)
    assert "Promise" in advice
    advised = re.findall(
        r'name="(advised|promise-0|due-0)" value="([^"]*)"',
        (await night.maya.act(night.ref, "draft", kind="reply", text=words)).text,
    )
    assert dict(advised)["due-0"] == "2026-11-24T10:00"
    now = await night.maya.act(night.ref, "reply", text=words, when="now", **dict(advised), **{"keep-0": "1"})
    assert now.status_code == 422 and "means another time" in now.text
    await night.write(words, **dict(advised), **{"keep-0": "1"})
    await night.until_morning()
    packet = await night.service.parts.cases.packet(night.ref)
    assert [one["due"] for one in packet["promises"] if one["made_by"]] == ["2026-11-24T10:00:00+00:00"]


async def test_a_service_that_comes_back_in_the_next_night_waits_again(night: Night) -> None:
    await night.write()
    await night.service.stop()
    night.service = await night.start(clock_origin=since("2026-11-24T22:00+00:00"))

    async def moved() -> bool:
        due = await night.service.look(lambda conn: timers.next_due(conn, [timers.SCHEDULED]))
        return due is not None and due.isoformat() == "2026-11-25T08:00:00+00:00"

    await night.service.until(moved)
    assert await night.said() == []


async def test_who_writes_at_this_moment_is_awake(night: Night) -> None:
    page = await night.page()
    await night.service.tell("are you there?", who=PHONE, sms=True)
    page = await night.page()
    assert "so they are awake" in page
    assert page.index("Send now") < page.index("Send at 8 am")
