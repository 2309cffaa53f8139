"""Every read of a case or of a story that is being told is kept in the audit, from the desk and by programs alike."""

from collections.abc import Callable

from sanic import Blueprint, HTTPResponse, Request

from handoff.desk.guard import is_fragment
from handoff.model.agent import Agent
from handoff.parts import Parts
from handoff.store import audit


def keep(blueprint: Blueprint, parts: Parts, reader: Callable[[Request], Agent | None]) -> None:
    """For the routes `…/cases/<ref>` and `…/conversations/<id>`. `reader`: who asked."""

    async def kept(request: Request, response: HTTPResponse) -> None:
        found = request.match_info
        if request.method != "GET" or response.status != 200 or not found:
            return
        if set(found) == {"ref"} and request.path.endswith(f"/cases/{found['ref']}"):
            await _case(request, str(found["ref"]))
        elif set(found) == {"id"} and request.path.endswith(f"/conversations/{found['id']}"):
            await _conversation(request, str(found["id"]))

    async def _case(request: Request, ref: str) -> None:
        who, now = reader(request), parts.clock.now()
        if who is None:
            return
        # A page that is open fetches itself again and again; it was read again when it shows something new.
        if is_fragment(request) and await parts.database.read(lambda conn: audit.has_read(conn, ref, who.id)):
            return
        await parts.database.write(lambda conn: audit.read_case(conn, ref, at=now, actor=who.id))

    async def _conversation(request: Request, id: str) -> None:
        who, now = reader(request), parts.clock.now()
        if who is not None and not is_fragment(request):
            await parts.database.write(lambda conn: audit.read_conversation(conn, id, at=now, actor=who.id))

    blueprint.middleware(kept, "response")
