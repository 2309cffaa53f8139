"""Signing in and out. The answer never tells whether an address is known."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy import Connection

from handoff.desk import agents, guard, passwords, sessions
from handoff.desk.guard import COOKIE, field
from handoff.desk.pages import Pages
from handoff.model.agent import Agent
from handoff.model.refusal import Malformed
from handoff.parts import Parts

PER_ADDRESS = RateLimitItemPerMinute(10, 5)  # tries for one e-mail address from one place
PER_PLACE = RateLimitItemPerMinute(60, 5)  # tries from one place, an office behind one address included

WRONG = "This e-mail and password do not belong together. Check both and try again."
TOO_MANY = "Too many tries. Wait five minutes, then try again, or ask a supervisor for a new password."


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    limiter = MovingWindowRateLimiter(MemoryStorage())

    @blueprint.get("/sign-in")
    async def sign_in_page(request: Request) -> HTTPResponse:
        if guard.session_of(request):
            return redirect("/desk/", status=303)
        return _page(pages, request, next=str(request.args.get("next", "/desk/")))

    @blueprint.post("/sign-in")
    async def sign_in(request: Request) -> HTTPResponse:
        email, target = field(request, "email").strip().lower(), field(request, "next")
        place = request.remote_addr or request.ip
        if not (limiter.hit(PER_PLACE, place) and limiter.hit(PER_ADDRESS, place, email)):
            return _page(pages, request, next=target, email=email, error=TOO_MANY, status=429)
        agent = await _proven(parts, email, field(request, "password"))
        if agent is None:
            return _page(pages, request, next=target, email=email, error=WRONG, status=401)
        limiter.clear(PER_ADDRESS, place, email)
        now, former = parts.clock.now(), request.cookies.get(COOKIE) or ""
        token = await parts.database.write(lambda conn: sessions.begin(conn, agent, now=now, instead_of=former))
        response = redirect(_safe(target), status=303)
        secure = parts.settings.public_url.startswith("https://")
        lasts = int(sessions.LASTS.total_seconds())
        response.add_cookie(COOKIE, token, path="/desk", httponly=True, samesite="Lax", secure=secure, max_age=lasts)
        return response

    @blueprint.post("/sign-out")
    async def sign_out(request: Request) -> HTTPResponse:
        token = request.cookies.get(COOKIE) or ""
        await parts.database.write(lambda conn: sessions.end(conn, token))
        parts.bell.ring("desk")
        response = redirect("/desk/sign-in", status=303)
        response.delete_cookie(COOKIE, path="/desk")
        return response

    @blueprint.get("/password")
    async def password_page(request: Request) -> HTTPResponse:
        return pages.show(request, "password.html", {"error": None, "done": False})

    @blueprint.post("/password")
    async def change_password(request: Request) -> HTTPResponse:
        try:
            await _change_password(parts, request)
        except Malformed as refusal:
            return pages.show(request, "password.html", {"error": str(refusal), "done": False}, refusal.status)
        return pages.show(request, "password.html", {"error": None, "done": True})


def _page(
    pages: Pages, request: Request, *, next: str, email: str = "", error: str | None = None, status: int = 200
) -> HTTPResponse:
    return pages.show(request, "sign-in.html", {"next": _safe(next), "email": email, "error": error}, status)


def _safe(target: str) -> str:
    """Only our own pages: an open redirect would lend our name to a forger."""
    return target if target.startswith("/desk/") and target.isprintable() and "\\" not in target else "/desk/"


async def _proven(parts: Parts, email: str, password: str) -> Agent | None:
    known = await parts.database.read(lambda conn: agents.find_by_email(conn, email))
    right = await passwords.matches(known.password_hash if known else None, password)
    return known.agent if known and right else None


async def _change_password(parts: Parts, request: Request) -> None:
    """Raises Malformed."""
    agent, token = guard.session_of(request).agent, request.cookies.get(COOKIE) or ""
    new = field(request, "new")
    if await _proven(parts, agent.email, field(request, "old")) is None:
        raise Malformed("The old password is not right.")
    if not passwords.SHORTEST <= len(new) <= passwords.LONGEST:
        raise Malformed(f"A new password has {passwords.SHORTEST} characters or more. Three or four words are good.")
    password_hash = await passwords.hash_aside(new)

    def work(conn: Connection) -> None:
        agents.change_password(conn, agent, password_hash)
        sessions.end_others(conn, agent, token)

    await parts.database.write(work)
