"""Statements about the numbers we text from: until when we know what the carrier took in for each."""

from datetime import datetime

from sqlalchemy import Connection, literal, or_, select, update

from handoff.store.tables import our_numbers
from handoff.store.upsert import insert


def claim_check(conn: Connection, number: str, now: datetime, *, at_once: bool, check_at: datetime) -> datetime | None:
    """From when on to look, when a look is due now, or `at_once`; the next one is due at `check_at`.

    None: another process looks, or it is not time. A number that was never looked at begins now: what came before us
    was not for us.
    """
    conn.execute(
        insert(conn, our_numbers)
        .values(number=number, checked_at=now)
        .on_conflict_do_nothing(index_elements=["number"])
    )
    due = or_(literal(at_once), our_numbers.c.check_at.is_(None), our_numbers.c.check_at <= now)
    claimed = conn.execute(
        update(our_numbers).where(our_numbers.c.number == number, due).values(check_at=check_at)
    ).rowcount
    if not claimed:
        return None
    since: datetime | None = conn.execute(
        select(our_numbers.c.checked_at).where(our_numbers.c.number == number)
    ).scalar_one()
    return since or now


def check_again(conn: Connection, number: str, at: datetime) -> None:
    conn.execute(update(our_numbers).where(our_numbers.c.number == number).values(check_at=at))


def checked(conn: Connection, number: str, until: datetime) -> None:
    conn.execute(update(our_numbers).where(our_numbers.c.number == number).values(checked_at=until))
