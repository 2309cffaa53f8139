"""The supervisors' board: a page that keeps itself up to date."""

from sanic import Blueprint, HTTPResponse, Request

from handoff.desk.approvals import supervisor
from handoff.desk.guard import is_fragment
from handoff.desk.pages import Pages
from handoff.model.period import Period
from handoff.parts import Parts
from handoff.reports.board import LATELY, board


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    @blueprint.get("/board")
    async def board_page(request: Request) -> HTTPResponse:
        me, now = supervisor(request), parts.clock.now()
        today = Period.of_days(1, parts.policies.site.time_zone, now)
        values = {
            "board": await parts.database.read(lambda conn: board(conn, me.id, today=today, now=now)),
            "lately": LATELY,
        }
        return pages.show(request, "board-main.html" if is_fragment(request) else "board.html", values)
