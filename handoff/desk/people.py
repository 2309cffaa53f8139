"""The page where supervisors see who works at the desk, let others in, and change what somebody may do."""

from sanic import Blueprint, HTTPResponse, Request
from sqlalchemy import Connection

from handoff.desk import agents, passwords, staffing
from handoff.desk.approvals import supervisor
from handoff.desk.guard import field
from handoff.desk.pages import Pages
from handoff.model.agent import Agent, Role
from handoff.model.case import Case
from handoff.model.refusal import Malformed, Refusal
from handoff.parts import Parts
from handoff.store import audit, presence


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    hours = parts.policies.hours

    async def page(request: Request, status: int = 200, **values: object) -> HTTPResponse:
        me, now = supervisor(request), parts.clock.now()

        def look(conn: Connection) -> dict[str, object]:
            here = presence.at_the_desk(conn, now)
            return {"everyone": agents.everyone(conn), "gone": staffing.gone(conn), "here": here}

        fresh: dict[str, object] = {"error": None, "says": None, "added": None, "secret": None, "email": "", "name": ""}
        shown = {**await parts.database.read(look), "offered": staffing.may_make(me)}
        return pages.show(request, "people.html", {**fresh, **shown, **values}, status)

    @blueprint.get("/agents")
    async def people(request: Request) -> HTTPResponse:
        return await page(request)

    @blueprint.post("/agents")
    async def add(request: Request) -> HTTPResponse:
        me, now = supervisor(request), parts.clock.now()
        given = {name: field(request, name) for name in ("email", "name")}
        secret = passwords.one_time()
        password_hash = await passwords.hash_aside(secret)

        def work(conn: Connection) -> Agent:
            email, name, role = agents.plain_email(given["email"]), agents.plain_name(given["name"]), _role(request, me)
            added = agents.add(conn, email=email, name=name, role=role, password_hash=password_hash, now=now)
            audit.changed_person(conn, added.id, "added", at=now, actor=me.id, data={"role": role.value})
            return added

        try:
            added = await parts.database.write(work)
        except Refusal as refusal:
            return await page(request, refusal.status, error=str(refusal), **given)
        return await page(request, added=added, secret=secret)

    @blueprint.post("/agents/<id>")
    async def change(request: Request, id: str) -> HTTPResponse:
        me, how = supervisor(request), field(request, "how")
        try:
            if how == "password":
                return await new_password(request, id, me)
            freed = await parts.database.write(lambda conn: work(conn, request, id, how, me))
        except Refusal as refusal:
            return await page(request, refusal.status, says=None, error=str(refusal))
        parts.bell.ring("desk", "queue", "notices", *(f"case:{case.ref}" for case in freed))
        return await page(request, says=_said(how, freed))

    def work(conn: Connection, request: Request, id: str, how: str, me: Agent) -> list[Case]:
        now = parts.clock.now()
        if how == "deactivate":
            return staffing.deactivate(conn, id, me, hours=hours, now=now)
        if how == "activate":
            staffing.activate(conn, id, me, now=now)
            return []
        if how == "role":
            return staffing.change_role(conn, id, _role(request, me), me, hours=hours, now=now)
        raise Malformed("This page is out of date. Reload it and try again.")

    async def new_password(request: Request, id: str, me: Agent) -> HTTPResponse:
        secret = passwords.one_time()
        password_hash = await passwords.hash_aside(secret)

        def reset(conn: Connection) -> Agent:
            return staffing.reset_password(conn, id, password_hash, me, now=parts.clock.now())

        who = await parts.database.write(reset)
        parts.bell.ring("desk")
        return await page(request, added=who, secret=secret)


def _role(request: Request, me: Agent) -> Role:
    given = field(request, "role")
    if given not in staffing.may_make(me):
        raise Malformed("Choose one of the roles that are offered.")
    return Role(given)


def _said(how: str, freed: list[Case]) -> str:
    done = {
        "deactivate": "They are signed out and cannot sign in.",
        "activate": "They may sign in again, with the password they had.",
        "role": "The role is changed.",
    }[how]
    back = f" Back in the queue: {', '.join(case.ref for case in freed)}." if freed else ""
    return done + back
