"""The desk's stream and its files: topics without words, and an end that keeps nobody waiting."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from handoff.desk.assets import Assets, BrowserFilesMissing
from tests.handoff.at_the_desk import Browser, handed_over, signed_in
from tests.handoff.service import Service


async def news(browser: Browser, until: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    """The events of the stream, up to the first that `until` holds for."""
    heard: list[tuple[str, str]] = []
    async with browser.http.stream("GET", "/desk/events", timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        name = ""
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data:"):
                heard.append((name, line.removeprefix("data:").strip()))
                if until(*heard[-1]):
                    break
    return heard


async def test_the_stream_tells_topics_and_never_words(service: Service) -> None:
    ref = await handed_over(service)
    conversation, maya = (await service.parts.cases.packet(ref))["conversation"], await signed_in(service, "Maya")
    listening = asyncio.create_task(news(maya, lambda name, data: f"conversation:{conversation}" in data))
    await asyncio.sleep(0.3)
    await service.tell("any news? the secret is 42")
    heard = await listening
    assert heard[0] == ("beat", "")
    assert all(
        re.fullmatch(r"queue|desk|\*|case:[\w-]+|conversation:\w+", t) for n, d in heard if d for t in json.loads(d)
    )


async def test_the_stream_of_who_signs_out_ends(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    listening = asyncio.create_task(news(maya, lambda *_: False))
    await asyncio.sleep(0.3)
    await maya.send("/desk/sign-out")
    assert [name for name, _ in await asyncio.wait_for(listening, 5)] == ["beat"]


async def test_open_streams_end_by_themselves_when_the_service_stops(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    streams = [asyncio.create_task(news(maya, lambda *_: False)) for _ in range(5)]
    await asyncio.sleep(0.3)
    await service.stop()
    # A stream that was cut off instead would raise here.
    for heard in await asyncio.wait_for(asyncio.gather(*streams), 2):
        assert heard[0] == ("beat", "")


async def test_files_are_kept_by_the_browser_for_as_long_as_they_are_the_same(service: Service) -> None:
    page = (await service.http.get("/desk/sign-in")).text
    path = re.search(r'href="(/desk/static/\w+/desk.css)"', page)
    assert path is not None
    answer = await service.http.get(path[1])
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert (await service.http.get(path[1].replace("desk.css", "..%2fhttp.py"))).status_code == 404


def test_missing_browser_files_are_said_loudly(tmp_path: Any) -> None:
    with pytest.raises(BrowserFilesMissing, match=r"\./dev setup"):
        Assets({"htmx.js": tmp_path / "htmx.min.js"})
