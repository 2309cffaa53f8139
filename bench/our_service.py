"""The service alone, as a process on SQLite with a bot that answers at once: acknowledgements and first words."""

import statistics
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench import bare_writer, customers, figures, inbox_alone, load, spent
from bench.rounds import Rounds
from handoff.store.database import Database
from handoff.store.migrate import migrate
from tests.handoff.fake_bot import SECRET, FakeBot
from tests.handoff.several import Processes, processes

AT_ONCE = 32
RATES = (50, 300)
BURST = 20
FASTER = 8  # story seconds in a real one: the quiet time after a burst need not be waited for in full


@dataclass
class Running:
    pid: int
    port: int
    bot: FakeBot
    processes: Processes

    async def until_read(self, fragments: int) -> None:
        async def all_read() -> bool:
            return len(self.bot.read) >= fragments

        await self.processes.until(all_read)


@asynccontextmanager
async def service(folder: Path, name: str, **environment: str) -> AsyncIterator[Running]:
    bot, place = FakeBot(), folder / name
    place.mkdir()
    kept = {"AMENDS_SPOOL_DIR": str(place / "spool"), "AMENDS_MEDIA_DIR": str(place / "media")}
    async with processes(f"sqlite:///{place / 'amends.db'}", place, [bot], **kept, **environment) as running:
        yield Running(running.process.pid, urlsplit(running.url).port or 0, bot, running)


async def acknowledgements(folder: Path, rounds: Rounds, pool: ProcessPoolExecutor) -> dict[str, float]:
    """For each second of a processor: the bare writer, our inbox, and our front door with all that follows."""
    bare, inbox, web, sms = [], [], [], []
    count, people = rounds.acknowledgements, rounds.customers
    for number in range(rounds.repeated):
        given = (count, people, customers.STORY)
        bare.append(await load.apart(pool, bare_writer.per_cpu_second, _with_schema(folder, f"bare-{number}"), *given))
        file = _with_schema(folder, f"inbox-{number}")
        inbox.append(await load.apart(pool, inbox_alone.per_cpu_second, file, count, people, AT_ONCE, customers.STORY))
        async with service(folder, f"door-{number}") as ours:
            visitors = await customers.browsers(ours.port, people)
            web.append(await _at_the_door(ours, pool, customers.by_turns(visitors, count)))
            environment = {
                "AMENDS_BOT_SECRET": SECRET,
                "AMENDS_DEVELOPMENT": "1",
                "AMENDS_PORT": str(ours.port),
            }
            sms.append(await _at_the_door(ours, pool, customers.texts(environment, count, people)))
    found = {name: statistics.median(each) for name, each in zip(NAMES, (bare, inbox, web, sms), strict=True)}
    return {
        **{f"ack_per_cpu_second_{name}": value for name, value in found.items()},
        "ack_per_cpu_second_ratio": found["http_web"] / found["bare_sqlite3"],
        "ack_per_cpu_second_ratio_sms": found["http_sms"] / found["bare_sqlite3"],
        "ack_per_cpu_second_ratio_inbox": found["inbox"] / found["bare_sqlite3"],
    }


NAMES = ("bare_sqlite3", "inbox", "http_web", "http_sms")


async def _at_the_door(ours: Running, pool: ProcessPoolExecutor, requests: list[bytes]) -> float:
    """Until every message is also read by the bot: nothing that it costs is left out."""
    before, read = spent.cpu_seconds(ours.pid), len(ours.bot.read)
    told: load.Told = await load.apart(pool, load.one_after_another, ours.port, requests, AT_ONCE)
    told.only(200, 202)
    await ours.until_read(read + len(requests))
    return len(requests) / (spent.cpu_seconds(ours.pid) - before)


def _with_schema(folder: Path, name: str) -> Path:
    file = folder / f"{name}.db"
    database = Database(f"sqlite:///{file}")
    migrate(database.engine)
    database.engine.dispose()
    return file


async def latencies(folder: Path, rounds: Rounds, pool: ProcessPoolExecutor) -> dict[str, float]:
    """Of acknowledgements while everybody listens to the stream of their conversation."""
    found: dict[str, float] = {}
    async with service(folder, "rates") as ours:
        for rate in RATES:
            visitors = await customers.browsers(ours.port, rounds.streams)
            streams = [visitor.events() for visitor in visitors]
            requests, read = customers.by_turns(visitors, int(rate * rounds.seconds)), len(ours.bot.read)
            told: load.Told = await load.apart(pool, load.by_the_clock, ours.port, requests, rate, streams)
            told.only(202)
            for percent in (50, 99):
                found[f"ack_p{percent}_ms_at_{rate}"] = figures.percentile(told.latencies, percent)
            await ours.until_read(read + len(requests))
    return found


async def answers(folder: Path, rounds: Rounds, pool: ProcessPoolExecutor) -> dict[str, float]:
    """From Done to the first word; the answers to a burst; what starting took."""
    async with service(folder, "answers", AMENDS_TIME_SCALE=str(FASTER)) as ours:
        start = spent.cpu_seconds(ours.pid)
        visitors = await customers.browsers(ours.port, rounds.answers)
        told: load.Told = await load.apart(pool, load.first_words, ours.port, visitors, 1, customers.STORY)
        return {
            "done_to_answer_p50_ms": figures.percentile(told.latencies, 50),
            "done_to_answer_p95_ms": figures.percentile(told.latencies, 95),
            "burst_answers": await _burst(ours, pool),
            "service_start_cpu_s": start,
            "service_memory_mb": spent.memory_mb(ours.pid),
        }


async def _burst(ours: Running, pool: ProcessPoolExecutor) -> int:
    """How many answers the bot was asked for when a customer sends many short messages at once, without Done."""
    (visitor,) = await customers.browsers(ours.port, 1)
    requests = [visitor.tells(f"and another thing, {number}") for number in range(BURST)]
    told: load.Told = await load.apart(pool, load.one_after_another, ours.port, requests, 1)
    told.only(202)

    def asked() -> list[int]:
        mine = [one for one in ours.bot.responded if one["conversation"] == visitor.conversation]
        return [len(one["fragments"]) for one in mine]

    async def answered() -> bool:
        return sum(asked()) >= BURST

    await ours.processes.until(answered)
    return len(asked())
