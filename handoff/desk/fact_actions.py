"""The forms of facts and promises: correct, add, confirm, take out; done."""

from sanic import Blueprint, Request

from handoff.cases import acts
from handoff.cases.fact_values import known_key, plain_value
from handoff.cases.ledger import decide_fact
from handoff.desk.acting import CaseDesk, Did
from handoff.desk.guard import field
from handoff.desk.words import FACTS
from handoff.model.agent import Agent


def add_routes(blueprint: Blueprint, desk: CaseDesk) -> None:
    parts = desk.parts

    async def fact(request: Request, ref: str, me: Agent) -> Did:
        key = known_key(field(request, "key"))
        takes_out = field(request, "how") == "remove"
        value = None if takes_out else plain_value(key, field(request, "value"), parts.policies.site)
        await parts.cases.act(
            lambda conn, now: decide_fact(conn, ref, me, key, value, policies=parts.policies, now=now)
        )
        return {"says": f"{FACTS[key]} {'taken out' if takes_out else 'kept'}.", "focus": "#facts-title"}

    async def kept(request: Request, ref: str, me: Agent) -> Did:
        promise = field(request, "promise")
        await parts.cases.act(lambda conn, now: acts.keep_promise(conn, ref, me, promise, now))
        return {"says": "Noted as done.", "focus": "#promises-title"}

    desk.add(blueprint, {"fact": fact, "kept": kept})
