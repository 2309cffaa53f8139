"""What an agent does with a case: take, reply, note, resolve. The same form twice is done once."""

from sanic import Blueprint, HTTPResponse, Request

from handoff.desk.acting import CaseDesk, Did
from handoff.desk.guard import field, is_fragment
from handoff.desk.later import goes_at, night_of
from handoff.desk.reply_form import promised_in
from handoff.model.agent import Agent
from handoff.store import cases


def add_routes(blueprint: Blueprint, desk: CaseDesk) -> None:
    parts = desk.parts

    @blueprint.get("/cases/<ref>")
    async def case(request: Request, ref: str) -> HTTPResponse:
        template = "case-main.html" if is_fragment(request) else "case.html"
        return await desk.show(request, ref, template, since=request.headers.get("x-desk-since"))

    async def take(request: Request, ref: str, me: Agent) -> Did:
        await parts.cases.take(ref, me, over_from=field(request, "over_from") or None)
        return {"says": f"{ref} is yours.", "focus": "#reply-text"}

    async def reply(request: Request, ref: str, me: Agent) -> Did:
        text, id, given = field(request, "text"), field(request, "client_id"), field(request, "seen")
        seen = int(given) if given.isdecimal() else None
        now = parts.clock.now()
        night = await parts.database.read(
            lambda conn: night_of(conn, cases.get(conn, ref).conversation, parts.policies, now)
        )
        goes = goes_at(night, field(request, "when"), text, parts.policies, now)
        promised = promised_in(request, parts.policies, goes or now)
        if goes is None:
            await parts.cases.reply(ref, me, text, id, promised=promised, seen=seen)
        else:
            await parts.cases.reply_later(ref, me, text, id, goes, promised=promised, seen=seen)
        sent = "Sent." if goes is None else f"Kept. It goes out at {desk.pages.moments.at(goes)}."
        kept = f" We keep an eye on {len(promised)} promise{'s' if len(promised) > 1 else ''}." if promised else ""
        return {"says": f"{sent}{kept}", "focus": "#reply-text", "sent": "reply-text"}

    async def note(request: Request, ref: str, me: Agent) -> Did:
        await parts.cases.note(ref, me, field(request, "text"), field(request, "client_id"))
        return {"says": "Note kept. Only colleagues see it.", "focus": "#note-text", "sent": "note-text"}

    async def resolve(_: Request, ref: str, me: Agent) -> Did:
        await parts.cases.resolve(ref, me)
        return {"says": f"{ref} is resolved.", "focus": "#headline"}

    desk.add(blueprint, {"take": take, "reply": reply, "note": note, "resolve": resolve})
