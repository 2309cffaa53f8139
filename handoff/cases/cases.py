"""Everything that people at the desk do with cases. Each act is one transaction; the bell rings after it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.cases import acts, giving, scheduling
from handoff.cases.commitments import Commitment
from handoff.cases.own_links import OwnLinks
from handoff.cases.page import case_page
from handoff.cases.queue import QueuePage, queue_page
from handoff.cases.wanted import EVERYTHING, Wanted
from handoff.cases.writing import check_filled
from handoff.clock import Clock
from handoff.model.agent import Agent
from handoff.model.case import Case
from handoff.model.fragment_text import clean
from handoff.model.message import Message
from handoff.model.promise import DueTime
from handoff.model.refusal import Malformed
from handoff.policy.policies import Policies
from handoff.store.database import Database

LONGEST = 4000  # characters of a reply or a note


class Cases:
    def __init__(
        self, database: Database, policies: Policies, clock: Clock, bell: Bell, own_links: OwnLinks | None = None
    ) -> None:
        """`own_links`: with them, a person's first text to a phone brings the link to the customer's own page."""
        self._database = database
        self._policies = policies
        self._clock = clock
        self._bell = bell
        self._own_links = own_links

    async def take(self, ref: str, agent: Agent, *, over_from: str | None = None) -> None:
        """`over_from`: the id of the holder whom a supervisor relieves. CaseTaken names the holder. Raises CaseOver."""
        await self.act(lambda conn, now: acts.take(conn, ref, agent, now, over_from=over_from))

    async def reply(
        self,
        ref: str,
        agent: Agent,
        text: str,
        client_id: str,
        *,
        promised: Sequence[Commitment] = (),
        seen: int | None = None,
    ) -> Message:
        """Takes the case where nobody has it, and the floor in any case. `promised`: kept as promises with their time.

        `seen`: the last seq that the agent had before them. Raises CaseTaken, CaseOver, OptedOut, AnsweredMeanwhile,
        Malformed.
        """
        words, id = words_of(text), client_id_of(client_id)
        check_filled(words)
        hours = self._policies.hours
        said: list[Message] = []

        def work(conn: Connection, now: datetime) -> Case:
            text = words if self._own_links is None else self._own_links.with_link(conn, ref, words, now)
            told = [(one.words, DueTime(one.due, hours.said(one.due, now))) for one in promised]
            case, message = acts.reply(conn, ref, agent, text, id, now, promised=told, seen=seen)
            said.append(message)
            return case

        await self.act(work, "outbox")
        return said[-1]

    async def reply_later(
        self,
        ref: str,
        agent: Agent,
        text: str,
        client_id: str,
        at: datetime,
        *,
        promised: Sequence[Commitment] = (),
        seen: int | None = None,
    ) -> None:
        """The same, said at `at`, if nothing has happened by then that makes the words wrong. Raises as `reply`."""
        words, id = words_of(text), client_id_of(client_id)
        check_filled(words)
        await self.act(
            lambda conn, now: scheduling.schedule(
                conn, ref, agent, words, id, at, promised=promised, seen=seen, now=now
            ),
            "timers",
        )

    async def send_now(self, ref: str, agent: Agent, waiting: str) -> None:
        """`waiting`: the id of words that wait. Raises NothingWaits, Forbidden and as `reply`."""
        await self.act(
            lambda conn, now: scheduling.send_now(
                conn, ref, agent, waiting, policies=self._policies, own_links=self._own_links, now=now
            ),
            "outbox",
        )

    async def take_back(self, ref: str, agent: Agent, waiting: str) -> str:
        """The words, which the agent has again. Raises NothingWaits, Forbidden."""
        words: list[str] = []

        def work(conn: Connection, now: datetime) -> Case:
            case, one = scheduling.take_back(conn, ref, agent, waiting, now)
            words.append(one.text)
            return case

        await self.act(work)
        return words[-1]

    async def note(self, ref: str, agent: Agent, text: str, client_id: str) -> None:
        words, id = words_of(text), client_id_of(client_id)
        await self.act(lambda conn, now: acts.note(conn, ref, agent, words, id, now))

    async def apply_remedy(
        self,
        ref: str,
        agent: Agent,
        remedy_id: str,
        amount: Decimal | None,
        client_id: str,
        *,
        words: str | None = None,
    ) -> None:
        """`words`: told to the customer in the same moment.

        Raises AboveAuthority, RemedyGiven, RemedyUnknown, CaseNotTaken, CaseTaken, CaseOver, OptedOut.
        """
        id, told = client_id_of(client_id), None if words is None else words_of(words)
        check_filled(told or "")
        await self.act(
            lambda conn, now: giving.apply_remedy(
                conn, ref, agent, remedy_id, amount, id, words=told, policies=self._policies, now=now
            ),
            "outbox",
        )

    async def resolve(self, ref: str, agent: Agent) -> None:
        await self.act(lambda conn, now: acts.resolve(conn, ref, agent, now, policies=self._policies))

    async def return_to_bot(self, ref: str, agent: Agent) -> None:
        await self.act(lambda conn, now: acts.return_to_bot(conn, ref, agent, now), "turns")

    async def seen(self, ref: str, agent: Agent) -> None:
        """The agent has the case before them as it is now. Rings nothing: nobody else waits for it."""
        now = self._clock.now()
        await self._database.write(lambda conn: acts.seen(conn, ref, agent, now))

    async def packet(self, ref: str) -> dict[str, Any]:
        """A `CasePage` as JSON. Raises CaseUnknown."""
        now = self._clock.now()
        page = await self._database.read(lambda conn: case_page(conn, ref, policies=self._policies, now=now))
        return dict(page)

    async def queue(self, wanted: Wanted = EVERYTHING, *, after: str | None = None, limit: int = 50) -> QueuePage:
        """Raises Malformed."""
        now = self._clock.now()
        return await self._database.read(lambda conn: queue_page(conn, wanted, after=after, limit=limit, now=now))

    async def act(self, work: Callable[[Connection, datetime], Case], *topics: str) -> None:
        """One act on one case in one transaction; everybody who looks at the case hears of it."""
        now = self._clock.now()
        case = await self._database.write(lambda conn: work(conn, now), "agent")
        self._bell.ring("queue", f"case:{case.ref}", f"conversation:{case.conversation}", *topics)


def words_of(text: str) -> str:
    """Raises Malformed."""
    words = clean(text)
    if not words:
        raise Malformed("There is nothing written yet.")
    if len(words) > LONGEST:
        raise Malformed(f"That is too long: at most {LONGEST} characters.")
    return words


def client_id_of(given: str) -> str:
    """Raises Malformed."""
    if not given or len(given) > 100 or not given.isprintable():
        raise Malformed("The id of this request must be 1 to 100 printable characters.")
    return given
