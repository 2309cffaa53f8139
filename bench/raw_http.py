"""The least that speaks HTTP on a connection that stays open: what asks must not cost as much as what answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

HOST = "127.0.0.1"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found


def post(path: str, body: bytes = b"", kind: str = JSON, **headers: str) -> bytes:
    """The whole request. `headers`: with _ for -."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {HOST}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return _head(lines, headers) + body


def get(path: str, **headers: str) -> bytes:
    return _head([f"GET {path} HTTP/1.1", f"Host: {HOST}"], headers)


def _head(lines: list[str], headers: Mapping[str, str]) -> bytes:
    more = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, *more, "", ""]).encode()


class Line:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> "Line":
        return cls(*await asyncio.open_connection(HOST, port, limit=2**20))

    async def ask(self, request: bytes) -> Answer:
        async with asyncio.timeout(PATIENCE):
            self._writer.write(request)
            status, headers = await self._answer_begins()
            size = int(headers.get("content-length", "0"))
            return Answer(status, await self._reader.readexactly(size) if size else b"")

    async def follow(self, request: bytes) -> AsyncIterator[bytes]:
        """The lines of an answer without end, such as a stream of events."""
        self._writer.write(request)
        status, _ = await self._answer_begins()
        assert status == 200, status
        while line := await self._reader.readline():
            yield line

    async def _answer_begins(self) -> tuple[int, dict[str, str]]:
        first, *rest = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (line.partition(":") for line in rest if line)
        return int(first.split(" ")[1]), {name.lower(): value.strip() for name, _, value in pairs}

    def close(self) -> None:
        self._writer.close()
