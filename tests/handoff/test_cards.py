"""A payment card's number is never kept, whole or told in parts; numbers of other kinds stay."""

import json
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from handoff.cases.wanted import Wanted
from handoff.model.cards import mask_cards, mask_split
from handoff.store import inbox
from handoff.store.tables import cases, conversations, turns
from tests.handoff.service import Service

CARDS = [
    "4111111111111111",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "6011111111111117",
    "30569309025904",
    "3530111333300000",
    "6240008631401148",
    "6759649826438453",
]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("between", ["", " ", "-", " - ", "\u00a0", "."])
def test_a_card_number_is_masked_however_it_is_grouped(card: str, between: str) -> None:
    grouped = between.join(card[at : at + 4] for at in range(0, len(card), 4))
    masked = mask_cards(f"it's {grouped}, exp 09/27")
    assert masked == "it's " + "".join("•" if sign.isdigit() else sign for sign in grouped) + ", exp 09/27"


@pytest.mark.parametrize(
    "text",
    [
        "order 4471-220",
        "4471-220 on 12/03/2026 at 14:30, twice, 39.99 each",
        "call me on +44 7911 123456 or 07911 123456",
        "+4915112345678",
        "+1 (415) 555-2671",
        "tracking 4111111111111112",  # no valid check digit
        "1234567812345670",  # valid check digit, nobody issues it
        "parcel 0340434111111111111111",
        "IMEI 356938035643809",
        "IBAN GB29 NWBK 6016 1331 9268 19",
        "we waited 4 weeks, 11 days, 11 hours",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_cards(text) == text


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (["4111 1111", "1111 1111"], ["•••• ••••", "•••• ••••"]),
        (["my card: 4111", "1111", "1111", "1111 thanks"], ["my card: ••••", "••••", "••••", "•••• thanks"]),
        (["4111 1111 …", "one sec", "1111 1111."], ["•••• •••• …", "one sec", "•••• ••••."]),
        (["41 11", "11 11", "11 11", "11 11"], ["•• ••"] * 4),
        (["order 4471-220", "4111 1111", "1111 1111"], ["order 4471-220", "•••• ••••", "•••• ••••"]),
        (["4111 1111 was it", "1111 1111"], ["4111 1111 was it", "1111 1111"]),
        (["4471-220", "07911 123456"], ["4471-220", "07911 123456"]),
    ],
)
def test_a_card_number_told_in_parts_is_masked_in_all_of_them(told: Sequence[str], kept: Sequence[str]) -> None:
    assert mask_split(told) == list(kept)


async def test_a_card_told_in_two_messages_is_nowhere_to_be_found(service: Service) -> None:
    told = await service.tell("the card is 4111 1111")

    async def was_read() -> bool:
        return bool(service.bot.read)

    await service.until(was_read)
    await service.tell("1111 1111")
    assert [message.text for message in await service.thread(told.conversation)] == [
        "the card is •••• ••••",
        "•••• ••••",
    ]

    async def read_anew() -> bool:
        read = await service.look(lambda conn: inbox.of_conversation(conn, told.conversation))
        return all(fragment.reading for fragment in read)

    await service.until(read_anew)
    assert service.bot.read[-2:].count("the card is •••• ••••") == 1


async def test_what_was_understood_from_the_first_part_of_a_card_is_masked_too(service: Service) -> None:
    told = await service.tell("order 41111111")
    await service.parts.inbox.done(told.conversation)

    async def answered() -> list[str]:
        return await service.said(told.conversation, "bot")

    await service.until(answered)
    await service.tell("1111 1111")
    kept = await service.look(
        lambda conn: [
            conn.execute(select(column)).scalars().all() for column in (conversations.c.intake, turns.c.answer)
        ]
    )
    assert "4111" not in json.dumps([kept, await service.said(told.conversation, "bot")])


async def test_a_card_that_ends_after_the_case_was_opened_is_masked_in_the_packet_and_cannot_be_looked_for(
    service: Service,
) -> None:
    told = await service.tell("i want a human about order 41111111")

    async def case() -> str | None:
        return next((row.ref for row in (await service.parts.cases.queue()).rows), None)

    ref = await service.until(case)
    found = Wanted(words="41111111")
    assert [row.ref for row in (await service.parts.cases.queue(found)).rows] == [ref]
    await service.tell("1111 1111")
    kept = await service.look(
        lambda conn: [conn.execute(select(column)).scalars().all() for column in (cases.c.packet, cases.c.headline)]
    )
    assert "4111" not in json.dumps(kept) and told.conversation
    assert (await service.parts.cases.queue(found)).rows == ()
