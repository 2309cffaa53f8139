"""The desk's side of a demo story: what agents and supervisors do, through the same functions as the pages."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from handoff.cases import acts, approving, handing
from handoff.cases.commitments import commitments
from handoff.cases.giving import AboveAuthority
from handoff.demo.story import DemoError, Step
from handoff.model.agent import Agent
from handoff.model.approval import ApprovalState
from handoff.model.refusal import Malformed
from handoff.parts import Parts
from handoff.store import approvals, audit, cases, outbox, promises
from handoff.store.tables import outbox as texts

INSTEAD = "goodwill_credit"  # where the suggestion costs no money and some is asked for
MODEST = Decimal(20)  # where nobody has named the amount


class Desk:
    def __init__(self, parts: Parts, people: Mapping[str, Agent]) -> None:
        self._parts = parts
        self._people = people
        self._done = 0

    def agent(self, first_name: str) -> Agent:
        """Raises DemoError."""
        found = self._people.get(first_name)
        if found is None:
            raise DemoError(f"nobody at the desk is called {first_name}")
        return found

    async def do(self, ref: str, step: Step) -> bool:
        """Whether a supervisor is asked by it."""
        me, parts, words = self.agent(step.who), self._parts, step.more.get("words", "")
        self._done += 1
        id = f"demo-{self._done}"
        now = parts.clock.now()
        await parts.cases.seen(ref, me)
        await parts.database.write(lambda conn: audit.read_case(conn, ref, at=now, actor=me.id))
        if step.does in ("gives", "asks", "resolves", "hands"):
            await self._hold(ref, me)
        match step.does:
            case "takes":
                await parts.cases.take(ref, me)
            case "replies":
                promised = commitments(words, parts.policies, now)
                await parts.cases.reply(ref, me, words, id, promised=promised)
            case "notes":
                await parts.cases.note(ref, me, words, id)
            case "gives":
                return await self._give(ref, me, step, id)
            case "asks":
                await self._ask(ref, me, step, id, Decimal(step.more["amount"]))
                return True
            case "keeps":
                await self._keep(ref, me)
            case "hands":
                to = self.agent(step.more["to"]).id
                await parts.cases.act(lambda conn, at: handing.to_colleague(conn, ref, me, to, words, id, now=at))
            case "resolves":
                await self._keep(ref, me)
                await parts.cases.resolve(ref, me)
        return False

    async def _hold(self, ref: str, me: Agent) -> None:
        """A customer's thanks that nobody answered brought the case back into the queue."""
        holder = (await self._parts.cases.packet(ref))["holder"]
        if holder is None or holder["id"] != me.id:
            await self._parts.cases.take(ref, me, over_from=holder["id"] if holder else None)

    async def _give(self, ref: str, me: Agent, step: Step, id: str) -> bool:
        remedy = (await self._parts.cases.packet(ref))["remedy"]["id"]
        amount = Decimal(step.more["amount"]) if "amount" in step.more else None
        try:
            await self._parts.cases.apply_remedy(ref, me, remedy, amount, id)
        except AboveAuthority:
            await self._ask(ref, me, step, id, amount)
            return True
        except Malformed:
            await self._parts.cases.apply_remedy(ref, me, remedy, MODEST, id)
        return False

    async def _ask(self, ref: str, me: Agent, step: Step, id: str, amount: Decimal | None) -> None:
        remedy = (await self._parts.cases.packet(ref))["remedy"]
        chosen = remedy["id"] if remedy["costs_money"] else INSTEAD
        words, why = remedy["script"], step.more.get("why", "")

        def work(conn: Connection, now: Any) -> Any:
            return approving.ask(
                conn, ref, me, chosen, amount, id, words=words, why=why, policies=self._parts.policies, now=now
            )

        await self._parts.cases.act(work)

    async def answer(self, ref: str, step: Step) -> None:
        """A supervisor says yes or no to what was asked last. `approved`: true, false, or null while it waits."""
        supervisor, answer = self.agent("Ada"), step.more.get("answer", "")
        granted = Decimal(step.more["granted"]) if "granted" in step.more else None

        def work(conn: Connection, now: Any) -> Any:
            open_ones = approvals.of_case(conn, cases.get(conn, ref).id)
            asked = next((one for one in open_ones if one.state is ApprovalState.ASKED), None)
            if asked is None:
                return cases.get(conn, ref)
            if step.more.get("approved", True):
                return approving.approve(
                    conn, asked.id, supervisor, granted, answer=answer, policies=self._parts.policies, now=now
                )
            return approving.decline(conn, asked.id, supervisor, answer, now=now)

        await self._parts.cases.act(work)

    async def _keep(self, ref: str, me: Agent) -> None:
        def work(conn: Connection, now: Any) -> Any:
            case = cases.get(conn, ref)
            own = [one for one in promises.of_case(conn, case.id) if one.made_by and one.kept_at is None]
            for one in own:
                case = acts.keep_promise(conn, ref, me, one.id, now)
            return case

        await self._parts.cases.act(work)


def deliver(conn: Connection, now: Any) -> None:
    """What was to be texted has arrived: there is no phone in a demo."""
    for id in conn.execute(select(texts.c.id).where(texts.c.state == "ready")).scalars().all():
        outbox.change(conn, id, state="delivered", external_id=f"demo-{id}", attempts=1, settled_at=now)
