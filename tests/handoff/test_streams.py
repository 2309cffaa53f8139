"""What a customer hears by a stream that breaks again and again is what was said, once each and in order."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2

from handoff.app import build_parts, create_app
from handoff.model.message import Author, Utterance
from handoff.outbox.speaking import speak
from handoff.server import listening_socket
from handoff.settings import Settings
from handoff.store import conversations
from tests.handoff.calling import caller
from tests.handoff.served import served
from tests.handoff.service import Service
from tests.handoff.web_visitor import Visitor


class Cable:
    """Between a browser and the service; cut at will, in the middle of a sentence."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: set[asyncio.StreamWriter] = set()
        self.bytes_until_cut: int | None = None

    async def __aenter__(self) -> "Cable":
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()
        await asyncio.sleep(0)

    def cut(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        pair = {writer, back}
        self._open |= pair
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer, counted=True))
        self._open -= pair

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool = False) -> None:
        try:
            while data := await reader.read(512):
                if counted and self.bytes_until_cut is not None:
                    data, self.bytes_until_cut = data[: self.bytes_until_cut], self.bytes_until_cut - len(data)
                writer.write(data)
                await writer.drain()
                if counted and self.bytes_until_cut is not None and self.bytes_until_cut <= 0:
                    self.bytes_until_cut = None
                    self.cut()
        except OSError:
            pass
        finally:
            writer.transport.abort()


async def say(service: Service, conversation: str, text: str) -> None:
    """Somebody at the desk."""

    def work(conn: Any) -> None:
        held = conversations.get(conn, conversation)
        speak(conn, held, [Utterance(text)], author=Author.SYSTEM, origin=text, now=service.parts.clock.now())

    await service.parts.database.write(work)
    service.parts.bell.ring(f"conversation:{conversation}")


async def test_a_stream_that_drops_in_the_middle_of_a_reply_tells_each_message_once(
    service: Service, rounds: int
) -> None:
    visitor = await Visitor.of(service)
    async with Cable(service.parts.settings.port) as cable, caller(cable.url) as http:
        through = Visitor(http, {"conversation": visitor.conversation, "token": visitor.token})
        heard: list[tuple[int, str]] = []
        following = asyncio.create_task(follow(through, heard))
        for round in range(rounds):
            cable.bytes_until_cut = 40 + 37 * round % 700  # somewhere in the headers, the frame or the words
            await say(service, visitor.conversation, f"reply {round} " + "and more " * 20)
            await asyncio.sleep(0.02)
        last = rounds

        async def all_heard() -> bool:
            return bool(heard) and heard[-1][0] == last

        await service.until(all_heard, patience=60)
        following.cancel()
    assert [seq for seq, _ in heard] == list(range(1, rounds + 1))
    assert [text.split(" and")[0] for _, text in heard] == [f"reply {n}" for n in range(rounds)]


async def follow(visitor: Visitor, heard: list[tuple[int, str]]) -> None:
    """Comes back after every break and goes on after the last message that was heard whole."""
    while True:
        try:
            async for event in visitor.events(after=heard[-1][0] if heard else 0):
                if event.get("event") == "message":
                    heard.append((event["data"]["seq"], event["data"]["text"]))
        except (httpx2.HTTPError, OSError):
            pass
        await asyncio.sleep(0.01)


async def test_a_message_whose_acknowledgement_was_lost_is_kept_once(start: Callable[..., Any], rounds: int) -> None:
    service: Service = await start(time_scale=0.1)  # nobody answers meanwhile
    visitor = await Visitor.of(service)
    async with Cable(service.parts.settings.port) as cable:
        for round in range(rounds):
            id = f"00000000-0000-4000-8000-{round:012d}"
            cable.bytes_until_cut = 1 + 23 * round % 200
            acknowledged = None
            while acknowledged is None:
                # A connection of its own for each try, as after a break.
                async with caller(cable.url) as http:
                    through = Visitor(http, {"conversation": visitor.conversation, "token": visitor.token})
                    try:
                        acknowledged = await through.tell(f"part {round}", id)
                    except (httpx2.HTTPError, OSError):
                        continue
            assert acknowledged.status_code == 202, acknowledged.text
            assert acknowledged.json() == {"seq": round + 1}
            if round % 50 == 49:
                await asyncio.sleep(1)  # within what one customer may write
    assert await visitor.texts() == [f"part {n}" for n in range(rounds)]


async def test_streams_are_ended_properly_when_the_service_stops(settings: Settings) -> None:
    """Nobody has to be cut off, so the stop waits for none of them."""
    socket = listening_socket("127.0.0.1", 0)
    app = create_app(build_parts(settings))
    url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    async with caller(url) as http:
        async with served(app, socket):
            while set((await http.get("/ready")).json()["missing"]) - {"bot"}:
                await asyncio.sleep(0.05)
            streams = []
            for _ in range(20):
                session = (await http.post("/chat/sessions", json={})).json()
                headers = {"Authorization": f"Bearer {session['token']}"}
                request = http.build_request("GET", "/chat/events", headers=headers)
                streams.append(await http.send(request, stream=True))
            reading = [asyncio.create_task(stream.aread()) for stream in streams]
        # One that was cut off raises: its last chunk never came.
        assert all(b"event: floor" in told for told in await asyncio.gather(*reading))


async def test_a_stream_that_was_away_for_long_gets_all_it_missed(start: Callable[..., Any]) -> None:
    service: Service = await start()
    visitor = await Visitor.of(service)

    def work(conn: Any) -> None:
        held = conversations.get(conn, visitor.conversation)
        words = [Utterance(f"reply {n}") for n in range(520)]  # more than one look at the database brings
        speak(conn, held, words, author=Author.SYSTEM, origin="many", now=service.parts.clock.now())

    await service.parts.database.write(work)
    heard: list[int] = []
    async for event in visitor.events(after=3):
        if event.get("event") == "message":
            heard.append(event["data"]["seq"])
        if heard and heard[-1] == 520:
            break
    assert heard == list(range(4, 521))
