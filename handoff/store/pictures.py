"""Statements about pictures: where each is on its way from a customer to the desk."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy import insert as plain_insert

from handoff.model.message import Media
from handoff.model.picture import Picture, PictureState, PictureUnknown, Trouble
from handoff.store.tables import pictures

UNSENT = pictures.c.message.is_(None)


@dataclass(frozen=True)
class Kept:
    """One with its file, and whose it is."""

    picture: Picture
    conversation: str
    file: str | None
    created_at: datetime


@dataclass(frozen=True)
class Due:
    """To be fetched, or to be removed. `attempts`: with this one."""

    id: str
    conversation: str
    state: PictureState
    source: str | None
    file: str | None
    attempts: int


def expect(conn: Connection, conversation: str, media: Sequence[Media], now: datetime) -> list[str]:
    """Pictures that the carrier has for us; their ids, to be sent with the message that brings them."""
    ids = []
    for one in media:
        ids.append(uuid.uuid4().hex)
        conn.execute(
            plain_insert(pictures).values(
                id=ids[-1],
                conversation=conversation,
                source=one.url if one.wanted else None,
                state=PictureState.WAITING if one.wanted else PictureState.REFUSED,
                trouble=None if one.wanted else Trouble.TOO_MANY,
                due_at=now if one.wanted else None,
                created_at=now,
            )
        )
    return ids


def upload(
    conn: Connection,
    *,
    conversation: str,
    client_id: str,
    file: str,
    size: tuple[int, int],
    until: datetime,
    now: datetime,
) -> str:
    """`until`: when it is removed unless it was sent. Raises IntegrityError when this client id is known."""
    id = uuid.uuid4().hex
    conn.execute(
        plain_insert(pictures).values(
            id=id,
            conversation=conversation,
            client_id=client_id,
            state=PictureState.READY,
            file=file,
            width=size[0],
            height=size[1],
            due_at=until,
            created_at=now,
        )
    )
    return id


def uploaded(conn: Connection, conversation: str, client_id: str) -> str | None:
    query = select(pictures.c.id).where(pictures.c.conversation == conversation, pictures.c.client_id == client_id)
    found: str | None = conn.execute(query).scalar_one_or_none()
    return found


def send(conn: Connection, message: str, conversation: str, uploaded: Sequence[str], expected: Sequence[str]) -> None:
    """They go with this message, which is stored. Raises PictureUnknown for one that is not waiting for that."""
    if expected:
        conn.execute(update(pictures).where(pictures.c.id.in_(expected)).values(message=message))
    if uploaded:
        mine = update(pictures).where(pictures.c.id.in_(uploaded), pictures.c.conversation == conversation, UNSENT)
        sent = conn.execute(mine.where(pictures.c.state == PictureState.READY).values(message=message, due_at=None))
        if sent.rowcount != len(set(uploaded)):
            raise PictureUnknown("One of these pictures was not uploaded here, or was sent before.")


def with_ids(conn: Connection, ids: Iterable[str]) -> dict[str, Picture]:
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.id: _picture(row) for row in conn.execute(select(pictures).where(pictures.c.id.in_(wanted)))}


def get(conn: Connection, id: str) -> Kept:
    """Raises PictureUnknown."""
    row = conn.execute(select(pictures).where(pictures.c.id == id)).one_or_none()
    if row is None:
        raise PictureUnknown("There is no such picture.")
    return Kept(_picture(row), row.conversation, row.file, row.created_at)


def sent_in(conn: Connection, conversation: str) -> list[Kept]:
    """In the order in which they came."""
    query = select(pictures).where(pictures.c.conversation == conversation, pictures.c.message.is_not(None))
    rows = conn.execute(query.order_by(pictures.c.created_at, pictures.c.id))
    return [Kept(_picture(row), row.conversation, row.file, row.created_at) for row in rows]


def claim_due(conn: Connection, now: datetime, lease: datetime, limit: int) -> list[Due]:
    """Pushed to `lease`, so that nobody else takes them meanwhile; should the claimer die, others find them then."""
    rows = conn.execute(
        select(pictures)
        .where(pictures.c.due_at <= now)
        .order_by(pictures.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    ids = [row.id for row in rows]
    if ids:
        claimed = update(pictures).where(pictures.c.id.in_(ids))
        conn.execute(claimed.values(due_at=lease, attempts=pictures.c.attempts + 1))
    return [
        Due(row.id, row.conversation, PictureState(row.state), row.source, row.file, row.attempts + 1) for row in rows
    ]


def next_due(conn: Connection) -> datetime | None:
    query = select(pictures.c.due_at).where(pictures.c.due_at.is_not(None))
    found: datetime | None = conn.execute(query.order_by(pictures.c.due_at).limit(1)).scalar_one_or_none()
    return found


def fetched(conn: Connection, id: str, file: str, size: tuple[int, int]) -> bool:
    """False when it was erased meanwhile."""
    values = {"state": PictureState.READY, "file": file, "width": size[0], "height": size[1]}
    return _settle(conn, id, **values)


def given_up(conn: Connection, id: str, state: PictureState, trouble: Trouble) -> bool:
    return _settle(conn, id, state=state, trouble=trouble)


def _settle(conn: Connection, id: str, **values: Any) -> bool:
    waiting = update(pictures).where(pictures.c.id == id, pictures.c.state == PictureState.WAITING)
    return conn.execute(waiting.values(**values, source=None, due_at=None)).rowcount == 1


def try_again(conn: Connection, id: str, at: datetime) -> None:
    conn.execute(update(pictures).where(pictures.c.id == id, pictures.c.due_at.is_not(None)).values(due_at=at))


def erase(conn: Connection, conversations: Sequence[str], now: datetime) -> None:
    """The rows go on saying that there was one; the files are due to be removed."""
    mine = update(pictures).where(pictures.c.conversation.in_(conversations))
    conn.execute(
        mine.values(
            state=PictureState.ERASED, source=None, trouble=None, client_id=None, width=None, height=None, due_at=now
        )
    )


def let_go(conn: Connection, due: Due) -> bool:
    """What was never sent is forgotten. Whether its file may go, too: the same picture may have been sent as well."""
    conn.execute(delete(pictures).where(pictures.c.id == due.id, UNSENT))
    others = select(pictures.c.id).where(pictures.c.file == due.file, pictures.c.state == PictureState.READY)
    return conn.execute(others.limit(1)).one_or_none() is None


def file_removed(conn: Connection, id: str) -> None:
    conn.execute(update(pictures).where(pictures.c.id == id).values(file=None, due_at=None))


def _picture(row: Row[Any]) -> Picture:
    trouble = None if row.trouble is None else Trouble(row.trouble)
    return Picture(row.id, PictureState(row.state), trouble, row.width, row.height)
