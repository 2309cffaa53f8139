"""The cases that `./dev bench desk` makes up are as real ones: measured is what people have before them."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from bench import made_up_cases
from handoff.store import queue
from handoff.store.database import Database
from handoff.store.tables import case_queue

NOW = datetime(2026, 6, 3, 13, 5, tzinfo=UTC)


async def test_made_up_cases_stand_where_real_ones_would(database: Database) -> None:
    def fill(conn: Connection) -> None:
        people = made_up_cases.staff(conn, NOW)
        made_up_cases.fill(conn, people, count=60, open_share=0.5, now=NOW, seed=7)

    def stand_anew(conn: Connection) -> None:
        for number in range(made_up_cases.FIRST, made_up_cases.FIRST + 60):
            queue.stand(conn, number)

    def rows(conn: Connection) -> list[object]:
        return list(conn.execute(select(case_queue).order_by(case_queue.c.case)))

    await database.write(fill)
    made_up = await database.read(rows)
    await database.write(stand_anew)
    assert await database.read(rows) == made_up
    assert len(made_up) == 60
