"""The queue: who waits, why it is urgent, who has the floor; and the stories that are still being told."""

from sanic import Blueprint, HTTPResponse, Request

from handoff.cases.queue import QueueRow
from handoff.desk import live_now
from handoff.desk.guard import is_fragment, session_of
from handoff.desk.pages import Pages
from handoff.model.agent import Agent
from handoff.model.case import CaseState
from handoff.parts import Parts

MINE = "mine"
FILTERS = {
    "": "Open",
    MINE: "Mine",
    CaseState.WAITING.value: "Waiting",
    CaseState.TAKEN.value: "With a person",
    CaseState.RESOLVED.value: "Resolved",
    CaseState.CLOSED.value: "Closed",
}
PAGE = 50


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    @blueprint.get("/")
    async def queue(request: Request) -> HTTPResponse:
        wanted = _filter(request)
        state = wanted if wanted not in ("", MINE) else None
        page = await parts.cases.queue(state=state, after=request.args.get("after"), limit=PAGE)
        me, now = session_of(request).agent, parts.clock.now()
        told = await parts.database.read(lambda conn: live_now.live_now(conn, now))
        values = {
            "wanted": wanted,
            "filters": FILTERS,
            "rows": [row for row in page.rows if wanted != MINE or _is_mine(row, me)],
            "after": page.after,
            "said": lambda at: parts.policies.hours.said(at, now),
            "told": told,
            "waiting": sum(row.state in (CaseState.WAITING, CaseState.REOPENED) for row in page.rows),
        }
        return pages.show(request, "queue-main.html" if is_fragment(request) else "queue.html", values)


def _is_mine(row: QueueRow, me: Agent) -> bool:
    return row.holder == me.id and row.state == CaseState.TAKEN


def _filter(request: Request) -> str:
    given = str(request.args.get("state", ""))
    return given if given in FILTERS else ""
