"""A case changes hands by a program: to the team, to a colleague with a note, to the assistant."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json
from sqlalchemy import Connection

from handoff.api.bodies import Body
from handoff.cases import handing
from handoff.cases.cases import client_id_of, words_of
from handoff.desk.agents import find_by_email
from handoff.desk.entries import hand_back_for, may_act
from handoff.parts import Parts


def add_routes(api: Blueprint, parts: Parts) -> None:
    async def packet(ref: str) -> HTTPResponse:
        return json(await parts.cases.packet(ref))

    @api.post("/cases/<ref>/return")
    async def give_back(request: Request, ref: str) -> HTTPResponse:
        body, me = Body(request, allowed=("id", "for")), may_act(request.ctx.agent)
        why = hand_back_for(body.optional("for") or "")
        await parts.cases.act(lambda conn, now: handing.to_assistant(conn, ref, me, why, now), "turns", "timers")
        return await packet(ref)

    @api.post("/cases/<ref>/hand")
    async def hand(request: Request, ref: str) -> HTTPResponse:
        body, me = Body(request, allowed=("id", "to", "text")), may_act(request.ctx.agent)
        to, hours = body.optional("to"), parts.policies.hours
        if to is None:
            await parts.cases.act(lambda conn, now: handing.to_team(conn, ref, me, hours=hours, now=now))
            return await packet(ref)
        colleague = await parts.database.read(lambda conn: _colleague(conn, to))
        id, words = client_id_of(body.text("id")), words_of(body.text("text"))
        await parts.cases.act(
            lambda conn, now: handing.to_colleague(conn, ref, me, colleague, words, id, now=now), "notices"
        )
        return await packet(ref)


def _colleague(conn: Connection, email: str) -> str:
    """Their id. Raises ColleagueUnknown."""
    known = find_by_email(conn, email.strip().lower())
    if known is None:
        raise handing.ColleagueUnknown("Nobody at the desk has this e-mail address.")
    return known.agent.id
