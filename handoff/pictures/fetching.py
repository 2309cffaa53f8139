"""Brings pictures in from where a carrier keeps them, and takes away the files that nobody may have any more."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.model.picture import PictureRefused, PictureRules, PictureState, Trouble
from handoff.pictures.album import Album
from handoff.rounds import log, log_failure
from handoff.store import pictures
from handoff.store.database import Database
from handoff.store.pictures import Due

AT_ONCE = 4
LEASE = 60.0  # real seconds; a slow line may need half of it for one picture


class NotFetched(Exception):
    """`trouble`: there is no use in another try."""

    def __init__(self, trouble: Trouble | None = None) -> None:
        super().__init__(trouble or "not now")
        self.trouble = trouble


Fetch = Callable[[str], Awaitable[bytes]]  # the address to the bytes; raises NotFetched


class Fetching:
    def __init__(
        self, database: Database, album: Album, rules: PictureRules, clock: Clock, bell: Bell, fetch: Fetch | None
    ) -> None:
        """`fetch`: None where no carrier is set up; what waits then goes on waiting."""
        self._database = database
        self._album = album
        self._rules = rules
        self._clock = clock
        self._bell = bell
        self._fetch = fetch

    async def go_round(self) -> float | None:
        now = self._clock.now()
        due = await self._database.read(pictures.next_due)
        if due is None or due > now:
            return None
        lease = now + timedelta(seconds=LEASE * self._clock.scale)
        claimed = await self._database.write(lambda conn: pictures.claim_due(conn, now, lease, AT_ONCE))
        await asyncio.gather(*(self._see_to(one) for one in claimed))
        return 0 if len(claimed) == AT_ONCE else None

    async def _see_to(self, due: Due) -> None:
        try:
            if due.state is PictureState.WAITING:
                await self._bring(due)
            else:
                await self._remove(due)
        except Exception as error:  # one picture must not keep the others waiting; the lease runs out
            log_failure("pictures", error)

    async def _bring(self, due: Due) -> None:
        if self._fetch is None or due.source is None:
            return
        try:
            body = await self._fetch(due.source)
            file, size = await self._album.keep(due.conversation, body)
        except PictureRefused as refused:
            log.info("picture %s was refused: %s", due.id, refused.trouble)
            await self._give_up(due, PictureState.REFUSED, refused.trouble)
        except NotFetched as missed:
            await self._missed(due, missed)
        else:
            if not await self._database.write(lambda conn: pictures.fetched(conn, due.id, file, size)):
                await self._album.remove(file)  # erased while it was on its way
            self._bell.ring(f"conversation:{due.conversation}")

    async def _missed(self, due: Due, missed: NotFetched) -> None:
        if missed.trouble is not None or due.attempts >= self._rules.fetch_times:
            log.warning("picture %s was not fetched in %s tries", due.id, due.attempts)
            await self._give_up(due, PictureState.LOST, missed.trouble or Trouble.NOT_FOUND)
            return
        wait = self._rules.fetch_after * 2 ** (due.attempts - 1)
        at = self._clock.now() + timedelta(seconds=wait)
        await self._database.write(lambda conn: pictures.try_again(conn, due.id, at))

    async def _give_up(self, due: Due, state: PictureState, trouble: Trouble) -> None:
        await self._database.write(lambda conn: pictures.given_up(conn, due.id, state, trouble))
        self._bell.ring(f"conversation:{due.conversation}")

    async def _remove(self, due: Due) -> None:
        free = due.state is PictureState.ERASED or await self._database.write(lambda c: pictures.let_go(c, due))
        if free and due.file is not None:
            await self._album.remove(due.file)
        await self._database.write(lambda conn: pictures.file_removed(conn, due.id))
