"""Somebody at the desk: a browser without scripts that keeps its cookie and sends the forms it was given."""

import re
import uuid
from dataclasses import dataclass

import httpx2

from handoff.desk import agents, passwords
from handoff.model.agent import Agent, Role
from tests.handoff.calling import caller
from tests.handoff.service import Service

PASSWORD = "four plain words here"
PASSWORD_HASH = passwords.hashed(PASSWORD)


@dataclass
class Browser:
    http: httpx2.AsyncClient
    agent: Agent
    csrf: str = ""

    async def sign_in(self, password: str = PASSWORD) -> httpx2.Response:
        form = {"email": self.agent.email, "password": password, "next": "/desk/"}
        response = await self.http.post("/desk/sign-in", data=form)
        if response.status_code == 303:
            page = await self.http.get("/desk/")
            self.csrf = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
        return response

    async def see(self, path: str) -> str:
        response = await self.http.get(path)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return response.text

    async def send(self, path: str, **fields: str) -> httpx2.Response:
        return await self.http.post(path, data={"csrf": self.csrf, "client_id": uuid.uuid4().hex} | fields)

    async def act(self, ref: str, what: str, **fields: str) -> httpx2.Response:
        return await self.send(f"/desk/cases/{ref}/{what}", **fields)


async def arrive(service: Service, name: str, role: Role = Role.AGENT) -> Browser:
    """Somebody new with an account, not signed in yet."""
    email, now = f"{name.lower()}@example.com", service.parts.clock.now()
    new = {"email": email, "name": name, "role": role, "password_hash": PASSWORD_HASH}
    agent = await service.parts.database.write(lambda conn: agents.add(conn, **new, now=now))
    http = caller(service.url)
    return Browser(http, agent)


async def signed_in(service: Service, name: str, role: Role = Role.AGENT) -> Browser:
    browser = await arrive(service, name, role)
    assert (await browser.sign_in()).status_code == 303
    return browser


async def handed_over(
    service: Service, story: str = "my blender came cracked", who: str = "session-1", *, sms: bool = False
) -> str:
    """The reference of a case that a customer's story became."""
    receipt = await service.tell(story, who=who, sms=sms)
    await service.tell("i want a human", who=who, sms=sms)

    async def case() -> str | None:
        return next(
            (row.ref for row in (await service.parts.cases.queue()).rows if row.conversation == receipt.conversation),
            None,
        )

    return await service.until(case)
