"""The demo: a believable week, played through the service's own functions into an empty desk."""

from collections import Counter
from pathlib import Path

from sqlalchemy import select

from handoff.app import build_parts
from handoff.demo.filling import fill
from handoff.demo.story import load
from handoff.settings import Settings
from handoff.store.migrate import migrate
from handoff.store.tables import cases, messages, outbox, promises


async def test_the_demo_fills_a_desk_with_a_believable_week(tmp_path: Path) -> None:
    settings = Settings.from_environment({"DATABASE_URL": f"sqlite:///{tmp_path / 'demo.db'}"})
    parts = build_parts(settings)
    migrate(parts.database.engine)
    people, stories = load()
    count = await fill(parts, people, stories, "!")
    states = Counter(await parts.database.read(lambda conn: list(conn.execute(select(cases.c.state)).scalars())))
    kept = Counter(await parts.database.read(lambda conn: list(conn.execute(select(promises.c.state)).scalars())))
    waiting = await parts.database.read(
        lambda conn: conn.execute(select(outbox.c.id).where(outbox.c.state == "ready")).first()
    )
    said = await parts.database.read(lambda conn: list(conn.execute(select(messages.c.text)).scalars()))
    await parts.bot.close()
    await parts.database.close()
    assert count == len(stories) >= 40
    assert {"waiting", "taken", "resolved", "closed"} <= set(states)
    assert kept["kept"] and kept["broken"] and kept["open"]
    assert waiting is None, "a text of the demo would be sent"
    assert not [text for text in said if "{" in text]
