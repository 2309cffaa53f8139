"""Takes in what the carrier took in for us and could not hand over: at start and every five minutes, from its list."""

import logging
from datetime import timedelta

from sqlalchemy import Connection

from handoff.channels.sms.account import SmsAccount
from handoff.channels.sms.taking import PROVIDER, Taking
from handoff.channels.sms.twilio_carrier import TwilioCarrier
from handoff.clock import Clock
from handoff.outbox.carrier import DeliveryFailed
from handoff.store import inbox, our_numbers
from handoff.store.database import Database

log = logging.getLogger("handoff")

EVERY = 300.0  # real seconds
OVERLAP = 600.0  # real seconds; a list may be late, and clocks differ
AGAIN = 15.0  # real seconds after a look that failed


class Missed:
    def __init__(
        self, account: SmsAccount, database: Database, carrier: TwilioCarrier, taking: Taking, clock: Clock
    ) -> None:
        self._numbers = account.numbers
        self._database = database
        self._carrier = carrier
        self._taking = taking
        self._clock = clock
        self._started = False

    async def go_round(self) -> float | None:
        """Raises StoreUnavailable."""
        for number in self._numbers:
            await self._look(number)
        self._started = True
        return None

    async def _look(self, number: str) -> None:
        now = self._clock.now()
        check_at, at_once = now + self._real(EVERY), not self._started
        since = await self._database.write(
            lambda conn: our_numbers.claim_check(conn, number, now, at_once=at_once, check_at=check_at)
        )
        if since is None:
            return
        try:
            listed = await self._carrier.received_by(number, since - self._real(OVERLAP))
        except DeliveryFailed as failure:
            log.warning("the carrier's list of received texts did not come: code %s", failure.code)
            again = now + self._real(AGAIN)
            await self._database.write(lambda conn: our_numbers.check_again(conn, number, again))
            return
        unknown = await self._database.read(lambda conn: _unknown(conn, [one.sid for one, _ in listed]))
        for sms, at in listed:
            if sms.sid in unknown:
                log.warning("text %s was missed and is taken in from the carrier's list", sms.sid)
                await self._taking.sms(sms, at)
        await self._database.write(lambda conn: our_numbers.checked(conn, number, now))

    def _real(self, seconds: float) -> timedelta:
        return timedelta(seconds=seconds * self._clock.scale)


def _unknown(conn: Connection, sids: list[str]) -> set[str]:
    return set(sids) - inbox.known(conn, PROVIDER, sids)
