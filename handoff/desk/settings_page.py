"""The page where everybody chooses how the desk calls them and whether single keys act."""

from dataclasses import asdict

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy import Connection

from handoff.desk.guard import field, session_of
from handoff.desk.pages import Pages
from handoff.model.choices import REPEATS, TICKS, Choices
from handoff.parts import Parts
from handoff.store.tables import desk_choices
from handoff.store.upsert import insert

SAID = {0: "only once", 30: "every half minute", 60: "every minute", 120: "every two minutes", 300: "every 5 minutes"}


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    @blueprint.get("/settings")
    async def settings(request: Request) -> HTTPResponse:
        values = {"repeats": [(seconds, SAID[seconds]) for seconds in REPEATS], "kept": "kept" in request.args}
        return pages.show(request, "settings.html", values)

    @blueprint.post("/settings")
    async def choose(request: Request) -> HTTPResponse:
        me, chosen = session_of(request).agent, _chosen(request)
        await parts.database.write(lambda conn: _keep(conn, me.id, chosen))
        return redirect("/desk/settings?kept=1", status=303)


def _chosen(request: Request) -> Choices:
    ticks = {name: bool(field(request, name)) for name in TICKS}
    repeat = field(request, "repeat")
    return Choices.parse({**ticks, "repeat": int(repeat) if repeat.isdecimal() else None})


def _keep(conn: Connection, agent: str, chosen: Choices) -> None:
    values = {"choices": asdict(chosen)}
    row = insert(conn, desk_choices).values(agent=agent, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["agent"], set_=values))
