"""Pictures of the web chat: uploaded one by one, then sent with a message; seen only by whose they are."""

from datetime import datetime
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, json
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from handoff.channels.uploads import whole_body
from handoff.channels.web.rates import PICTURES, Rates
from handoff.channels.web.sessions import Sessions
from handoff.model.picture import KEPT_AS, PictureState, PictureUnknown
from handoff.model.refusal import Malformed
from handoff.parts import Parts
from handoff.pictures.album import Album
from handoff.store import pictures
from handoff.store.database import StoreUnavailable
from handoff.store.pictures import Kept

# What a browser may do with a picture: show it. Drawn by us, and still treated like a stranger's.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


def add_routes(chat: Blueprint, parts: Parts, sessions: Sessions, rates: Rates) -> None:
    rules = parts.policies.customers.pictures

    @chat.post("/pictures", stream=True)
    async def upload(request: Request) -> HTTPResponse:
        session = await sessions.of(request.headers.get("authorization"))
        await rates.count(PICTURES, session.conversation)
        client_id = _client_id(request)
        # Who shows something is still telling.
        await parts.inbox.typing(session.conversation)
        body = await whole_body(request, rules.largest)
        id = await keep(parts, session.conversation, client_id, body)
        await parts.inbox.typing(session.conversation)
        return json({"picture": id}, status=201)

    @chat.get("/pictures/<id:str>")
    async def show(request: Request, id: str) -> HTTPResponse:
        session = await sessions.of(request.headers.get("authorization"))
        found = await parts.database.read(lambda conn: pictures.get(conn, id))
        if found.conversation != session.conversation:
            raise PictureUnknown("There is no such picture.")
        return await served(request, parts.album, found, small=request.args.get("size") == "small")


async def keep(parts: Parts, conversation: str, client_id: str, body: bytes) -> str:
    """The id of the picture; the same client id again gives the same. Raises PictureRefused, StoreUnavailable."""
    known = await parts.database.read(lambda conn: pictures.uploaded(conn, conversation, client_id))
    if known is not None:
        return known
    try:
        file, size = await parts.album.keep(conversation, body)
    except OSError as error:
        raise StoreUnavailable("the disk took no picture") from error
    now = parts.clock.now()

    def store(conn: Connection) -> str:
        return _store(conn, conversation, client_id, file, size, until=now + unsent, now=now)

    unsent = parts.policies.customers.pictures.unsent
    try:
        return await parts.database.write(store)
    except IntegrityError:
        # The same upload, a moment ago: this time it is found.
        return await parts.database.write(store)


def _store(
    conn: Connection,
    conversation: str,
    client_id: str,
    file: str,
    size: tuple[int, int],
    *,
    until: datetime,
    now: datetime,
) -> str:
    known = pictures.uploaded(conn, conversation, client_id)
    if known is not None:
        return known
    return pictures.upload(
        conn, conversation=conversation, client_id=client_id, file=file, size=size, until=until, now=now
    )


async def served(request: Request, album: Album, found: Kept, *, small: bool) -> HTTPResponse:
    """Whoever calls this has seen to it that the asker may see it. Raises PictureUnknown."""
    body = None
    if found.picture.state is PictureState.READY and found.file is not None:
        etag = f'"{found.file[:20]}{"s" if small else ""}"'
        if request.headers.get("if-none-match") == etag:
            return empty(304, {**HEADERS, "ETag": etag})
        body = await album.read(found.file, small=small)
    if body is None:
        raise PictureUnknown("This picture is not here.")
    name = f'inline; filename="picture-{found.created_at:%Y%m%d-%H%M%S}.jpg"'
    headers = {**HEADERS, "ETag": etag, "Content-Disposition": name}
    return HTTPResponse(body, headers=headers, content_type=KEPT_AS)


def _client_id(request: Request) -> str:
    given = request.args.get("id", "")
    try:
        if len(given) == 36:
            return str(UUID(given))
    except ValueError:
        pass
    raise Malformed("id must be a uuid that the client made for this picture.")
