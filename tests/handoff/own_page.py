"""A customer at their own page: a story told, what is written and erased there, a look at everything that is held."""

import uuid

import httpx2
from sqlalchemy import Connection, select

from handoff.store import tables
from tests.handoff.service import Service
from tests.handoff.web_visitor import Visitor

STORY = "my ProBlend came cracked, order 44712"
NUMBER = "+447700900123"


async def told_on_the_web(service: Service) -> tuple[Visitor, str, str]:
    """The customer, the case and the path of its page."""
    visitor = await Visitor.of(service)
    await visitor.tell(STORY)
    await visitor.tell("i want a human")

    async def page() -> str | None:
        floor: dict[str, str] = (await visitor.news(after=99))["floor"]
        return floor.get("page")

    path = await service.until(page)
    query = select(tables.cases.c.ref).where(tables.cases.c.conversation == visitor.conversation)
    ref: str = await service.look(lambda conn: conn.execute(query).scalar_one())
    return visitor, ref, path


async def written(service: Service, path: str, text: str = "", *pictures: bytes, id: str = "") -> httpx2.Response:
    files = [("picture", (f"{n}.jpg", body, "image/jpeg")) for n, body in enumerate(pictures)]
    fields = {"text": text, "id": id or str(uuid.uuid4())}
    return await service.http.post(path, data=fields, files=files or [("picture", ("", b"", ""))], timeout=60)


async def erased(service: Service, path: str) -> httpx2.Response:
    return await service.http.post(f"{path}/erase", data={"sure": "yes"})


async def everywhere(service: Service) -> str:
    """Every cell of every table, and every word that can be searched for."""

    def read(conn: Connection) -> str:
        cells = [str(row) for table in tables.metadata.sorted_tables for row in conn.execute(select(table))]
        cells += [str(row) for row in conn.exec_driver_sql("SELECT * FROM case_words")]
        return "\n".join(cells)

    return await service.look(read)
