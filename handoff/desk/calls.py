"""What calls an agent: customers who wait for anybody, and what this one person must hear of."""

from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sqlalchemy import Connection, func, select

from handoff.cases.queue import MOST_COUNTED
from handoff.cases.wanted import UNHELD
from handoff.desk.guard import session_of
from handoff.desk.pages import Pages
from handoff.model.agent import Agent, Role
from handoff.model.choices import Choices
from handoff.parts import Parts
from handoff.store import approvals, notices
from handoff.store.queue import ENDED
from handoff.store.tables import case_queue, cases

MOST = 5  # cases that are called by name


@dataclass(frozen=True)
class Calls:
    waiting: int
    first: list[Any]  # ref and headline, in the order in which they are due
    notices: list[notices.Notice]
    asked: list[str]  # ids of requests that this person may decide


def calls(conn: Connection, me: Agent, choices: Choices) -> Calls:
    unheld = case_queue.c.state.in_(UNHELD)
    first = (
        select(cases.c.ref, cases.c.headline)
        .join(case_queue, case_queue.c.case == cases.c.id)
        .where(unheld, case_queue.c.place < ENDED)
        .order_by(case_queue.c.place)
        .limit(MOST)
    )
    some = select(case_queue.c.case).where(unheld, case_queue.c.place < ENDED).limit(MOST_COUNTED).subquery()
    waiting = conn.execute(select(func.count()).select_from(some)).scalar_one()
    asked = approvals.others_asked(conn, me.id) if me.supervises and choices.approvals else []
    return Calls(waiting, list(conn.execute(first)) if waiting else [], notices.unseen(conn, me.id), asked)


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    @blueprint.get("/calls")
    async def shown(request: Request) -> HTTPResponse:
        session = session_of(request)
        me, choices = session.agent, session.choices
        found = await parts.database.read(lambda conn: calls(conn, me, choices))
        return pages.show(request, "calls.html", {"calls": found, "answers": me.role is not Role.DESIGNER})
