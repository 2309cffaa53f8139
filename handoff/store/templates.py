"""Statements about templates: texts that agents put into a reply, as they stand at the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection, Row, select, update

from handoff.model.refusal import NotFound, Refusal
from handoff.model.template import Template
from handoff.store.tables import agents, templates
from handoff.store.upsert import insert


class TemplateUnknown(NotFound):
    code: ClassVar[str] = "template_unknown"


class TemplateChanged(Refusal):
    code: ClassVar[str] = "template_changed"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class Kept(Template):
    """As it stands at the desk."""

    version: int
    edited_by: str | None  # a name; None while it is as the policy file has it
    edited_at: datetime


def seed(conn: Connection, given: Iterable[Template], now: datetime) -> None:
    """New ones are added, unedited ones follow the file; what was edited or taken out at the desk is left alone."""
    for one in given:
        values = {"title": one.title, "text": one.text, "channel": one.channel}
        statement = insert(conn, templates).values(id=one.id, version=1, edited_at=now, **values)
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_=values,
                where=templates.c.edited_by.is_(None) & templates.c.removed_at.is_(None),
            )
        )


def everything(conn: Connection, channel: str | None = None) -> list[Kept]:
    """In the order of their titles. `channel`: only what may be used there."""
    query = select(templates, agents.c.name).join(agents, agents.c.id == templates.c.edited_by, isouter=True)
    query = query.where(templates.c.removed_at.is_(None)).order_by(templates.c.title, templates.c.id)
    if channel is not None:
        query = query.where(templates.c.channel.is_(None) | (templates.c.channel == channel))
    return [_template(row) for row in conn.execute(query)]


def add(conn: Connection, *, id: str, title: str, text: str, channel: str | None, agent: str, now: datetime) -> None:
    """The same `id` again adds nothing."""
    conn.execute(
        insert(conn, templates)
        .values(id=id, title=title, text=text, channel=channel, version=1, edited_by=agent, edited_at=now)
        .on_conflict_do_nothing(index_elements=["id"])
    )


def change(conn: Connection, id: str, version: int, *, agent: str, now: datetime, **columns: Any) -> None:
    """`version`: as the agent saw it. Raises TemplateUnknown, TemplateChanged."""
    changed = conn.execute(
        update(templates)
        .where(templates.c.id == id, templates.c.version == version, templates.c.removed_at.is_(None))
        .values(**columns, version=version + 1, edited_by=agent, edited_at=now)
    )
    if changed.rowcount != 1:
        raise _missed(conn, id)


def _missed(conn: Connection, id: str) -> Refusal:
    row = conn.execute(
        select(templates.c.title, templates.c.removed_at, agents.c.name)
        .join(agents, agents.c.id == templates.c.edited_by, isouter=True)
        .where(templates.c.id == id)
    ).one_or_none()
    if row is None or row.removed_at is not None:
        return TemplateUnknown("This template is not there any more.")
    return TemplateChanged(f"{row.name or 'Somebody'} has changed {row.title!r} meanwhile. Look at it again.")


def _template(row: Row[Any]) -> Kept:
    return Kept(row.id, row.title, row.text, row.channel, row.version, row.name, row.edited_at)
