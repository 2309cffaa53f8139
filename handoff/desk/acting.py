"""Pages of one case, and what people do there. Every act is a form that answers with the page as it is afterwards."""

import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from handoff.desk import case_page
from handoff.desk.entries import may_act
from handoff.desk.guard import is_fragment, session_of
from handoff.desk.pages import Pages
from handoff.model.agent import Agent, Role
from handoff.parts import Parts
from handoff.store import notices

Did = dict[str, str]  # what the page says and does afterwards: says, focus, sent
Act = Callable[[Request, str, Agent], Awaitable[Did]]


class CaseDesk:
    def __init__(self, parts: Parts, pages: Pages) -> None:
        self.parts = parts
        self.pages = pages

    async def show(self, request: Request, ref: str, template: str, *, since: str | None = None) -> HTTPResponse:
        """`since`: how far the agent had read when the page was opened; None looks it up."""
        me = session_of(request).agent
        values = await case_page.values(self.parts, self.pages.moments, ref, me, since)
        response = self.pages.show(request, template, values)
        # A page that refreshes itself in a hidden tab was not read by anybody.
        if request.headers.get("x-desk-hidden") != "true" and me.role is not Role.DESIGNER:
            await self.parts.cases.seen(ref, me)
            await self._heard(ref, me)
        return response

    async def _heard(self, ref: str, me: Agent) -> None:
        """What was to be heard of the case is heard by opening it."""
        now = self.parts.clock.now()
        if await self.parts.database.read(lambda conn: notices.about(conn, me.id, ref)):
            await self.parts.database.write(lambda conn: notices.seen(conn, me.id, ref, now))
            self.parts.bell.ring("notices")

    def add(self, blueprint: Blueprint, acts: Mapping[str, Act]) -> None:
        """Each as `POST /cases/<ref>/NAME`."""
        for name, act in acts.items():
            blueprint.add_route(self._acting(act), f"/cases/<ref>/{name}", methods=["POST"], name=f"case_{name}")

    def _acting(self, act: Act) -> Callable[[Request, str], Coroutine[Any, Any, HTTPResponse]]:
        async def answer(request: Request, ref: str) -> HTTPResponse:
            did = await act(request, ref, may_act(session_of(request).agent))
            if not is_fragment(request):
                return redirect(f"/desk/cases/{ref}", status=303)
            since = None if "sent" in did else request.headers.get("x-desk-since")
            response = await self.show(request, ref, "case-main.html", since=since)
            response.headers["HX-Trigger"] = json.dumps({"did": {"target": "body", **did}})
            return response

        return answer
