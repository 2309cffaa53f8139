"""At the desk's door: who may come in, whose form this is, and what a page may load."""

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from handoff.desk import sessions
from handoff.desk.sessions import Session
from handoff.model.refusal import Forbidden, Unauthorized
from handoff.parts import Parts

COOKIE = "amends_desk"
SIGN_IN = "/desk/sign-in"
FILES = "/desk/static/"
LARGEST_FORM = 100_000  # bytes
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

Handler = Callable[[Request], Awaitable[HTTPResponse | None]]


def post_at(blueprint: Blueprint, parts: Parts) -> None:
    blueprint.middleware(_let_in(parts), "request")
    blueprint.middleware(_add_headers, "response")


def session_of(request: Request) -> Session:
    session: Session = request.ctx.session
    return session


def is_fragment(request: Request) -> bool:
    """Asked for by htmx, to be put into a page that is already there."""
    return request.headers.get("hx-request") == "true"


def field(request: Request, name: str) -> str:
    """A form field, blank when it was not sent."""
    form = request.form
    return str(form.get(name, "")) if form else ""


def _let_in(parts: Parts) -> Handler:
    async def let_in(request: Request) -> HTTPResponse | None:
        request.ctx.session = None
        if request.path.startswith(FILES):
            return None
        if request.method == "POST":
            _refuse_foreign(request)
        token = request.cookies.get(COOKIE)
        now = parts.clock.now()
        session = await parts.database.read(lambda conn: sessions.find(conn, token, now=now)) if token else None
        request.ctx.session = session
        if request.path == SIGN_IN:
            return None
        if session is None:
            return _to_sign_in(request)
        if request.method == "POST":
            _check_form(request, session)
        return None

    return let_in


def _refuse_foreign(request: Request) -> None:
    """Also covers the sign-in form, which has no session yet to hold a secret."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("This form was sent from another site.")


def _check_form(request: Request, session: Session) -> None:
    if len(request.body) > LARGEST_FORM:
        raise Forbidden("This form is too large.")
    given = request.headers.get("x-csrf-token") or field(request, "csrf")
    if not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise Forbidden("This page is out of date. Reload it and try again.")


def _to_sign_in(request: Request) -> HTTPResponse:
    """A page goes to the sign-in; a fragment, a form or the stream is refused, so that written words stay."""
    if is_fragment(request) or request.method != "GET" or request.path == "/desk/events":
        raise Unauthorized(
            "You are signed out. Sign in again in another tab, then come back here: your words are kept."
        )
    return redirect(f"/desk/sign-in?next={quote(request.path, safe='/')}", status=303)


async def _add_headers(request: Request, response: HTTPResponse) -> None:
    # What needs a stricter policy brings its own.
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
