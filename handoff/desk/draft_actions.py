"""What an agent is writing: kept on the server, and looked at while it grows."""

from typing import cast

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty
from sqlalchemy import Connection

from handoff.cases.cases import LONGEST
from handoff.cases.packet_shape import CasePage
from handoff.desk import composer
from handoff.desk.acting import CaseDesk
from handoff.desk.entries import may_act
from handoff.desk.guard import field, session_of
from handoff.desk.later import night_of, read_at
from handoff.model.agent import Agent
from handoff.model.fragment_text import clean
from handoff.model.refusal import Malformed
from handoff.store import cases, drafts


def add_routes(blueprint: Blueprint, desk: CaseDesk) -> None:
    parts = desk.parts

    @blueprint.post("/cases/<ref>/draft")
    async def draft(request: Request, ref: str) -> HTTPResponse:
        """Keeps the words and answers with the advice about them, a piece of the page."""
        me, kind = may_act(session_of(request).agent), field(request, "kind")
        if kind not in drafts.KINDS:
            raise Malformed("A draft is a reply or a note.")
        text, sent = clean(field(request, "text")), field(request, "client_id")
        if len(text) > LONGEST:
            raise Malformed(f"That is too long: at most {LONGEST} characters.")
        now = parts.clock.now()
        await parts.database.write(lambda conn: _keep(conn, ref, me, kind, text, sent))
        if kind == drafts.NOTE:
            return empty(204)
        packet = cast(CasePage, await parts.cases.packet(ref))

        def look(conn: Connection) -> dict[str, object]:
            then = read_at(night_of(conn, packet["conversation"], parts.policies, now), now)
            return composer.advice_values(
                conn, packet, me, text, policies=parts.policies, own_links=parts.own_links, now=then
            )

        advice = await parts.database.read(look)
        return desk.pages.show(request, "advice.html", advice)

    def _keep(conn: Connection, ref: str, me: Agent, kind: str, text: str, sent: str) -> None:
        case = cases.get(conn, ref)
        # Words that were sent meanwhile are no draft any more.
        origin = f"agent:{me.id}:{sent}"
        if not any(event.data.get("origin") == origin for event in cases.events(conn, case.id)):
            drafts.keep(conn, case.id, me.id, kind, text, parts.clock.now())
