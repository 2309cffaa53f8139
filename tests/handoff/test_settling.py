"""What a carrier says about a text, late, twice or not at all, is settled without ever sending blindly again."""

from datetime import timedelta

import pytest

from handoff.clock import Clock
from handoff.model.delivery import DeliveryState
from handoff.outbox.carrier import DeliveryFailed, Listed
from handoff.outbox.settling import News
from handoff.store.conversations import Conversation
from handoff.store.database import Database
from tests.handoff.phone_line import POLICIES, Recorder, open_line, rows, say, sending, settled, until, until_states

CLOCK = Clock(200)
S = DeliveryState


@pytest.fixture
async def conversation(database: Database) -> Conversation:
    return await open_line(database, CLOCK)


def listed(body: str, state: S = S.SENT, sid: str = "SMlisted", code: int | None = None) -> Listed:
    return Listed(sid, body, CLOCK.now(), state, code)


@pytest.mark.parametrize("state", [S.SENT, S.DELIVERED])
async def test_an_unknown_text_that_the_list_shows_is_not_sent_again(
    database: Database, conversation: Conversation, state: S
) -> None:
    carrier = Recorder([DeliveryFailed(unknown=True)], listed=[listed("hello", state)])
    await say(database, conversation, "hello", "t", clock=CLOCK)
    async with sending(database, carrier, CLOCK):
        await until_states(database, [state])
    [text] = await rows(database)
    assert (carrier.calls, text.external_id) == (1, "SMlisted")


async def test_an_unknown_text_that_the_list_never_shows_is_sent_after_all(
    database: Database, conversation: Conversation
) -> None:
    carrier = Recorder([DeliveryFailed(503, unknown=True)], listed=[listed("something else")], clock=CLOCK)
    await say(database, conversation, "hello", "t", clock=CLOCK)
    before = CLOCK.now()
    async with sending(database, carrier, CLOCK):
        await until_states(database, ["sent"])
    assert carrier.bodies == ["hello"] and carrier.calls == 2
    assert carrier.at[0] - before >= timedelta(seconds=POLICIES.texting.unknown.gone_after)


async def test_without_a_list_an_unknown_text_stays_unknown(database: Database, conversation: Conversation) -> None:
    carrier = Recorder([DeliveryFailed(unknown=True)], listed=None)
    await say(database, conversation, "hello", "t", clock=CLOCK)
    async with sending(database, carrier, CLOCK):
        await until_states(database, ["unknown"])
        await CLOCK.sleep(400)
    assert carrier.calls == 1 and [row.state for row in await rows(database)] == ["unknown"]


async def test_one_listed_text_settles_only_one_of_two_that_say_the_same(
    database: Database, conversation: Conversation
) -> None:
    carrier = Recorder([DeliveryFailed(unknown=True)], clock=CLOCK)
    await say(database, conversation, "hello", "t1", clock=CLOCK)
    async with sending(database, carrier, CLOCK):
        await until_states(database, ["unknown"])
        await say(database, conversation, "hello", "t2", clock=CLOCK)
        await until_states(database, ["unknown", "sent"])
        [_, second] = await rows(database)
        carrier.listed = [listed("hello", sid=second.external_id)]
        await until(lambda: carrier.calls == 3)
    assert carrier.bodies == ["hello", "hello"]


async def test_a_phone_out_of_reach_is_tried_once_more_after_half_an_hour(
    database: Database, conversation: Conversation
) -> None:
    quick = Clock(2_000)
    await say(database, conversation, "hello", "t", clock=quick)
    carrier = Recorder(clock=quick)
    async with sending(database, carrier, quick):
        await until_states(database, ["sent"])
        [text] = await rows(database)
        first = News(S.FAILED, text.external_id, 30003)
        for _ in range(2):
            await settled(database, text.id, first, quick)
        assert [row.state for row in await rows(database)] == ["ready"]
        await until(lambda: carrier.calls == 2)
        await until_states(database, ["sent"])
        assert carrier.at[1] - carrier.at[0] >= timedelta(minutes=30)
        # The first try's news comes once more: it says nothing about the second.
        await settled(database, text.id, first, quick)
        [again] = await rows(database)
        assert (again.state, again.external_id != text.external_id) == ("sent", True)
        await settled(database, text.id, News(S.FAILED, again.external_id, 30003), quick)
        await until_states(database, ["failed"])
    assert carrier.calls == 2


async def test_a_text_that_arrived_after_all_is_not_sent_again(database: Database, conversation: Conversation) -> None:
    await say(database, conversation, "hello", "t", clock=CLOCK)
    carrier = Recorder(clock=CLOCK)
    async with sending(database, carrier, CLOCK):
        await until_states(database, ["sent"])
    [text] = await rows(database)
    await settled(database, text.id, News(S.FAILED, text.external_id, 30003), CLOCK)
    await settled(database, text.id, News(S.DELIVERED, text.external_id), CLOCK)
    assert [row.state for row in await rows(database)] == ["delivered"]


@pytest.mark.parametrize(
    ("code", "tries", "state"),
    [(21211, 1, "failed"), (30005, 1, "failed"), (30007, 1, "failed"), (99999, 1, "failed"), (429, 3, "sent")],
)
async def test_what_follows_from_an_error_stands_in_the_table(
    database: Database, conversation: Conversation, code: int, tries: int, state: str
) -> None:
    carrier = Recorder([DeliveryFailed(code)] * (2 if state == "sent" else 1))
    await say(database, conversation, "hello", "t", clock=CLOCK)
    async with sending(database, carrier, CLOCK):
        await until_states(database, [state])
    assert carrier.calls == tries


async def test_a_busy_carrier_is_left_alone_for_as_long_as_it_asks(
    database: Database, conversation: Conversation
) -> None:
    other = await open_line(database, CLOCK, "+447700900777")
    await say(database, conversation, "one", "t1", clock=CLOCK)
    await say(database, other, "two", "t2", clock=CLOCK)
    carrier = Recorder([DeliveryFailed(20429, retry_after=60)], clock=CLOCK)
    before = CLOCK.now()
    async with sending(database, carrier, CLOCK):
        await until(lambda: len(carrier.took) == 2)
    # At most the one that was already on its way.
    assert carrier.at[1] - before >= timedelta(seconds=60)


def test_retries_wait_twice_as_long_each_time_and_end() -> None:
    waits = [POLICIES.texting.retry_after(30001, attempts) for attempts in range(1, 5)]
    assert waits == [timedelta(seconds=60), timedelta(seconds=120), timedelta(seconds=240), None]
    assert POLICIES.texting.retry_after(None, 1) is None
