"""The service as a whole: health, errors, a quick stop."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from handoff.app import build_parts, create_app
from handoff.server import listening_socket
from handoff.settings import Settings
from tests.handoff.calling import caller
from tests.handoff.served import served
from tests.handoff.service import Service


async def test_it_lives_and_says_what_is_missing(start: Callable[..., Any]) -> None:
    service: Service = await start(bot_secret="a wrong secret")
    assert (await service.http.get("/live")).json() == {"live": True}
    ready = await service.http.get("/ready")
    assert ready.status_code == 503
    assert ready.json()["error"] == "not_ready" and ready.json()["missing"] == ["bot"]


async def test_it_is_ready_when_database_schema_and_bot_are(service: Service) -> None:
    assert (await service.http.get("/ready")).json() == {"ready": True}


async def test_figures_for_prometheus_count_what_waits(service: Service) -> None:
    await service.tell("my jug is cracked")
    figures = (await service.http.get("/metrics")).text
    assert 'amends_conversations{floor="customer"} 1.0' in figures
    assert "amends_turns_waiting 0.0" in figures


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/no/such/page", 404, "not_found"), ("DELETE", "/live", 405, "method_not_allowed")],
)
async def test_errors_are_json_with_a_code_and_a_sentence(
    service: Service, method: str, path: str, status: int, code: str
) -> None:
    response = await service.http.request(method, path)
    assert (response.status_code, response.json()["error"]) == (status, code)
    assert response.json()["detail"].endswith(".")


async def test_a_request_that_is_too_large_is_refused(service: Service) -> None:
    response = await service.http.post("/chat/sessions", content=b"x" * 1_100_000)
    assert (response.status_code, response.json()["error"]) == (413, "too_large")


async def test_fifty_thousand_characters_are_taken(service: Service) -> None:
    session = (await service.http.post("/chat/sessions", json={})).json()
    response = await service.http.post(
        "/chat/messages",
        json={"id": "4b1d1f0e-9d43-4a3b-8f5e-0d8a4d1a7c11", "text": "🫙é" * 25_000},
        headers={"Authorization": f"Bearer {session['token']}"},
    )
    assert response.status_code == 202, response.text


async def test_it_stops_at_once_while_streams_are_open(settings: Settings) -> None:
    socket = listening_socket("127.0.0.1", 0)
    url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    app = create_app(build_parts(settings))
    async with caller(url) as http:
        async with served(app, socket):
            while set((await http.get("/ready")).json()["missing"]) - {"bot"}:
                await asyncio.sleep(0.05)
            session = (await http.post("/chat/sessions", json={})).json()
            request = http.build_request("GET", "/chat/events", headers={"Authorization": f"Bearer {session['token']}"})
            stream = await http.send(request, stream=True)
            assert stream.status_code == 200
            stopping = time.monotonic()
        assert time.monotonic() - stopping < 10  # the stream would wait for its next heartbeat
        await stream.aclose()
