"""The page where supervisors see who works at the desk and let others in."""

from sanic import Blueprint, HTTPResponse, Request
from sqlalchemy import Connection

from handoff.desk import agents, passwords
from handoff.desk.guard import field, session_of
from handoff.desk.pages import Pages
from handoff.model.agent import Agent, Role
from handoff.model.refusal import Forbidden, Malformed, Refusal
from handoff.parts import Parts


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    async def page(request: Request, status: int = 200, **values: object) -> HTTPResponse:
        everyone = await parts.database.read(agents.everyone)
        fresh: dict[str, object] = {"error": None, "added": None, "secret": None, "email": "", "name": ""}
        offered = may_add(session_of(request).agent)
        return pages.show(request, "people.html", fresh | {"everyone": everyone, "offered": offered} | values, status)

    @blueprint.get("/agents")
    async def people(request: Request) -> HTTPResponse:
        _supervisor(request)
        return await page(request)

    @blueprint.post("/agents")
    async def add(request: Request) -> HTTPResponse:
        me = _supervisor(request)
        given = {name: field(request, name) for name in ("email", "name")}
        secret = passwords.one_time()
        password_hash = await passwords.hash_aside(secret)

        def work(conn: Connection) -> Agent:
            email, name, role = agents.plain_email(given["email"]), agents.plain_name(given["name"]), _role(request, me)
            now = parts.clock.now()
            return agents.add(conn, email=email, name=name, role=role, password_hash=password_hash, now=now)

        try:
            added = await parts.database.write(work)
        except Refusal as refusal:
            return await page(request, refusal.status, error=str(refusal), **given)
        return await page(request, added=added, secret=secret)


def may_add(agent: Agent) -> list[Role]:
    """Nobody makes somebody with more rights than their own."""
    return list(Role) if agent.role is Role.ADMIN else [Role.AGENT, Role.SUPERVISOR, Role.DESIGNER]


def _supervisor(request: Request) -> Agent:
    me = session_of(request).agent
    if not me.supervises:
        raise Forbidden("This page is for supervisors.")
    return me


def _role(request: Request, me: Agent) -> Role:
    given = field(request, "role")
    if given not in may_add(me):
        raise Malformed("Choose one of the roles that are offered.")
    return Role(given)
