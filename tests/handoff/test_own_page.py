"""The customer's own page: what is held and promised, without what is none of theirs; to add, download and erase."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from handoff.store import cases, tables
from tests.handoff.at_the_desk import handed_over, signed_in
from tests.handoff.drawn import HOSTILE, picture
from tests.handoff.own_page import NUMBER, STORY, told_on_the_web, written
from tests.handoff.service import Service


async def test_the_page_says_what_we_hold_and_promised_and_who_has_it(service: Service) -> None:
    _, ref, path = await told_on_the_web(service)
    page = (await service.http.get(path)).text
    assert ref in page and STORY in page and "Order number" in page and "44712" in page
    assert "The care team will answer you by" in page and "A person answers you" in page
    dana = await signed_in(service, "Dana Whitcombe")
    await dana.act(ref, "reply", text="I will look at it tonight.")
    page = (await service.http.get(path)).text
    assert "Dana has your case" in page and "I will look at it tonight." in page and "Done." in page


async def test_no_surname_no_note_and_nothing_of_the_packet_is_on_it(service: Service) -> None:
    _, ref, path = await told_on_the_web(service)
    dana = await signed_in(service, "Dana Whitcombe")
    await dana.act(ref, "reply", text="Hello, this is Dana.")
    await dana.act(ref, "note", text="This customer is a difficult one.")
    packet = await service.parts.cases.packet(ref)
    for address in (path, f"{path}/data.json"):
        shown = (await service.http.get(address)).text
        for secret in ("Whitcombe", "difficult one", packet["remedy"]["title"], packet["conversation"], "severity"):
            assert secret not in shown, (address, secret)


async def test_the_link_is_short_and_a_changed_or_foreign_one_leads_nowhere_kindly(service: Service) -> None:
    _, _, path = await told_on_the_web(service)
    assert len(path) <= 30
    token = path.removeprefix("/c/")
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), token[:-1], "x", "%00", "A" * 24, token.swapcase()):
        answer = await service.http.get(f"/c/{wrong}")
        assert answer.status_code == 404 and "Write to us where you wrote to us before" in answer.text, wrong
        assert answer.headers["Content-Type"].startswith("text/html")


async def test_a_link_runs_out(service: Service) -> None:
    _, ref, _ = await told_on_the_web(service)
    past = service.parts.clock.now() - timedelta(days=80)

    def old(conn: Connection) -> str:
        return service.parts.own_links.address(conn, cases.get(conn, ref).id, past)

    answer = await service.http.get(await service.look(old))
    assert answer.status_code == 410 and "This link has run out" in answer.text


async def test_the_desk_ends_the_links(service: Service) -> None:
    visitor, ref, path = await told_on_the_web(service)
    dana = await signed_in(service, "Dana")
    assert path in await dana.see(f"/desk/cases/{ref}")
    await dana.act(ref, "end-links")
    assert (await service.http.get(path)).status_code == 404
    new = (await visitor.news(after=99))["floor"]["page"]
    assert new != path and (await service.http.get(new)).status_code == 200
    assert "Dana ended the links" in await dana.see(f"/desk/cases/{ref}")


async def test_what_is_written_there_is_one_more_message(service: Service) -> None:
    visitor, ref, path = await told_on_the_web(service)
    id = str(uuid.uuid4())
    answers = [await written(service, path, "it was order 44713, sorry", picture(), id=id) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "is with your case now" in (await service.http.get(answers[0].headers["Location"])).text
    last = (await visitor.news())["messages"][-1]
    assert (last["author"], last["text"], len(last["media"])) == ("customer", "it was order 44713, sorry", 1)
    assert (await visitor.texts()).count("it was order 44713, sorry") == 1
    page = (await service.http.get(path)).text
    [shown] = re.findall(r'src="(/c/[^"]+)\?size=small"', page)
    image = await service.http.get(shown)
    assert image.headers["Content-Type"] == "image/jpeg" and "sandbox" in image.headers["Content-Security-Policy"]
    dana = await signed_in(service, "Dana")
    assert "order 44713, sorry" in await dana.see(f"/desk/cases/{ref}")


async def test_what_cannot_be_taken_is_explained_and_the_words_stay(service: Service) -> None:
    _, _, path = await told_on_the_web(service)
    wrong = await written(service, path, "here is the receipt", HOSTILE["an SVG with a script"]())
    assert wrong.status_code == 422 and "not a picture that we can open" in wrong.text
    assert "here is the receipt</textarea>" in wrong.text
    assert "There was nothing in it yet" in (await written(service, path)).text
    assert "at most 5 pictures" in (await written(service, path, "", *[picture(size=(9, 9))] * 6)).text


async def test_a_picture_of_somebody_else_is_not_shown(service: Service) -> None:
    _, _, path = await told_on_the_web(service)
    other, _, others = await told_on_the_web(service)
    await written(service, others, "", picture())
    id = (await other.news())["messages"][-1]["media"][0]["id"]
    assert (await service.http.get(f"{others}/pictures/{id}")).status_code == 200
    assert (await service.http.get(f"{path}/pictures/{id}")).status_code == 404


async def test_everything_that_is_held_can_be_downloaded(service: Service) -> None:
    _, ref, path = await told_on_the_web(service)
    await written(service, path, "a picture, too", picture())
    answer = await service.http.get(f"{path}/data.json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{ref}.json"'
    held = json.loads(answer.text)
    assert {"key": "order_number", "value": "44712", "words": "44712"} in held["facts"]
    assert held["messages"][0]["text"] == STORY and held["messages"][0]["author"] == "customer"
    assert (await service.http.get(held["pictures"][0]["address"])).status_code == 200


async def texts_to(service: Service, number: str) -> list[str]:
    out = tables.outbox
    query = select(out.c.body).where(out.c.to_address == number).order_by(out.c.place, out.c.part)
    return list(await service.look(lambda conn: conn.execute(query).scalars().all()))


async def test_the_text_that_announces_the_case_brings_the_link_where_it_fits(service: Service) -> None:
    ref = await handed_over(service, STORY, NUMBER, sms=True)
    announced = (await texts_to(service, NUMBER))[-1]
    assert f"{service.url}/c/" in announced and ref in announced
    await (await signed_in(service, "Dana")).act(ref, "reply", text="Hello, this is Dana.")
    assert (await texts_to(service, NUMBER))[-1] == "Hello, this is Dana."


async def test_else_the_first_words_of_a_person_bring_it_once(start: Callable[..., Any]) -> None:
    service: Service = await start(public_url=f"http://{'a' * 200}.example")
    ref = await handed_over(service, STORY, NUMBER, sms=True)
    assert "/c/" not in "".join(await texts_to(service, NUMBER))
    dana = await signed_in(service, "Dana")
    for text in ("Hello, this is Dana.", "One thing more."):
        await dana.act(ref, "reply", text=text)
    bodies = await texts_to(service, NUMBER)
    assert "/c/" in "".join(bodies) and bodies[-1] == "One thing more."


async def test_whoever_tries_links_is_slowed_down(service: Service) -> None:
    answers = [await service.http.get(f"/c/{n:024d}") for n in range(21)]
    assert answers[0].status_code == 404 and answers[-1].status_code == 429
    assert "a little fast" in answers[-1].text and int(answers[-1].headers["Retry-After"]) >= 1


async def test_the_page_is_kept_private(service: Service) -> None:
    _, _, path = await told_on_the_web(service)
    for address in (path, f"{path}/erase", "/c/unknown"):
        headers = (await service.http.get(address)).headers
        assert headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert (
            "default-src 'none'" in headers["Content-Security-Policy"]
            and "unsafe" not in headers["Content-Security-Policy"]
        )
