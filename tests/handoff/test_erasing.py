"""Erasing takes a customer's words, pictures and facts from everywhere, and leaves the figures and the record."""

from typing import Any

from sqlalchemy import Connection, select

from handoff.store import cases, tables
from tests.handoff.at_the_desk import Browser, handed_over, signed_in
from tests.handoff.drawn import picture
from tests.handoff.fake_bot import FakeBot
from tests.handoff.own_page import NUMBER, STORY, erased, everywhere, told_on_the_web, written
from tests.handoff.service import Service
from tests.handoff.several import bot_urls


async def test_nothing_is_erased_without_the_tick(service: Service) -> None:
    visitor, _, path = await told_on_the_web(service)
    assert "Bookkeeping law" in (await service.http.get(f"{path}/erase")).text
    answer = await service.http.post(f"{path}/erase", data={})
    assert answer.status_code == 422 and "Nothing was erased" in answer.text
    assert STORY in await visitor.texts()


async def worked_on(service: Service, ref: str) -> Browser:
    """Everything that people may write about a case."""
    dana = await signed_in(service, "Dana")
    await dana.act(ref, "reply", text="Zanzibar is where the jug was made.")
    await dana.act(ref, "note", text="Zanzibar note")
    await dana.send(f"/desk/cases/{ref}/draft", kind="note", text="Zanzibar draft")
    return dana


async def test_erasing_takes_words_pictures_and_facts_from_everywhere_and_keeps_the_figures(service: Service) -> None:
    visitor, ref, path = await told_on_the_web(service)
    await written(service, path, "Zanzibar was written below it", picture())
    dana = await worked_on(service, ref)
    before = await everywhere(service)
    assert all(word in before for word in ("44712", "ProBlend", "Zanzibar", "zanzibar"))
    kind = (await service.parts.cases.packet(ref))["kind"]
    answer = await erased(service, path)
    assert answer.status_code == 200 and "It is erased" in answer.text
    after = await everywhere(service)
    for word in ("44712", "ProBlend", "problend", "Zanzibar", "zanzibar", "cracked"):
        assert word not in after, next(line for line in after.splitlines() if word in line)[:300]

    async def no_file() -> bool:
        return not list(service.parts.settings.media_dir.rglob("*.jpg"))

    await service.until(no_file)
    page = await dana.see(f"/desk/cases/{ref}")
    assert "The customer had their words, pictures and facts erased" in page
    packet = await service.parts.cases.packet(ref)
    assert (packet["kind"], packet["state"], packet["facts"]) == (kind, "closed", [])
    assert (await service.http.get(path)).status_code == 404
    gone = await service.http.get("/chat/messages", headers=visitor.headers)
    assert gone.status_code == 401


async def test_erasing_is_in_the_record(service: Service) -> None:
    _, ref, path = await told_on_the_web(service)
    await erased(service, path)

    def recorded(conn: Connection) -> list[tuple[str, Any]]:
        return [(one.what, one.actor) for one in cases.events(conn, cases.get(conn, ref).id)]

    assert ("erased", None) in await service.look(recorded)


async def test_who_writes_again_after_erasing_is_a_stranger(service: Service) -> None:
    ref = await handed_over(service, STORY, NUMBER, sms=True)
    address = await service.look(
        lambda conn: service.parts.own_links.address(conn, cases.get(conn, ref).id, _now(service))
    )
    await erased(service, address.removeprefix(service.url))
    assert f"'{NUMBER}'" not in await everywhere(service)  # the tests' own outside ids are made from it
    receipt = await service.tell("hello again", who=NUMBER, sms=True)
    assert [one.text for one in await service.thread(receipt.conversation) if one.author == "customer"] == [
        "hello again"
    ]


def _now(service: Service) -> Any:
    return service.parts.clock.now()


async def test_the_bots_forget_it_too(service: Service) -> None:
    visitor, _, path = await told_on_the_web(service)
    await erased(service, path)
    await service.until(lambda: forgotten_at(service, visitor.conversation))
    assert service.bot.forgotten == [visitor.conversation]


async def test_a_bot_that_is_away_forgets_it_when_it_is_back(start: Any) -> None:
    here, away = FakeBot(), FakeBot()
    async with bot_urls([here, away]) as urls:
        service = await start(bot_url=",".join(urls))
        visitor, _, path = await told_on_the_web(service)
        away.down = True
        await erased(service, path)

        async def one_has_forgotten() -> bool:
            return visitor.conversation in here.forgotten

        await service.until(one_has_forgotten)
        assert await forgotten_at(service, visitor.conversation) is None and away.forgotten == []
        away.down = False
        await service.until(lambda: forgotten_at(service, visitor.conversation))
        assert away.forgotten == [visitor.conversation]


async def forgotten_at(service: Service, conversation: str) -> Any:
    query = select(tables.conversations.c.forgotten_at).where(tables.conversations.c.id == conversation)
    return await service.look(lambda conn: conn.execute(query).scalar_one())
