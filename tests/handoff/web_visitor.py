"""A customer's browser as the tests need it: a session and the requests of the widget."""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx2

from tests.handoff.service import Service


class Visitor:
    def __init__(self, http: httpx2.AsyncClient, session: dict[str, str]) -> None:
        self.http = http
        self.conversation = session["conversation"]
        self.token = session["token"]
        self.headers = {"Authorization": f"Bearer {self.token}"}

    @classmethod
    async def of(cls, service: Service, **body: Any) -> "Visitor":
        response = await service.http.post("/chat/sessions", json=body)
        assert response.status_code == 201, response.text
        return cls(service.http, response.json())

    async def tell(self, text: str, id: str | None = None) -> httpx2.Response:
        return await self.post("messages", {"id": id or str(uuid.uuid4()), "text": text})

    async def press(self, button: str, id: str | None = None) -> httpx2.Response:
        return await self.post("buttons", {"id": id or str(uuid.uuid4()), "button": button})

    async def post(self, path: str, body: object = None) -> httpx2.Response:
        return await self.http.post(f"/chat/{path}", json=body, headers=self.headers)

    async def news(self, after: int = 0, wait: int = 0) -> dict[str, Any]:
        query = {"after": after, "wait": wait}
        response = await self.http.get("/chat/messages", params=query, headers=self.headers, timeout=30)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    async def texts(self) -> list[str]:
        return [message["text"] for message in (await self.news())["messages"]]

    async def events(self, after: int = 0, **headers: str) -> AsyncIterator[dict[str, Any]]:
        """`{"event", "id"?, "data"}` each, or `{"comment"}`; ends when the service ends the stream."""
        asked = self.http.stream(
            "GET", "/chat/events", params={"after": after}, headers=self.headers | headers, timeout=20
        )
        async with asked as response:
            assert response.status_code == 200
            fields: dict[str, Any] = {}
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ")
                if line:
                    fields[name or "comment"] = json.loads(value) if name == "data" else value
                elif fields:
                    yield fields
                    fields = {}
