"""Settles texts of unknown outcome by the carrier's own list; until it says something, nothing is repeated."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.model.texting import Texting
from handoff.outbox.carrier import Carrier, DeliveryFailed, Listed
from handoff.outbox.settling import News, settle
from handoff.rounds import log
from handoff.store import unknowns
from handoff.store.database import Database
from handoff.store.unknowns import Unknown

AT_ONCE = 20
CLOCKS_DIFFER = timedelta(minutes=2)  # the carrier's clock may run behind ours
NOT_AT_CARRIER = "not_at_carrier"


class Unknowns:
    def __init__(self, database: Database, carrier: Carrier, texting: Texting, clock: Clock, bell: Bell) -> None:
        self._database = database
        self._carrier = carrier
        self._texting = texting
        self._clock = clock
        self._bell = bell

    async def go_round(self) -> float | None:
        for text in await self._database.write(self._claim):
            try:
                listed = await self._carrier.sent_to(text.to_address, text.from_address, text.began_at - CLOCKS_DIFFER)
            except DeliveryFailed as failure:
                log.warning("the carrier's list did not come: code %s", failure.code)
                return None
            await self._database.write(lambda conn, text=text, listed=listed: self._settle(conn, text, listed))  # type: ignore[misc]
            self._bell.ring("outbox", f"conversation:{text.conversation}")
        return None

    def _claim(self, conn: Connection) -> list[Unknown]:
        now = self._clock.now()
        again = now + timedelta(seconds=self._texting.unknown.look_again)
        return unknowns.claim_due(conn, now, look_again=again, limit=AT_ONCE)

    def _settle(self, conn: Connection, text: Unknown, listed: list[Listed]) -> None:
        now = self._clock.now()
        # Our own id is not in the list: the same words are ours, unless another text of ours already is that one.
        same = [one for one in listed if one.body == text.body]
        taken = unknowns.owned(conn, [one.external_id for one in same])
        free = [one for one in same if one.external_id not in taken]
        if free:
            found = free[0]
            settle(conn, text.id, News(found.state, found.external_id, found.code), texting=self._texting, now=now)
        elif self._has_waited(text, now):
            unknowns.send_after_all(conn, text.id, reason=NOT_AT_CARRIER, now=now)

    def _has_waited(self, text: Unknown, now: datetime) -> bool:
        return now - text.since >= timedelta(seconds=self._texting.unknown.gone_after)
