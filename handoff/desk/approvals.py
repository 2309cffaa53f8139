"""What waits for a yes or a no: each request with the case, the words for the customer and its clock."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, redirect
from sqlalchemy import Connection

from handoff.cases import approving
from handoff.cases.cases import words_of
from handoff.cases.earlier import title_of
from handoff.desk.entries import amount
from handoff.desk.facts_said import said
from handoff.desk.guard import field, is_fragment, session_of
from handoff.desk.pages import Pages
from handoff.desk.remedy_actions import reason
from handoff.model.agent import Agent
from handoff.model.refusal import Forbidden
from handoff.parts import Parts
from handoff.store import approvals


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    @blueprint.get("/approvals")
    async def approval_page(request: Request) -> HTTPResponse:
        return await show(request, supervisor(request))

    async def show(request: Request, me: Agent, says: str = "") -> HTTPResponse:
        asked, answered = await parts.database.read(_both)
        values = {
            "asked": asked,
            "answered": answered,
            "says": says,
            "limit": parts.policies.authority.limit(me.role),
            "currency": parts.policies.site.currency,
            "money": lambda sum_of_money: said(parts.policies.site, sum_of_money),
            "title": lambda remedy: title_of(remedy, parts.policies),
            "told": lambda at: parts.policies.hours.said(at, parts.clock.now()),
        }
        return pages.show(request, "approvals-main.html" if is_fragment(request) else "approvals.html", values)

    @blueprint.get("/approvals/count")
    async def approval_count(request: Request) -> HTTPResponse:
        supervisor(request)
        waiting = await parts.database.read(approvals.count_asked)
        return html(str(waiting) if waiting else "")

    @blueprint.post("/approvals/<id>")
    async def decide_approval(request: Request, id: str) -> HTTPResponse:
        me, answer = supervisor(request), reason(request, "answer")
        if field(request, "how") == "decline":
            await parts.cases.act(lambda conn, now: approving.decline(conn, id, me, answer, now=now), "approvals")
        else:
            money, words = amount(field(request, "amount")), words_of(field(request, "words"))
            await parts.cases.act(
                lambda conn, now: approving.approve(
                    conn, id, me, money, words=words, answer=answer, policies=parts.policies, now=now
                ),
                "approvals",
            )
        return await show(request, me) if is_fragment(request) else redirect("/desk/approvals", status=303)


def supervisor(request: Request) -> Agent:
    """Raises Forbidden."""
    me = session_of(request).agent
    if not me.supervises:
        raise Forbidden("This page is for supervisors.")
    return me


def _both(conn: Connection) -> tuple[list[approvals.Listed], list[approvals.Listed]]:
    return approvals.asked(conn), approvals.answered(conn)
