"""One greeting and its answer, through Rasa's own channels and through ours: how quickly, how many, at what price."""

import asyncio
import json
import os
import subprocess
import time
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as json_answer

from bench import customers, figures, load, spent
from bench.our_system import OurSystem, dev
from bench.raw_http import FORM, post
from bench.rounds import Rounds
from bench.stock_rasa import CREDENTIALS, Project
from handoff.server import listening_socket
from tests.handoff.served import served

AT_ONCE = 8
PATIENCE = 300.0  # seconds


async def stock(project: Project, folder: Path, rounds: Rounds, pool: ProcessPoolExecutor) -> dict[str, float]:
    """A stock channel answers its webhook when the turn is over: acknowledgement and answer are one."""
    async with _carrier() as carrier, _running(project, folder, carrier) as (process, port, started):
        found = {"start_s": started, "start_cpu_s": spent.cpu_seconds(process.pid)}
        for name, message in {"rest": _rest, "twilio": _twilio}.items():
            requests = [message() for _ in range(rounds.stock_turns)]
            await load.apart(pool, load.one_after_another, port, requests[:3], 1)
            alone: load.Told = await load.apart(pool, load.one_after_another, port, requests, 1)
            requests = [message() for _ in range(rounds.stock_turns)]
            crowd: load.Told = await load.apart(pool, load.one_after_another, port, requests, AT_ONCE)
            found[f"{name}_silent_share"] = (alone.silent + crowd.silent) / (2 * rounds.stock_turns)
            found |= _latencies(f"{name}_ack", alone.only(200, 204))
            found[f"{name}_turns_per_second"] = len(requests) / crowd.only(200, 204).seconds
        return found | {"memory_mb": spent.memory_mb(*spent.with_children(process.pid))}


async def ours(system: OurSystem, rounds: Rounds, pool: ProcessPoolExecutor) -> dict[str, float]:
    """An acknowledgement is a committed message; the answer comes by the stream."""
    found = {"start_s": system.start_s, "start_cpu_s": spent.cpu_seconds(*system.pids())}
    visitors = await customers.browsers(system.port, 2 * rounds.turns)
    web = [visitor.tells(customers.GREETING) for visitor in await customers.browsers(system.port, rounds.turns // 4)]
    sms = customers.texts(system.settings(), rounds.turns // 4, rounds.turns)
    alone: load.Told = await load.apart(
        pool, load.first_words, system.port, visitors[: rounds.answers], 1, customers.STORY
    )
    found |= {name.replace("answer", "done_to_answer"): ms for name, ms in _latencies("answer", alone).items()}
    crowd: load.Told = await load.apart(
        pool, load.first_words, system.port, visitors[-rounds.turns :], AT_ONCE, customers.GREETING
    )
    found["web_turns_per_second"] = rounds.turns / crowd.seconds
    for name, requests in {"web": web, "sms": sms}.items():
        told: load.Told = await load.apart(pool, load.one_after_another, system.port, requests, 1)
        found |= _latencies(f"{name}_ack", told.only(200, 202))
    return found | {"memory_mb": spent.memory_mb(*system.pids())}


def _latencies(what: str, told: load.Told) -> dict[str, float]:
    return {f"{what}_p{percent}_ms": figures.percentile(told.latencies, percent) for percent in (50, 95, 99)}


def _rest() -> bytes:
    said = {"sender": uuid.uuid4().hex, "message": customers.GREETING}
    return post("/webhooks/rest/webhook", json.dumps(said).encode())


def _twilio() -> bytes:
    form = {"From": f"+44{uuid.uuid4().int % 10**10}", "Body": customers.GREETING, "MessageSid": uuid.uuid4().hex}
    return post("/webhooks/twilio/webhook", urlencode(form).encode(), FORM)


@asynccontextmanager
async def _running(
    project: Project, folder: Path, carrier: str
) -> AsyncIterator[tuple["subprocess.Popen[bytes]", int, float]]:
    """Until it answers, with how many seconds that took."""
    credentials, port = folder / "credentials.yml", dev.free_port()
    credentials.write_text(CREDENTIALS)
    path = [str(Path(__file__).parent / "stock"), project.environment.get("PYTHONPATH", "")]
    environment = {**project.environment, "PYTHONPATH": os.pathsep.join(path), "BENCH_CARRIER": carrier}
    command, began, log = project.command(port, credentials), time.monotonic(), folder / "rasa.log"
    print(f"\n$ cd {project.folder} && PYTHONPATH={environment['PYTHONPATH']} {' '.join(command)}", flush=True)
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=project.folder, env=environment, stdout=output, stderr=output)
    try:
        while not await asyncio.to_thread(dev.answers_http, f"http://127.0.0.1:{port}/webhooks/rest/"):
            if process.poll() is not None or time.monotonic() > began + PATIENCE:
                raise SystemExit(f"Rasa did not start:\n{log.read_text()[-3000:]}")
            await asyncio.sleep(0.1)
        yield process, port, time.monotonic() - began
    finally:
        process.terminate()
        process.wait()


@asynccontextmanager
async def _carrier() -> AsyncIterator[str]:
    """Takes every text at once."""
    app = Sanic(f"carrier-{uuid.uuid4().hex[:8]}", configure_logging=False)

    @app.post("/<path:path>")
    async def take(_request: Request, path: str) -> HTTPResponse:
        return json_answer({"sid": f"SM{uuid.uuid4().hex}", "status": "queued"}, status=201)

    sock = listening_socket("127.0.0.1", 0)
    async with served(app, sock):
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
