"""Signs of life: which page somebody has before them, and that they write there."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty
from sqlalchemy import Connection

from handoff.cases import looking
from handoff.desk.guard import field, session_of
from handoff.desk.pages import Pages
from handoff.model.agent import Role
from handoff.parts import Parts
from handoff.store import presence


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    clock = parts.clock

    @blueprint.post("/here")
    async def at_the_desk(request: Request) -> HTTPResponse:
        me, now = session_of(request).agent, clock.now()

        def work(conn: Connection) -> None:
            presence.here(conn, me.id, presence.DESK, typing=False, now=now, scale=clock.scale)

        await parts.database.write(work)
        return empty()

    @blueprint.post("/cases/<ref>/here")
    async def here(request: Request, ref: str) -> HTTPResponse:
        me, now, writes = session_of(request).agent, clock.now(), field(request, "writes")

        def work(conn: Connection) -> set[str]:
            to_customer = writes == "reply" and me.role is not Role.DESIGNER
            return looking.look(conn, ref, me, writes=bool(writes), to_customer=to_customer, now=now, scale=clock.scale)

        parts.bell.ring(*await parts.database.write(work), "timers")
        return empty()

    @blueprint.post("/cases/<ref>/leave")
    async def leave(request: Request, ref: str) -> HTTPResponse:
        me = session_of(request).agent
        parts.bell.ring(*await parts.database.write(lambda conn: looking.leave(conn, ref, me)))
        return empty()

    @blueprint.get("/cases/<ref>/presence")
    async def who(request: Request, ref: str) -> HTTPResponse:
        me, now = session_of(request).agent, clock.now()
        others = await parts.database.read(lambda conn: presence.others(conn, ref, me.id, now))
        return pages.show(request, "presence.html", {"ref": ref, "others": others})
