"""Pictures from the web chat: uploaded, sent with a message, seen by whose they are and at the desk, by nobody else."""

import io
import uuid
from datetime import timedelta

import httpx2
from PIL import Image
from sqlalchemy import select

from handoff.store import tables
from tests.handoff.at_the_desk import signed_in
from tests.handoff.drawn import HOSTILE, picture, with_place_and_turned
from tests.handoff.service import Service
from tests.handoff.web_visitor import Visitor


async def upload(visitor: Visitor, body: bytes, id: str | None = None) -> httpx2.Response:
    query = {"id": id or str(uuid.uuid4())}
    return await visitor.http.post("/chat/pictures", params=query, content=body, headers=visitor.headers, timeout=60)


async def shown(visitor: Visitor, text: str = "", count: int = 1) -> list[str]:
    """The ids of pictures that were sent with one message."""
    ids = [(await upload(visitor, picture(size=(320 + n, 240)))).json()["picture"] for n in range(count)]
    answer = await visitor.post("messages", {"id": str(uuid.uuid4()), "text": text, "pictures": ids})
    assert answer.status_code == 202, answer.text
    return ids


async def test_a_picture_is_part_of_the_story_and_seen_at_the_desk(service: Service) -> None:
    visitor = await Visitor.of(service)
    [id] = await shown(visitor, "look at the crack")
    [message] = (await visitor.news())["messages"]
    assert message["media"] == [{"id": id, "state": "ready", "width": 320, "height": 240}]
    mine = await visitor.http.get(f"/chat/pictures/{id}", headers=visitor.headers)
    assert Image.open(io.BytesIO(mine.content)).size == (320, 240)
    agent = await signed_in(service, "Dana")
    page = await agent.see(f"/desk/conversations/{visitor.conversation}")
    assert f'src="/desk/pictures/{id}?size=small"' in page and "look at the crack" in page
    assert (await agent.http.get(f"/desk/pictures/{id}")).content == mine.content


async def test_a_picture_is_served_so_that_nothing_in_it_can_act(service: Service) -> None:
    visitor = await Visitor.of(service)
    [id] = await shown(visitor)
    agent = await signed_in(service, "Dana")
    for answer in (
        await visitor.http.get(f"/chat/pictures/{id}", headers=visitor.headers),
        await agent.http.get(f"/desk/pictures/{id}"),
    ):
        headers = answer.headers
        assert headers["Content-Type"] == "image/jpeg" and headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Cache-Control"] == "private, no-cache" and "filename=" in headers["Content-Disposition"]
    again = await agent.http.get(f"/desk/pictures/{id}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_nobody_else_sees_it(service: Service) -> None:
    visitor, other = await Visitor.of(service), await Visitor.of(service)
    [id] = await shown(visitor)
    for path, headers, status in (
        (f"/chat/pictures/{id}", {}, 401),
        (f"/chat/pictures/{id}", other.headers, 404),
        (f"/desk/pictures/{id}", visitor.headers, 303),
        ("/chat/pictures/../../etc/passwd", visitor.headers, 404),
    ):
        assert (await service.http.get(path, headers=headers)).status_code == status, path
    taken = await other.post("messages", {"id": str(uuid.uuid4()), "text": "", "pictures": [id]})
    assert (taken.status_code, taken.json()["error"]) == (404, "picture_unknown")


async def test_what_the_camera_knew_is_not_kept(service: Service) -> None:
    visitor = await Visitor.of(service)
    id = (await upload(visitor, with_place_and_turned())).json()["picture"]
    kept = [path.read_bytes() for path in service.parts.settings.media_dir.rglob("*.jpg")]
    assert len(kept) == 2 and not any(b"Secret Street" in body or b"Exif" in body for body in kept)
    assert (await visitor.http.get(f"/chat/pictures/{id}", headers=visitor.headers)).status_code == 200


async def test_hostile_files_are_refused_and_leave_nothing(service: Service) -> None:
    visitor = await Visitor.of(service)
    for what in ("an SVG with a script", "a JPEG with an archive behind it", "a bomb: 900 megapixels in a few bytes"):
        answer = await upload(visitor, HOSTILE[what]())
        assert (answer.status_code, answer.json()["error"]) == (422, "picture_refused"), what
    large = await upload(visitor, HOSTILE["more bytes than we take"]())
    assert (large.status_code, large.json()["error"]) == (413, "too_large")
    assert not list(service.parts.settings.media_dir.rglob("*"))


async def test_the_same_upload_twice_is_one_picture(service: Service) -> None:
    visitor, id = await Visitor.of(service), str(uuid.uuid4())
    answers = [await upload(visitor, picture(), id) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert (await upload(visitor, picture(), "no-uuid")).status_code == 422


async def test_a_message_has_at_most_five_pictures_and_each_goes_once(service: Service) -> None:
    visitor = await Visitor.of(service)
    ids = [(await upload(visitor, picture(size=(50 + n, 40)))).json()["picture"] for n in range(6)]

    async def send(*pictures: str) -> int:
        body = {"id": str(uuid.uuid4()), "text": "see", "pictures": list(pictures)}
        return (await visitor.post("messages", body)).status_code

    assert [await send(*ids), await send(ids[0], ids[0]), await send("../x"), await send(*ids[:5])] == [
        422,
        422,
        422,
        202,
    ]
    assert await send(ids[0]) == 404
    assert len((await visitor.news())["messages"]) == 1


async def test_pictures_without_words_are_thanked_for_and_the_bot_reads_the_words_alone(service: Service) -> None:
    visitor = await Visitor.of(service)
    await shown(visitor)
    await visitor.post("done")
    [said] = await service.until(lambda: service.said(visitor.conversation))
    assert "picture" in said and service.bot.responded == []
    await visitor.tell("the jug is cracked, that's all")
    await service.until(lambda: _said_twice(service, visitor.conversation))
    assert [one["text"] for one in service.bot.responded[-1]["fragments"]] == ["the jug is cracked, that's all"]
    await shown(visitor)
    await visitor.post("done")

    async def buttons() -> list[str]:
        last = (await service.thread(visitor.conversation))[-1]
        return [one.id for one in last.buttons] if "picture" in last.text else []

    # What was asked is still asked.
    assert await service.until(buttons) == ["yes", "not_quite"]


async def _said_twice(service: Service, conversation: str) -> bool:
    return len(await service.said(conversation)) == 2


async def test_a_picture_whose_file_is_gone_says_so_at_the_desk(service: Service) -> None:
    visitor = await Visitor.of(service)
    [id] = await shown(visitor)
    for path in service.parts.settings.media_dir.rglob("*.jpg"):
        path.unlink()
    agent = await signed_in(service, "Dana")
    answer = await agent.http.get(f"/desk/pictures/{id}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "image/svg+xml")
    assert "its file is gone" in answer.text


async def test_what_was_uploaded_and_never_sent_is_removed(service: Service) -> None:
    visitor = await Visitor.of(service)
    await upload(visitor, picture())
    due = service.parts.clock.now() - timedelta(seconds=1)
    await service.parts.database.write(lambda conn: conn.execute(tables.pictures.update().values(due_at=due)))
    service.parts.bell.ring("pictures")

    async def gone() -> bool:
        left = await service.look(lambda conn: conn.execute(select(tables.pictures.c.id)).all())
        return not left and not list(service.parts.settings.media_dir.rglob("*.jpg"))

    await service.until(gone)
