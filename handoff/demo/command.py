"""`python -m handoff demo`: fills the empty database that the settings name with a believable week."""

import asyncio
from dataclasses import replace

from handoff.app import build_parts
from handoff.demo.filling import fill
from handoff.demo.story import load
from handoff.desk import agents, passwords
from handoff.settings import Settings
from handoff.store.migrate import migrate

# No secret: a demo listens on this machine only, and holds nobody's data.
PASSWORD = "have a look around"


def main(settings: Settings) -> None:
    print(asyncio.run(_fill(replace(settings, time_scale=1.0, clock_origin=None))))


async def _fill(settings: Settings) -> str:
    parts = build_parts(settings)
    try:
        await asyncio.to_thread(migrate, parts.database.engine)
        if await parts.database.read(agents.everyone):
            raise SystemExit("This database is not empty. A demo fills an empty one.")
        people, stories = load()
        cases = await fill(parts, people, stories, passwords.hashed(PASSWORD))
        who = ", ".join(f"{one.email} ({one.role})" for one in people)
        return f"{cases} cases. Sign in as {who}; the password is: {PASSWORD}"
    finally:
        await parts.bot.close()
        await parts.database.close()
