"""Only until cases exist."""
import asyncio
from handoff.store.migrate import migrate
class Background:
    def __init__(self, parts):
        self.p = parts
    async def start(self):
        await asyncio.to_thread(migrate, self.p.database.engine)
    async def stop(self):
        pass
