"""`./dev bench desk`: pages of the queue with 100,000 cases, on SQLite and PostgreSQL, as a browser gets them."""

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
from sqlalchemy import select, text

from bench import figures, made_up_cases
from handoff.app import build_parts, create_app
from handoff.cases.queue import queue_page
from handoff.cases.wanted import EVERYTHING
from handoff.desk import sessions
from handoff.desk.guard import COOKIE
from handoff.parts import Parts
from handoff.server import listening_socket
from handoff.settings import Settings
from handoff.store.database import Database
from handoff.store.migrate import migrate
from handoff.store.tables import case_queue
from tests.handoff import postgres
from tests.handoff.served import served

SAMPLES = 30
PAGES = {
    "queue": "",
    "waiting": "who=nobody",
    "mine": "who=mine",
    "due soon": "when=due",
    "late": "when=late",
    "kind": "kind=late",
    "kind of mine": "who=mine&kind=staff",
    "rare flag": "flag=vulnerable",
    "flag nobody has": "flag=fraud",
    "resolved": "state=resolved",
    "resolved by kind": "state=resolved&kind=staff&channel=sms",
    "find an order": "q=NK+71234",
    "find a name": "q=lindqvist",
    "find a common word": "q=ordered",
    "find two words": "q=kettle+leaks",
    "find a beginning": "q=wor",
    "find nothing": "q=zebra",
    "find in waiting": "who=nobody&q=blend",
}


@dataclass(frozen=True)
class Timed:
    median: float  # milliseconds
    p95: float
    cpu: float  # of this process, the browser's stand-in included; steadier than the clock on a busy machine


def main() -> None:
    parser = figures.arguments("desk", __doc__ or "")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--open", type=float, default=0.1, metavar="SHARE", help="of the cases (default: 0.1)")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    found: dict[str, float] = {}
    for name, measure in {"sqlite": _on_sqlite, "postgresql": _on_postgresql}.items():
        if options.only in (None, name):
            found |= _report(name, asyncio.run(measure(options)), options)
    figures.keep(options.json, found)


def _report(name: str, timed: dict[str, Timed], options: argparse.Namespace) -> dict[str, float]:
    bare = timed["bare SELECT"].median
    rows = [
        [page, f"{one.median:.1f}", f"{one.p95:.1f}", f"{one.cpu:.1f}", f"{one.median / bare:.1f}"]
        for page, one in timed.items()
    ]
    print(f"\n{name}, {options.cases:,} cases, {options.open:.0%} of them open")
    figures.table(["page", "median ms", "p95 ms", "CPU ms", "× bare SELECT"], rows)
    pages = [one for page, one in timed.items() if page not in ("bare SELECT", "statements of the queue")]
    size = f"{options.cases // 1000}k_{name}"
    return {
        f"queue_ms_{size}": timed["queue"].median,
        f"queue_p95_ms_{size}": timed["queue"].p95,
        f"queue_cpu_ms_{size}": timed["queue"].cpu,
        f"slowest_page_ms_{size}": max(one.median for one in pages),
        f"bare_select_ms_{size}": bare,
        f"queue_to_bare_ratio_{size}": timed["queue"].median / bare,
    }


async def _on_sqlite(options: argparse.Namespace) -> dict[str, Timed]:
    folder = Path(tempfile.mkdtemp(prefix="amends-bench-"))
    try:
        return await _measure(f"sqlite:///{folder / 'amends.db'}", options)
    finally:
        shutil.rmtree(folder)


async def _on_postgresql(options: argparse.Namespace) -> dict[str, Timed]:
    with postgres.running() as server, server.new_database() as name:
        return await _measure(server.url(name), options)


async def _measure(url: str, options: argparse.Namespace) -> dict[str, Timed]:
    socket = listening_socket("127.0.0.1", 0)
    port = socket.getsockname()[1]
    environment = {"DATABASE_URL": url, "AMENDS_BOT_SECRET": "bench", "AMENDS_DEVELOPMENT": "1"}
    settings = Settings.from_environment({**environment, "AMENDS_PORT": str(port)})
    parts = build_parts(settings)
    await asyncio.to_thread(migrate, parts.database.engine)
    token = await _fill(parts, options)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(served(create_app(parts), socket))
        client = await stack.enter_async_context(
            httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", cookies={COOKIE: token}, trust_env=False)
        )
        await _until_up(client)
        timed = {
            "bare SELECT": await _timed(lambda: _bare(parts.database)),
            "statements of the queue": await _timed(lambda: _statements(parts)),
        }
        for name, query in PAGES.items():
            timed[name] = await _timed(lambda query=query: _page(client, f"/desk/?{query}"))
        timed["the twentieth page"] = await _timed(await _far_page(parts, client))
        return timed


async def _fill(parts: Parts, options: argparse.Namespace) -> str:
    """The token of somebody who is signed in."""
    began, now = time.perf_counter(), parts.clock.now()
    with parts.database.engine.begin() as conn:
        people = made_up_cases.staff(conn, now)
        made_up_cases.fill(conn, people, count=options.cases, open_share=options.open, now=now, seed=options.seed)
        token = sessions.begin(conn, people[0], now=now)
    if not parts.database.is_sqlite:
        # As the server's own housekeeping does after a while.
        with parts.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("VACUUM ANALYZE"))
    print(f"filled with {options.cases:,} cases in {time.perf_counter() - began:.0f} s", flush=True)
    return token


async def _until_up(client: httpx2.AsyncClient) -> None:
    while (await client.get("/live")).status_code != 200:
        await asyncio.sleep(0.1)


async def _timed(act: Callable[[], Awaitable[object]]) -> Timed:
    for _ in range(3):
        await act()
    samples, worked = [], time.process_time()
    for _ in range(SAMPLES):
        began = time.perf_counter()
        await act()
        samples.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - worked) * 1000 / SAMPLES
    return Timed(figures.percentile(samples, 50), figures.percentile(samples, 95), cpu)


async def _bare(database: Database) -> None:
    """The least that a page of 50 rows in order can cost here."""
    query = select(case_queue).order_by(case_queue.c.place).limit(51)
    await database.read(lambda conn: conn.execute(query).all())


async def _statements(parts: Parts) -> None:
    now = parts.clock.now()
    await parts.database.read(lambda conn: queue_page(conn, EVERYTHING, after=None, limit=50, now=now))


async def _page(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 200, (path, response.status_code, response.text[:500])


async def _far_page(parts: Parts, client: httpx2.AsyncClient) -> Callable[[], Awaitable[object]]:
    after: str | None = None
    for _ in range(19):
        after = (await parts.cases.queue(after=after)).after or after
    return lambda: _page(client, f"/desk/?after={after}")


if __name__ == "__main__":
    main()
