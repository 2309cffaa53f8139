"""Whatever the carrier does, each customer gets each answer once. A round is one phone; all phones write at once."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from handoff.store import our_numbers
from tests.handoff.fake_bot import FakeBot
from tests.handoff.phone import Phone, faults, hold
from tests.handoff.service import OURS, Service

STORY = "hello that's all"
# What the carrier does to each send, how the text ends, and how many texts it took for each customer.
OUTBOUND = [
    ("too_many", "delivered", 1),
    ("error_before", "delivered", 1),  # the list shows that it never had it
    ("error_after", "delivered", 1),  # a callback settles what the answer left open
    ("error_after_silent", "delivered", 1),  # the list does
    ("hang", "delivered", 1),
    ("no_callbacks", "sent", 1),
    ("callbacks_twice", "delivered", 1),
    ("callbacks_reversed", "delivered", 1),
    ("callbacks_first", "delivered", 1),
    ("bad_number", "failed", 0),
]
INBOUND = {
    "lost": [STORY],
    "twice": [STORY],
    "split": ["hello my parcel is l", "ate that's all"],
    "base64": ["hello that's all folks"],
}


def phones(service: Service, rounds: int) -> list[Phone]:
    return [Phone(service, f"+4477{n:08}") for n in range(1, rounds + 1)]


async def all_write(made: list[Phone], text: str) -> None:
    for at in range(0, len(made), 20):
        await asyncio.gather(*(phone.writes(text) for phone in made[at : at + 20]))


async def all_answered(made: list[Phone], state: str) -> None:
    patience = 60.0 + len(made)
    for phone in made:
        await phone.until_states(state, patience=patience)


@pytest.fixture
async def line(start: Callable[..., Any]) -> Service:
    """Sixty story seconds in a real one; a request to the carrier may take one real second."""
    service: Service = await start(time_scale=60, carrier_patience=1.0)
    return service


@pytest.mark.parametrize(("fault", "state", "texts"), OUTBOUND)
async def test_each_answer_reaches_the_carrier_once(
    line: Service, rounds: int, fault: str, state: str, texts: int
) -> None:
    made = phones(line, rounds)
    await faults(line, *[fault] * rounds)
    await all_write(made, STORY)
    await all_answered(made, state)
    assert [len(await phone.got()) for phone in made] == [texts] * rounds


@pytest.mark.parametrize("fault", INBOUND)
async def test_each_text_of_a_customer_is_kept_once(line: Service, rounds: int, fault: str) -> None:
    made = phones(line, rounds)
    await faults(line, inbound=(fault,) * rounds)
    await all_write(
        made, {"split": "hello my parcel is late that's all", "base64": INBOUND["base64"][0]}.get(fault, STORY)
    )
    now = line.parts.clock.now()
    await line.parts.database.write(lambda conn: our_numbers.check_again(conn, OURS, now))
    line.parts.bell.ring("missed")
    await all_answered(made, "delivered")
    assert [await phone.told() for phone in made] == [INBOUND[fault]] * rounds
    assert [len(await phone.got()) for phone in made] == [1] * rounds


async def test_pictures_without_words_are_kept_and_answered_once(line: Service, rounds: int) -> None:
    made = phones(line, rounds)

    async def tell(phone: Phone) -> None:
        await phone.writes("", media=["http://127.0.0.1/p.jpg"])
        await phone.writes("that's all")

    for at in range(0, rounds, 20):
        await asyncio.gather(*(tell(phone) for phone in made[at : at + 20]))

    async def answered(phone: Phone) -> bool:
        # On a slow machine the picture alone was quiet for long enough; that answer was taken back.
        return [state for state in await phone.states() if state != "cancelled"] == ["delivered"]

    for phone in made:
        await line.until(partial(answered, phone), patience=60)
    assert [await phone.told() for phone in made] == [["", "that's all"]] * rounds


async def first_word(service: Service, phone: Phone) -> None:
    """Nothing was said yet."""


async def while_telling(service: Service, phone: Phone) -> None:
    await phone.writes("it came with a cracked jug and")


async def while_the_bot_thinks(service: Service, phone: Phone) -> None:
    await phone.writes(STORY)


async def before_the_answer_leaves(service: Service, phone: Phone) -> None:
    await phone.writes(STORY)
    await phone.until_states("ready")


async def after_the_answer(service: Service, phone: Phone) -> None:
    await phone.writes(STORY)
    await phone.until_states("delivered", patience=60)


async def while_a_person_is_awaited(service: Service, phone: Phone) -> None:
    await phone.writes("i want a human")
    await phone.until_states("delivered", patience=60)


PHASES = (
    first_word,
    while_telling,
    while_the_bot_thinks,
    before_the_answer_leaves,
    after_the_answer,
    while_a_person_is_awaited,
)


@pytest.mark.parametrize("phase", PHASES, ids=[phase.__name__ for phase in PHASES])
async def test_after_stop_nothing_more_is_sent_whenever_it_comes(
    start: Callable[..., Any], rounds: int, phase: Callable[[Service, Phone], Any]
) -> None:
    bot = FakeBot(slow=0.5 if phase is while_the_bot_thinks else 0.0)
    # Where nothing may leave before the STOP, no quiet time may pass either, however slow the machine.
    service: Service = await start(bot=bot, time_scale=1 if phase in (first_word, while_telling) else 60)
    if phase is before_the_answer_leaves:
        await hold(service, 3_600)
    made = phones(service, rounds)
    for at in range(0, rounds, 20):
        await asyncio.gather(*(phase(service, phone) for phone in made[at : at + 20]))
    got = [await phone.got() for phone in made]
    for at in range(0, rounds, 20):
        await asyncio.gather(*(phone.writes("STOP") for phone in made[at : at + 20]))
    left = [await phone.got() for phone in made]
    if phase is before_the_answer_leaves:
        await hold(service, 0)
    for phone in made:
        await phone.writes("are you still there? that's all")
    if phase is while_a_person_is_awaited:
        await service.story_seconds(60)  # the bot says nothing there in any case
    else:
        for phone in made:
            await kept_back(service, phone)
    assert [await phone.got() for phone in made] == left
    if phase is not while_the_bot_thinks:
        assert left == got
        assert not [row for phone in made for row in await phone.rows() if row.error == "21610"]


async def kept_back(service: Service, phone: Phone) -> None:
    """The bot's words are kept as not sent; nobody even asked the carrier."""

    async def done() -> bool:
        rows = await phone.rows()
        return bool(rows) and rows[-1].error == "opted_out" and rows[-1].attempts == 0

    await service.until(done, patience=60)
