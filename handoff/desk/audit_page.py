"""Who read and who changed what: a page with filters, and the same as CSV. For supervisors."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sqlalchemy import Connection

from handoff.desk import agents, staffing, words
from handoff.desk.approvals import supervisor
from handoff.desk.pages import Pages
from handoff.model.agent import Agent
from handoff.model.case import CaseUnknown
from handoff.model.period import Period
from handoff.model.refusal import Malformed
from handoff.parts import Parts
from handoff.reports.tabular import csv_bytes
from handoff.store import audit, cases
from handoff.store.audit import Wanted

PAGE = 100
MOST = 100_000  # lines of one CSV
KINDS = {"": None, "reads": True, "changes": False}
NAMES = ("from", "to", "who", "case", "what")
REASONS = {code: said[:1].lower() + said[1:] for code, said in words.HANDED_OVER.items()}
COLUMNS = ("at", "who", "email", "what", "case", "conversation", "about", "details")


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    zone = parts.policies.site.time_zone

    def wanted(conn: Connection, query: Mapping[str, str]) -> Wanted:
        """Raises Malformed, CaseUnknown."""
        period = Period.parse(query.get("from", ""), query.get("to", ""), zone, parts.clock.now())
        what = query.get("what", "")
        if what not in KINDS:
            raise Malformed("Choose reads, changes or both.")
        ref = query.get("case", "").upper()
        case = cases.get(conn, ref).id if ref else None
        return Wanted(period.start, period.end, query.get("who") or None, case, KINDS[what])

    @blueprint.get("/audit")
    async def audit_page(request: Request) -> HTTPResponse:
        supervisor(request)
        query, before, error = query_of(request), _before(request), None
        period = Period.parse("", "", zone, parts.clock.now())

        def look(conn: Connection) -> tuple[list[Any], list[Agent]]:
            rows = audit.entries(conn, wanted(conn, query), before=before, limit=PAGE + 1)
            return rows, [*agents.everyone(conn), *staffing.gone(conn)]

        try:
            rows, people = await parts.database.read(look)
        except (Malformed, CaseUnknown) as refusal:
            rows, error = [], str(refusal)
            people = await parts.database.read(agents.everyone)
        values = {
            "query": {"from": period.first.isoformat(), "to": period.last.isoformat(), **query},
            "rows": rows[:PAGE],
            "people": people,
            "error": error,
            "more": f"/desk/audit?{urlencode({**query, 'before': rows[PAGE - 1].id})}" if len(rows) > PAGE else None,
            "csv": f"/desk/audit.csv?{urlencode(query)}",
            "is_later": before is not None,
            "details": partial(details, names={**REASONS, **{one.id: one.name for one in people}}),
        }
        return pages.show(request, "audit.html", values, 422 if error else 200)

    @blueprint.get("/audit.csv")
    async def audit_csv(request: Request) -> HTTPResponse:
        supervisor(request)
        query = query_of(request)
        rows = await parts.database.read(lambda conn: audit.entries(conn, wanted(conn, query), limit=MOST))
        named = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return raw(csv_bytes(COLUMNS, _lines(rows)), content_type="text/csv; charset=utf-8", headers=named)


def query_of(request: Request) -> dict[str, str]:
    given = {name: str(request.args.get(name, "")).strip() for name in NAMES}
    return {name: value for name, value in given.items() if value}


def details(data: Mapping[str, Any] | None, names: Mapping[str, str] | None = None) -> str:
    """What an entry remembers beside who and what: names of things of ours, sums, states. `names`: by an agent's id."""
    known = names or {}
    return ", ".join(f"{name.replace('_', ' ')} {known.get(value, value)}" for name, value in (data or {}).items())


def _lines(rows: list[audit.Entry]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        who = row.actor_name or ("Amends" if row.actor is None else row.actor)
        at, case = row.at.isoformat(timespec="seconds"), row.ref or row.case
        yield at, who, row.actor_email, row.what, case, row.conversation, row.about_name, details(row.data)


def _before(request: Request) -> int | None:
    given = str(request.args.get("before", ""))
    return int(given) if given.isdecimal() and len(given) < 16 else None
