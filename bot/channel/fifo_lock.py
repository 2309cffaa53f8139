"""One turn of a conversation at a time, first come first served, within this process."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock_store import LockStore


class FifoLockStore(LockStore):
    """asyncio.Lock wakes its waiters in order and at once; Rasa's own store asks again every second.

    Never set SANIC_WORKERS with it: the locks live in one process. Several processes are several replicas, where the
    handoff service hands each conversation to one of them at a time and DialogueStore refuses what came too late.
    """

    def __init__(self, endpoint_config: Any = None) -> None:
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._wanted: defaultdict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0, wait_time_in_seconds: float = 0
    ) -> AsyncGenerator[None, None]:
        self._wanted[conversation_id] += 1
        try:
            async with self._locks[conversation_id]:
                yield
        finally:
            self._wanted[conversation_id] -= 1
            if not self._wanted[conversation_id]:
                del self._wanted[conversation_id], self._locks[conversation_id]
