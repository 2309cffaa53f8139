"""What an agent does with a case: take, reply, note, remedy, resolve, give back. The same form twice is done once."""

import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from handoff.desk import case_page
from handoff.desk.entries import amount, may_act
from handoff.desk.guard import field, is_fragment, session_of
from handoff.desk.pages import Pages
from handoff.model.agent import Agent, Role
from handoff.parts import Parts

Did = dict[str, str]  # what the page says and does afterwards: says, focus, sent
Act = Callable[[Request, str, Agent], Awaitable[Did]]


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    @blueprint.get("/cases/<ref>")
    async def case(request: Request, ref: str) -> HTTPResponse:
        template = "case-main.html" if is_fragment(request) else "case.html"
        return await show(request, ref, template)

    async def show(request: Request, ref: str, template: str) -> HTTPResponse:
        me = session_of(request).agent
        response = pages.show(request, template, await case_page.values(parts, pages.moments, ref, me))
        # A page that refreshes itself in a hidden tab was not read by anybody.
        if request.headers.get("x-desk-hidden") != "true" and me.role is not Role.DESIGNER:
            await parts.cases.seen(ref, me)
        return response

    def acting(act: Act) -> Callable[[Request, str], Coroutine[Any, Any, HTTPResponse]]:
        async def answer(request: Request, ref: str) -> HTTPResponse:
            did = await act(request, ref, may_act(session_of(request).agent))
            if not is_fragment(request):
                return redirect(f"/desk/cases/{ref}", status=303)
            response = await show(request, ref, "case-main.html")
            response.headers["HX-Trigger"] = json.dumps({"did": {"target": "body", **did}})
            return response

        return answer

    async def take(request: Request, ref: str, me: Agent) -> Did:
        await parts.cases.take(ref, me, over_from=field(request, "over_from") or None)
        return {"says": f"{ref} is yours.", "focus": "#reply-text"}

    async def reply(request: Request, ref: str, me: Agent) -> Did:
        await parts.cases.reply(ref, me, field(request, "text"), field(request, "client_id"))
        return {"says": "Sent.", "focus": "#reply-text", "sent": "reply-text"}

    async def note(request: Request, ref: str, me: Agent) -> Did:
        await parts.cases.note(ref, me, field(request, "text"), field(request, "client_id"))
        return {"says": "Note kept. Only colleagues see it.", "focus": "#note-text", "sent": "note-text"}

    async def remedy(request: Request, ref: str, me: Agent) -> Did:
        sum_of_money = amount(field(request, "amount"))
        await parts.cases.apply_remedy(ref, me, field(request, "remedy"), sum_of_money, field(request, "client_id"))
        return {"says": "Remedy applied.", "focus": "#remedy-title"}

    async def resolve(_: Request, ref: str, me: Agent) -> Did:
        await parts.cases.resolve(ref, me)
        return {"says": f"{ref} is resolved.", "focus": "#headline"}

    async def give_back(_: Request, ref: str, me: Agent) -> Did:
        await parts.cases.return_to_bot(ref, me)
        return {"says": f"{ref} is back with the assistant.", "focus": "#headline"}

    acts = {"take": take, "reply": reply, "note": note, "remedy": remedy, "resolve": resolve, "return": give_back}
    for name, act in acts.items():
        blueprint.add_route(acting(act), f"/cases/<ref>/{name}", methods=["POST"], name=f"case_{name}")
