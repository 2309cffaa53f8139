"""`Inbox.accept` without HTTP and without anything behind it, in a process of its own."""

import asyncio
import time
import uuid
from pathlib import Path

from handoff.app import build_parts
from handoff.inbox import Inbound
from handoff.model.channel import Channel
from handoff.parts import Parts
from handoff.settings import Settings
from handoff.store.conversations import open_conversation


def per_cpu_second(file: Path, count: int, customers: int, at_once: int, text: str) -> float:
    """Accepted messages for each second of this process; `file`: a database with the schema."""
    return asyncio.run(_per_cpu_second(file, count, customers, at_once, text))


async def _per_cpu_second(file: Path, count: int, customers: int, at_once: int, text: str) -> float:
    environment = {"DATABASE_URL": f"sqlite:///{file}", "AMENDS_BOT_SECRET": "bench", "AMENDS_DEVELOPMENT": "1"}
    parts = build_parts(Settings.from_environment(environment))
    conversations = [await _open(parts) for _ in range(customers)]
    await _accept(parts, conversations, customers, at_once, text)
    before = time.process_time()
    await _accept(parts, conversations, count, at_once, text)
    spent = time.process_time() - before
    await parts.bot.close()
    await parts.database.close()
    return count / spent


async def _open(parts: Parts) -> str:
    now, address = parts.clock.now(), uuid.uuid4().hex
    opened = await parts.database.write(
        lambda conn: open_conversation(conn, channel=Channel.WEB, address=address, now=now)
    )
    return opened.id


async def _accept(parts: Parts, conversations: list[str], count: int, at_once: int, text: str) -> None:
    numbers = iter(range(count))

    async def customer() -> None:
        for number in numbers:
            to = conversations[number % len(conversations)]
            now = parts.clock.now()
            await parts.inbox.accept(Inbound(f"{text}, {number}", f"web:{to}", str(uuid.uuid4()), now, to))

    await asyncio.gather(*(customer() for _ in range(at_once)))
