"""Statements about customers' own pages: the key that links are signed with, and whether a link was told or is over."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from handoff.store.prepared import Prepared
from handoff.store.tables import cases, keys, own_pages
from handoff.store.upsert import insert

NAME = "own_pages"
_LATEST = Prepared(
    select(cases.c.id, own_pages.c.serial)
    .join(own_pages, own_pages.c.case == cases.c.id, isouter=True)
    .where(cases.c.conversation == bindparam("of"))
    .order_by(cases.c.id.desc())
    .limit(1)
)


def key(conn: Connection) -> bytes | None:
    found = conn.execute(select(keys.c.key).where(keys.c.name == NAME)).scalar_one_or_none()
    return None if found is None else bytes.fromhex(found)


def make_key(conn: Connection) -> None:
    """Once for a database; all processes sign with the same."""
    made = insert(conn, keys).values(name=NAME, key=secrets.token_hex(32))
    conn.execute(made.on_conflict_do_nothing(index_elements=["name"]))


def serial(conn: Connection, case: int) -> int:
    found: int | None = conn.execute(select(own_pages.c.serial).where(own_pages.c.case == case)).scalar_one_or_none()
    return found or 0


def latest(conn: Connection, conversation: str) -> tuple[int, int] | None:
    """The number of the conversation's newest case, and the serial of its links."""
    row = _LATEST.first(conn, of=conversation)
    return None if row is None else (row["id"], row["serial"] or 0)


def renew(conn: Connection, case: int) -> None:
    """All links that were told until now are over."""
    new = insert(conn, own_pages).values(case=case, serial=1)
    again = {"serial": own_pages.c.serial + 1, "told_at": None}
    conn.execute(new.on_conflict_do_update(index_elements=["case"], set_=again))


def is_told(conn: Connection, case: int) -> bool:
    found = conn.execute(select(own_pages.c.told_at).where(own_pages.c.case == case)).scalar_one_or_none()
    return found is not None


def tell(conn: Connection, case: int, now: datetime) -> bool:
    """Whether it was not told before."""
    conn.execute(insert(conn, own_pages).values(case=case, serial=0).on_conflict_do_nothing(index_elements=["case"]))
    untold = update(own_pages).where(own_pages.c.case == case, own_pages.c.told_at.is_(None))
    return conn.execute(untold.values(told_at=now)).rowcount == 1
