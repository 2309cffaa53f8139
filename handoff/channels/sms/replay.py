"""Takes in what was spooled, in its order, once the database is back; nothing is sent to customers before that."""

import logging

from handoff.channels.sms.spool import Line, Spool
from handoff.channels.sms.taking import Taking
from handoff.model.refusal import Refusal

log = logging.getLogger("handoff")

OTHER_AT_IT = 0.2  # real seconds


class Replay:
    def __init__(self, spool: Spool, taking: Taking) -> None:
        self._spool, self._taking = spool, taking

    async def go_round(self) -> float | None:
        """Raises StoreUnavailable; then everything is still there for the next round."""
        if not self._spool.waits():
            return None
        with self._spool.replaying() as ours:
            if not ours:
                return OTHER_AT_IT
            for path in self._spool.take():
                for line in self._spool.lines(path):
                    await self._take_in(line)
                self._spool.remove(path)
        return 0

    async def _take_in(self, line: Line) -> None:
        try:
            if line.kind == "inbound":
                await self._taking.message(line.fields, line.at)
            else:
                await self._taking.status(line.fields)
        except Refusal as refusal:
            log.error("a spooled line was refused and set aside: %s", refusal.code)
            self._spool.set_aside(line)
