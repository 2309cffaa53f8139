"""The link to the customer's own page: to be told, and to be ended where it fell into the wrong hands."""

from datetime import datetime

from sanic import Blueprint, Request
from sqlalchemy import Connection

from handoff.cases import acts
from handoff.desk.acting import CaseDesk, Did
from handoff.model.agent import Agent
from handoff.model.case import Case
from handoff.store import cases, own_pages

RENEWED = "link_renewed"


def add_routes(blueprint: Blueprint, desk: CaseDesk) -> None:
    async def end_links(_request: Request, ref: str, me: Agent) -> Did:
        def work(conn: Connection, now: datetime) -> Case:
            case, _ = acts.locked(conn, ref)
            own_pages.renew(conn, case.id)
            cases.record(conn, case.id, RENEWED, at=now, actor=me.id)
            return case

        await desk.parts.cases.act(work)
        return {"says": "The links told so far are over. The new one stands here.", "focus": "#own-page"}

    desk.add(blueprint, {"end-links": end_links})
