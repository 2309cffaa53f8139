"""What programs decide about a case: facts, and remedies above a token's own authority."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.api.bodies import Body
from handoff.cases import approving
from handoff.cases.cases import client_id_of, words_of
from handoff.cases.fact_values import known_key, plain_value
from handoff.cases.ledger import decide_fact
from handoff.desk.entries import may_act
from handoff.model.agent import Agent
from handoff.model.refusal import Forbidden, Malformed
from handoff.parts import Parts
from handoff.store import approvals
from handoff.store.approvals import Listed


def add_routes(api: Blueprint, parts: Parts) -> None:
    async def packet(ref: str) -> HTTPResponse:
        return json(await parts.cases.packet(ref))

    @api.post("/cases/<ref>/facts")
    async def decide_a_fact(request: Request, ref: str) -> HTTPResponse:
        body, me = Body(request, allowed=("id", "key", "value")), may_act(request.ctx.agent)
        key, given = known_key(body.text("key")), body.optional("value")
        value = None if given is None else plain_value(key, given, parts.policies.site)
        await parts.cases.act(
            lambda conn, now: decide_fact(conn, ref, me, key, value, policies=parts.policies, now=now)
        )
        return await packet(ref)

    @api.post("/cases/<ref>/approvals")
    async def ask_for_approval(request: Request, ref: str) -> HTTPResponse:
        body = Body(request, allowed=("id", "remedy", "amount", "words", "why"))
        me, remedy, amount = may_act(request.ctx.agent), body.text("remedy"), body.amount("amount")
        id, words, why = client_id_of(body.text("id")), words_of(body.text("words")), body.optional("why") or ""
        await parts.cases.act(
            lambda conn, now: approving.ask(
                conn, ref, me, remedy, amount, id, words=words, why=why, policies=parts.policies, now=now
            ),
            "approvals",
        )
        return await packet(ref)

    @api.get("/approvals")
    async def list_approvals(request: Request) -> HTTPResponse:
        _supervisor(request)
        asked = await parts.database.read(approvals.asked)
        return json({"approvals": [_shown(one) for one in asked]})

    @api.post("/approvals/<id>")
    async def decide_an_approval(request: Request, id: str) -> HTTPResponse:
        body, me = Body(request, allowed=("id", "verdict", "amount", "words", "answer")), _supervisor(request)
        verdict, amount, answer = body.text("verdict"), body.amount("amount"), body.optional("answer") or ""
        words = body.optional("words")
        if verdict not in ("approve", "decline"):
            raise Malformed("'verdict' must be approve or decline.")
        if verdict == "decline":
            await parts.cases.act(lambda conn, now: approving.decline(conn, id, me, answer, now=now), "approvals")
        else:
            await parts.cases.act(
                lambda conn, now: approving.approve(
                    conn, id, me, amount, words=words, answer=answer, policies=parts.policies, now=now
                ),
                "approvals",
            )
        return json({"id": id})


def _supervisor(request: Request) -> Agent:
    me: Agent = request.ctx.agent
    if not me.supervises:
        raise Forbidden("Supervisors decide this.")
    return me


def _shown(listed: Listed) -> dict[str, object]:
    one, ref, headline, _ = listed
    return {
        "id": one.id,
        "ref": ref,
        "headline": headline,
        "remedy": one.remedy,
        "amount": f"{one.amount:.2f}",
        "words": one.words,
        "why": one.why,
        "asked_by": one.asked_by_name,
        "asked_at": one.asked_at.isoformat(),
        "due": one.due_at.isoformat(),
        "role": one.role,
    }
