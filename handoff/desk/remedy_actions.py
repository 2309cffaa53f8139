"""The forms of a remedy: apply it, tell the customer with it, or ask somebody who may decide."""

from decimal import Decimal

from sanic import Blueprint, Request

from handoff.cases import approving
from handoff.cases.cases import client_id_of, words_of
from handoff.desk.acting import CaseDesk, Did
from handoff.desk.entries import amount
from handoff.desk.guard import field
from handoff.model.agent import Agent
from handoff.store import approvals
from handoff.store import cases as stored

LONGEST_REASON = 500


def add_routes(blueprint: Blueprint, desk: CaseDesk) -> None:
    parts = desk.parts

    async def remedy(request: Request, ref: str, me: Agent) -> Did:
        how, id, money = field(request, "how"), field(request, "client_id"), amount(field(request, "amount"))
        if how == "ask":
            return await ask(request, ref, me, money)
        words = field(request, "words") if how == "tell" else None
        await parts.cases.apply_remedy(ref, me, field(request, "remedy"), money, id, words=words)
        return {"says": "Remedy applied." if words is None else "Remedy applied and told.", "focus": "#remedy-title"}

    async def ask(request: Request, ref: str, me: Agent, money: Decimal | None) -> Did:
        id, words = client_id_of(field(request, "client_id")), words_of(field(request, "words"))
        await parts.cases.act(
            lambda conn, now: approving.ask(
                conn,
                ref,
                me,
                field(request, "remedy"),
                money,
                id,
                words=words,
                why=reason(request, "why"),
                policies=parts.policies,
                now=now,
            ),
            "approvals",
        )
        return {"says": "Asked. You will see the answer here.", "focus": "#remedy-title"}

    async def withdraw(_: Request, ref: str, me: Agent) -> Did:
        case = await parts.database.read(lambda conn: stored.get(conn, ref))
        asked = await parts.database.read(lambda conn: approvals.of_case(conn, case.id))
        if asked:
            await parts.cases.act(lambda conn, now: approving.withdraw(conn, asked[0].id, me, now=now), "approvals")
        return {"says": "Taken back.", "focus": "#remedy-title"}

    desk.add(blueprint, {"remedy": remedy, "withdraw": withdraw})


def reason(request: Request, name: str) -> str:
    return " ".join(field(request, name).split())[:LONGEST_REASON]
