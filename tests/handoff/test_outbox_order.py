"""Which text leaves when: the order of a conversation, people first, one pace for all processes, not in the night."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from handoff.clock import Clock
from handoff.model.floor import Floor
from handoff.model.message import Author
from handoff.outbox.carrier import DeliveryFailed
from handoff.store import claiming, floors, messages
from handoff.store.conversations import Conversation
from handoff.store.database import Database
from tests.handoff.phone_line import OURS, Recorder, open_line, rows, say, sending, states, until, until_states

CLOCK = Clock(50)
LONG = " ".join(f"This is sentence number {n} of a long answer." for n in range(1, 19))


@pytest.fixture
async def conversation(database: Database) -> Conversation:
    return await open_line(database, CLOCK)


async def test_a_persons_words_leave_before_a_bots_and_a_follow_up_last(database: Database) -> None:
    lines = [await open_line(database, CLOCK, f"+4477009001{n:02}") for n in range(3)]
    day = Clock(50, datetime(2026, 11, 23, 12, tzinfo=UTC))
    await say(database, lines[0], "was it made right?", "f", Author.SYSTEM, clock=day, follow_up=True)
    await say(database, lines[1], "from the bot", "t", clock=day)
    await say(database, lines[2], "from a person", "a", Author.AGENT, clock=day)
    carrier = Recorder(clock=day)
    async with sending(database, carrier, day):
        await until(lambda: len(carrier.took) == 3)
    assert carrier.bodies == ["from a person", "from the bot", "was it made right?"]


async def test_within_a_conversation_what_was_said_first_leaves_first(
    database: Database, conversation: Conversation
) -> None:
    await say(database, conversation, "Somebody will write.", "s", Author.SYSTEM, clock=CLOCK)
    await say(database, conversation, "Hello, Dana here.", "a", Author.AGENT, clock=CLOCK)
    other = await open_line(database, CLOCK, "+447700900777")
    await say(database, other, "from the bot", "t", clock=CLOCK)
    carrier = Recorder(clock=CLOCK)
    async with sending(database, carrier, CLOCK):
        await until(lambda: len(carrier.took) == 3)
    # The person does not wait behind other customers' bots because of a sentence before theirs.
    assert carrier.bodies == ["Somebody will write.", "Hello, Dana here.", "from the bot"]


async def test_a_text_that_must_wait_holds_up_only_its_own_conversation(
    database: Database, conversation: Conversation
) -> None:
    await say(database, conversation, "first", "a1", Author.AGENT, clock=CLOCK)
    await say(database, conversation, "second", "a2", Author.AGENT, clock=CLOCK)
    other = await open_line(database, CLOCK, "+447700900777")
    await say(database, other, "to another", "t", clock=CLOCK)
    carrier = Recorder([DeliveryFailed(14107)], clock=CLOCK)
    async with sending(database, carrier, CLOCK):
        await until(lambda: len(carrier.took) == 3)
    assert carrier.bodies == ["to another", "first", "second"]


async def test_senders_of_several_processes_keep_one_pace(database: Database) -> None:
    for n in range(6):
        line = await open_line(database, CLOCK, f"+4477009002{n:02}")
        await say(database, line, f"text {n}", "t", clock=CLOCK)
    carrier = Recorder(clock=CLOCK)
    async with sending(database, carrier, CLOCK), sending(database, carrier, CLOCK), sending(database, carrier, CLOCK):
        await until(lambda: len(carrier.took) == 6)
    assert sorted(carrier.bodies) == [f"text {n}" for n in range(6)]
    assert carrier.at[-1] - carrier.at[0] >= timedelta(seconds=4.5)


async def test_an_agents_long_words_leave_as_several_texts_in_order(
    database: Database, conversation: Conversation
) -> None:
    await say(database, conversation, LONG, "a", Author.AGENT, clock=CLOCK)
    carrier = Recorder([DeliveryFailed(20429)], clock=CLOCK)
    async with sending(database, carrier, CLOCK):
        await until_states(database, ["sent"] * 3)
    assert " ".join(carrier.bodies) == LONG
    thread = await database.read(lambda conn: messages.thread(conn, conversation.id))
    assert [message.text for message in thread] == [LONG]


async def test_the_bots_words_are_one_text_however_long(database: Database, conversation: Conversation) -> None:
    await say(database, conversation, LONG, "t", clock=CLOCK)
    assert [row.body for row in await rows(database)] == [LONG]


async def test_the_next_part_waits_until_the_carrier_has_the_one_before(
    database: Database, conversation: Conversation
) -> None:
    await say(database, conversation, LONG, "a", Author.AGENT, clock=CLOCK)
    carrier = Recorder([DeliveryFailed(unknown=True)], clock=CLOCK)
    async with sending(database, carrier, CLOCK):
        await until_states(database, ["unknown", "ready", "ready"])
        await CLOCK.sleep(30)
        assert await states(database) and carrier.calls == 1
    refusing = Recorder([], listed=[], clock=CLOCK)
    async with sending(database, refusing, CLOCK):
        await until_states(database, ["sent"] * 3)


async def test_a_part_that_fails_takes_the_rest_with_it(database: Database, conversation: Conversation) -> None:
    await say(database, conversation, LONG, "a", Author.AGENT, clock=CLOCK)
    async with sending(database, Recorder([DeliveryFailed(30005)], clock=CLOCK), CLOCK):
        await until_states(database, ["failed", "cancelled", "cancelled"])


async def test_what_could_not_leave_while_it_mattered_expires(database: Database, conversation: Conversation) -> None:
    await say(database, conversation, "from the bot", "t", clock=CLOCK)
    await say(database, conversation, "from a person", "a", Author.AGENT, clock=CLOCK)
    later = Clock(50, CLOCK.now() + timedelta(hours=30))
    carrier = Recorder(clock=later)
    async with sending(database, carrier, later):
        await until_states(database, ["expired", "expired"])
    assert carrier.calls == 0


async def test_nothing_leaves_while_texts_of_customers_wait_to_be_taken_in(
    database: Database, conversation: Conversation
) -> None:
    await say(database, conversation, "from the bot", "t", clock=CLOCK)
    waits = [True]
    carrier = Recorder(clock=CLOCK)
    async with sending(database, carrier, CLOCK, held_back=lambda: waits[0]):
        await asyncio.sleep(0.2)
        assert carrier.calls == 0
        waits[0] = False
        await until(lambda: carrier.calls == 1)


async def test_a_follow_up_waits_for_the_morning_and_an_answer_does_not(
    database: Database, conversation: Conversation
) -> None:
    night = Clock(50, datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    await say(database, conversation, "was it made right?", "f", Author.SYSTEM, clock=night, follow_up=True)
    await say(database, conversation, "from a person", "a", Author.AGENT, clock=night)
    carrier = Recorder(clock=night)
    async with sending(database, carrier, night):
        await until(lambda: carrier.calls == 1)
        await night.sleep(10)
    assert carrier.bodies == ["from a person"]
    [follow_up, _] = await rows(database)
    assert (follow_up.state, follow_up.ready_at) == ("ready", datetime(2026, 11, 23, 8, tzinfo=UTC))


async def test_words_that_a_take_over_kept_from_leaving_stay_in_the_thread_as_not_sent(
    database: Database, conversation: Conversation
) -> None:
    await say(database, conversation, "from the bot", "t", clock=CLOCK)
    await database.write(lambda conn: floors.move(conn, conversation.id, Floor.HUMAN, now=CLOCK.now()))
    await say(database, conversation, "from a person", "a", Author.AGENT, clock=CLOCK)
    async with sending(database, Recorder(clock=CLOCK), CLOCK):
        await until_states(database, ["cancelled", "sent"])
    thread = await database.read(lambda conn: messages.thread(conn, conversation.id))
    assert [(message.text, message.as_event().get("delivery")) for message in thread] == [
        ("from the bot", "cancelled"),
        ("from a person", "sent"),
    ]


async def test_the_claim_walks_along_its_index(database: Database, conversation: Conversation) -> None:
    """The index of a number is the ORDER BY: nothing is sorted."""

    def plan(conn: Connection) -> str:
        seen: list[str] = []
        original = conn.execute

        def explained(query: object, *args: object, **kwargs: object) -> object:
            compiled = query.compile(conn, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
            words = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
            seen.extend(str(row) for row in original(text(f"{words} {compiled}".replace(":", "\\:"))))
            return original(query, *args, **kwargs)  # type: ignore[call-overload]

        conn.execute = explained  # type: ignore[method-assign, assignment]
        if not database.is_sqlite:
            # A handful of rows is cheaper to sort: what is asked here is whether the index would do.
            original(text("SET LOCAL enable_sort = off"))
            original(text("SET LOCAL enable_seqscan = off"))
        claiming.first(conn, OURS, CLOCK.now())
        return "\n".join(seen)

    found = await database.write(plan)
    assert "ix_outbox_claim" in found and "TEMP B-TREE" not in found and "Sort" not in found
