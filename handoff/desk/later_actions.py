"""Words that wait for the end of the quiet hours: sent before it after all, or taken back into the reply."""

from sanic import Blueprint, Request

from handoff.desk.acting import CaseDesk, Did
from handoff.desk.guard import field
from handoff.model.agent import Agent


def add_routes(blueprint: Blueprint, desk: CaseDesk) -> None:
    parts = desk.parts

    async def send_now(request: Request, ref: str, me: Agent) -> Did:
        await parts.cases.send_now(ref, me, field(request, "waiting"))
        return {"says": "Sent.", "focus": "#reply-text"}

    async def take_back(request: Request, ref: str, me: Agent) -> Did:
        words = await parts.cases.take_back(ref, me, field(request, "waiting"))
        return {"says": "Taken back. The words are in your reply.", "focus": "#reply-text", "put": words}

    desk.add(blueprint, {"send-now": send_now, "take-back": take_back})
