"""A program that uses the API, and holds every answer against the document."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import yaml
from jsonschema import Draft202012Validator

from handoff.api import http as api
from handoff.api import tokens
from handoff.model.agent import Role
from tests.handoff.service import Service

DOCUMENT = yaml.safe_load(Path(api.DOCUMENT).read_text())


@dataclass
class Client:
    http: httpx2.AsyncClient
    token: str

    async def get(self, path: str, **query: str) -> httpx2.Response:
        return _checked(await self.http.get(path, params=query, headers=self._headers))

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        return _checked(await self.http.post(path, json=body, headers=self._headers | headers))

    async def send(self, path: str, body: bytes, content_type: str) -> httpx2.Response:
        headers = self._headers | {"Content-Type": content_type}
        return _checked(await self.http.post(path, content=body, headers=headers))

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def _checked(response: httpx2.Response) -> httpx2.Response:
    """Every answer is as the document says."""
    answers = _operation(response.request)["responses"]
    answer = answers[str(response.status_code)]
    if "$ref" in answer:
        answer = DOCUMENT["components"]["responses"][answer["$ref"].split("/")[-1]]
    schema = answer["content"]["application/json"]["schema"]
    whole = {"components": DOCUMENT["components"], **schema}
    Draft202012Validator(whole).validate(response.json())
    return response


def _operation(request: httpx2.Request) -> dict[str, Any]:
    for path, operations in DOCUMENT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.url.path):
            found: dict[str, Any] = operations[request.method.lower()]
            return found
    raise AssertionError(f"{request.url.path} is not in the document")


async def client(service: Service, role: Role = Role.AGENT, name: str = "Robot") -> Client:
    now = service.parts.clock.now()
    token = await service.parts.database.write(lambda conn: tokens.create(conn, name=name, role=role, now=now))
    return Client(service.http, token)


def new_id() -> str:
    return str(uuid.uuid4())
