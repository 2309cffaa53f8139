"""A case changes hands: the forms behind "Hand over"."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from handoff.cases import handing
from handoff.cases.cases import client_id_of, words_of
from handoff.cases.handing import Why
from handoff.cases.wanted import Wanted, Who
from handoff.desk.acting import CaseDesk, Did
from handoff.desk.entries import hand_back_for
from handoff.desk.guard import field, session_of
from handoff.model.agent import Agent


def add_routes(blueprint: Blueprint, desk: CaseDesk) -> None:
    parts = desk.parts

    @blueprint.get("/next")
    async def next_case(request: Request) -> HTTPResponse:
        """The first that nobody has, other than the one that was left out of it by choice."""
        rows = (await parts.cases.queue(Wanted.parse({"who": Who.NOBODY}, session_of(request).agent.id), limit=2)).rows
        but = str(request.args.get("but", ""))
        ref = next((row.ref for row in rows if row.ref != but), None)
        return redirect(f"/desk/cases/{ref}" if ref else "/desk/", status=303)

    async def team(_: Request, ref: str, me: Agent) -> Did:
        await parts.cases.act(lambda conn, now: handing.to_team(conn, ref, me, hours=parts.policies.hours, now=now))
        return {"says": f"{ref} waits for anybody of the team.", "focus": "#headline"}

    async def colleague(request: Request, ref: str, me: Agent) -> Did:
        to, words = field(request, "to"), words_of(field(request, "text"))
        id = client_id_of(field(request, "client_id"))
        await parts.cases.act(lambda conn, now: handing.to_colleague(conn, ref, me, to, words, id, now=now), "notices")
        return {"says": f"{ref} is with your colleague, who hears of it now.", "focus": "#headline"}

    async def assistant(request: Request, ref: str, me: Agent) -> Did:
        why = hand_back_for(field(request, "for"))
        await parts.cases.act(lambda conn, now: handing.to_assistant(conn, ref, me, why, now), "turns", "timers")
        says = "The assistant asks whether it is right now." if why is Why.FEEDBACK else "The assistant takes it on."
        return {"says": says, "focus": "#headline"}

    async def close(_: Request, ref: str, me: Agent) -> Did:
        await parts.cases.act(lambda conn, now: handing.close(conn, ref, me, now))
        return {"says": f"{ref} is closed.", "focus": "#headline"}

    desk.add(blueprint, {"team": team, "colleague": colleague, "return": assistant, "close": close})
