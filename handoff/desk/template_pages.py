"""The page of templates, where those who answer keep the texts that they use again."""

import uuid
from collections.abc import Callable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy import Connection

from handoff.cases.cases import client_id_of, words_of
from handoff.desk.guard import field, session_of
from handoff.desk.pages import Pages
from handoff.model.agent import Agent
from handoff.model.channel import Channel
from handoff.model.refusal import Malformed, Refusal
from handoff.model.template import FIELDS
from handoff.parts import Parts
from handoff.policy.filling import fields_of
from handoff.store import templates

LONGEST_TITLE = 80


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    async def show(request: Request, status: int = 200, **values: object) -> HTTPResponse:
        kept = await parts.database.read(templates.everything)
        fresh: dict[str, object] = {"error": None, "given": {}, "wrong": None}
        fields = {"fields": sorted(FIELDS), "channels": list(Channel), "client_id": uuid.uuid4().hex}
        return pages.show(request, "templates.html", fresh | fields | {"kept": kept} | values, status)

    @blueprint.get("/templates")
    async def template_page(request: Request) -> HTTPResponse:
        return await show(request)

    async def done(request: Request, id: str, work: Callable[[Connection], object]) -> HTTPResponse:
        try:
            await parts.database.write(work)
        except Refusal as refusal:
            return await show(request, refusal.status, error=str(refusal), wrong=id, given=_as_given(request))
        return redirect(f"/desk/templates#t-{id}", status=303)

    @blueprint.post("/templates")
    async def add_template(request: Request) -> HTTPResponse:
        me, now = session_of(request).agent, parts.clock.now()

        def work(conn: Connection) -> None:
            id = client_id_of(field(request, "client_id"))
            templates.add(conn, id=id, agent=me.id, now=now, **_checked(request, parts))

        return await done(request, "new", work)

    @blueprint.post("/templates/<id>")
    async def change_template(request: Request, id: str) -> HTTPResponse:
        me = session_of(request).agent

        def work(conn: Connection) -> None:
            templates.change(conn, id, _version(request), **_columns(request, parts, me))

        return await done(request, id, work)


def _columns(request: Request, parts: Parts, me: Agent) -> dict[str, Any]:
    now = parts.clock.now()
    if field(request, "how") == "remove":
        return {"agent": me.id, "now": now, "removed_at": now}
    return {"agent": me.id, "now": now, **_checked(request, parts)}


def _as_given(request: Request) -> dict[str, str]:
    return {name: field(request, name) for name in ("title", "text", "channel")}


def _checked(request: Request, parts: Parts) -> dict[str, Any]:
    """Raises Malformed."""
    title, text = " ".join(field(request, "title").split()), words_of(field(request, "text"))
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise Malformed(f"Give it a title of 1 to {LONGEST_TITLE} characters.")
    unknown = sorted(fields_of(text) - FIELDS)
    if unknown:
        named = ", ".join("{" + name + "}" for name in unknown)
        raise Malformed(f"{named} is no field. Choose one of those that are offered.")
    says_nothing = parts.policies.replies.banned_in(text)
    if says_nothing:
        raise Malformed(f"“{says_nothing[0]}” says nothing. Say what happened and what is done about it.")
    channel = field(request, "channel") or None
    if channel is not None and channel not in set(Channel):
        raise Malformed("Choose one of the channels that are offered.")
    return {"title": title, "text": text, "channel": channel}


def _version(request: Request) -> int:
    given = field(request, "version")
    if not given.isdecimal():
        raise Malformed("This page is out of date. Reload it and try again.")
    return int(given)
