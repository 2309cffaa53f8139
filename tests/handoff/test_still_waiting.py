"""While a case waits for a person, who writes on hears where it stands: once, and never in the middle of a story."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from handoff.app import SERVICE_PHRASES
from handoff.model.severity import Severity
from handoff.phrases import Phrases
from handoff.store import cases, conversations, tables, timers
from handoff.turns import still_waiting
from tests.handoff.at_the_desk import handed_over, signed_in
from tests.handoff.service import Service

PHRASES = Phrases.load(SERVICE_PHRASES)


class Waiting:
    """A case that waits, and what its customer hears from now on."""

    def __init__(self, service: Service, ref: str, conversation: str, who: str, before: int) -> None:
        self.service, self.ref, self.conversation, self._who, self._before = service, ref, conversation, who, before

    async def tell(self, *texts: str) -> str:
        """The id of the last."""
        for text in texts:
            last = await self.service.tell(text, who=self._who)
        return last.message

    async def heard(self) -> list[str]:
        return (await self.service.said(self.conversation))[self._before :]

    async def hears(self, name: str, message: str) -> None:
        """That this response, and nothing else, answers the message."""
        await self.service.until(self.heard)
        case = await self.service.look(lambda conn: cases.get(conn, self.ref))
        policies = self.service.parts.policies
        promised = policies.hours.said(case.promised_at, self.service.parts.clock.now())
        fields = {"reference": self.ref, "person": policies.site.team, "promised": promised}
        assert await self.heard() == [PHRASES.text(name, message, **fields)]

    async def is_listened_to(self) -> None:
        """All that was told is read, and its time to be answered is over."""
        unread = select(tables.inbox.c.message).where(tables.inbox.c.read_at.is_(None))
        mine = (tables.timers.c.conversation == self.conversation) & (tables.timers.c.kind == timers.WAITING)
        states = select(tables.timers.c.state).where(mine)

        async def over() -> bool:
            still = await self.service.look(lambda conn: conn.execute(unread).all())
            found = await self.service.look(lambda conn: conn.execute(states).scalars().all())
            return not still and found != [] and "set" not in found

        await self.service.until(over)


async def waiting(service: Service, who: str = "session-1") -> Waiting:
    ref = await handed_over(service, who=who)
    conversation: str = (await service.parts.cases.packet(ref))["conversation"]

    async def announced() -> bool:
        return any(ref in text for text in await service.said(conversation))

    await service.until(announced)
    return Waiting(service, ref, conversation, who, len(await service.said(conversation)))


async def test_what_is_added_is_answered_when_it_is_told(service: Service) -> None:
    case = await waiting(service)
    last = await case.tell("also he was rude on the phone", "and he hung up on me twice,", "that was on monday")
    await case.hears(still_waiting.ADDED, last)


async def test_who_only_asks_hears_that_they_are_not_forgotten(service: Service) -> None:
    case = await waiting(service)
    await case.hears(still_waiting.ASKED, await case.tell("hello"))


async def test_thanks_and_a_plain_yes_ask_for_no_answer(service: Service) -> None:
    case = await waiting(service)
    await case.tell("yes", "thanks")
    await case.is_listened_to()
    assert await case.heard() == []


async def test_it_is_not_said_again_a_short_while_later(service: Service) -> None:
    case = await waiting(service)
    await case.tell("also he was rude")
    first = await service.until(case.heard)
    await case.tell("and the van was late")
    await case.is_listened_to()
    assert await case.heard() == first
    events = tables.case_events
    again = timedelta(seconds=2 * service.parts.policies.listening.waiting_again_after)
    long_ago = update(events).where(events.c.what == still_waiting.SAID).values(at=service.parts.clock.now() - again)
    await service.parts.database.write(lambda conn: conn.execute(long_ago))
    await case.tell("and now the lid leaks")

    async def more() -> bool:
        return len(await case.heard()) > len(first)

    await service.until(more)


async def test_who_was_promised_a_time_that_has_passed_is_told_that_we_are_late(service: Service) -> None:
    case = await waiting(service)
    passed = update(tables.cases).values(promised_at=service.parts.clock.now() - timedelta(hours=1))
    await service.parts.database.write(lambda conn: conn.execute(passed))
    await case.hears(still_waiting.LATE, await case.tell("hello"))


async def test_who_may_harm_themselves_hears_who_is_there_now_and_the_case_becomes_urgent(service: Service) -> None:
    case = await waiting(service)
    await case.tell("also he was rude")
    said = await service.until(case.heard)
    last = await case.tell("i cant do this anymore, i will hurt myself")

    async def helped() -> list[str]:
        return (await case.heard())[len(said) :]

    fields = {"reference": case.ref, "person": service.parts.policies.site.team}
    assert await service.until(helped) == [PHRASES.text(still_waiting.HELP["self_harm"], last, **fields)]

    async def at_once() -> bool:
        return (await service.look(lambda conn: cases.get(conn, case.ref))).severity == Severity.AT_ONCE

    await service.until(at_once)
    packet = await service.parts.cases.packet(case.ref)
    assert packet["severity_reasons"][0] == "Speaks of harming themselves"


async def test_nothing_is_said_once_a_person_has_taken_the_case(start: Callable[..., Any]) -> None:
    service: Service = await start(time_scale=1)
    case = await waiting(service)
    await case.tell("also he was rude")
    due = await service.until(lambda: _due(service, case.conversation))
    # Somebody who still tells is not answered.
    assert due > service.parts.clock.now()
    kim = await signed_in(service, "Kim")
    await kim.act(case.ref, "take")
    await service.parts.database.write(lambda conn: _hasten(conn, service))
    service.parts.bell.ring("timers")
    await case.is_listened_to()
    assert await case.heard() == []
    assert (await service.look(lambda conn: conversations.get(conn, case.conversation))).holder == kim.agent.id


async def _due(service: Service, conversation: str) -> Any:
    """Later than at once: when the customer is thought to have told it."""
    rows = tables.timers
    mine = select(rows.c.due_at).where(rows.c.conversation == conversation, rows.c.kind == timers.WAITING)
    found = await service.look(lambda conn: conn.execute(mine).scalar_one_or_none())
    return found if found is not None and found > service.parts.clock.now() else None


def _hasten(conn: Any, service: Service) -> None:
    rows = tables.timers
    conn.execute(update(rows).where(rows.c.kind == timers.WAITING).values(due_at=service.parts.clock.now()))


@pytest.mark.parametrize("name", [still_waiting.ADDED, still_waiting.ASKED, still_waiting.LATE])
def test_what_is_said_names_the_case(name: str) -> None:
    fields = {"reference": "A-1042", "person": "the care team", "promised": "by 10 am today"}
    assert all("A-1042" in PHRASES.text(name, str(seed), **fields) for seed in range(20))
