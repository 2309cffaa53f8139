"""The queue: who waits, why it is urgent, who has the floor; and the stories that are still being told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy import Connection

from handoff.cases.queue import MOST_COUNTED, Counts, counts
from handoff.cases.wanted import Wanted
from handoff.desk import live_now, saved_views
from handoff.desk.guard import field, is_fragment, session_of
from handoff.desk.pages import Pages
from handoff.parts import Parts
from handoff.store import presence, scheduled

PAGE = 30
NARROWING = ("kind", "flag", "channel", "q")
NAMES = ("who", "state", "when", *NARROWING)


@dataclass(frozen=True)
class View:
    """One of the queue's usual filters. `count`: the attribute of `Counts`, where it is worth counting."""

    title: str
    query: Mapping[str, str]
    count: str | None = None

    @property
    def address(self) -> str:
        return address_of(self.query)


@dataclass(frozen=True)
class Beside:
    """What stands around the rows, read in one transaction."""

    counts: Counts
    views: list[saved_views.Saved]
    told: list[live_now.Told]
    looking: dict[str, list[str]]
    goes_out: dict[str, datetime]  # by reference, when words that wait are said


VIEWS = (
    View("Team", {}, "open"),
    View("Waiting", {"who": "nobody"}, "waiting"),
    View("Mine", {"who": "mine"}, "mine"),
    View("Due soon", {"when": "due"}, "due"),
    View("Late", {"when": "late"}, "late"),
    View("Resolved", {"state": "resolved"}),
    View("Closed", {"state": "closed"}),
)


def address_of(query: Mapping[str, str], after: str = "") -> str:
    given = {**query, **({"after": after} if after else {})}
    return f"/desk/?{urlencode(given)}" if given else "/desk/"


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    @blueprint.get("/")
    async def queue(request: Request) -> HTTPResponse:
        me, now, query = session_of(request).agent, parts.clock.now(), query_of(request)
        wanted, after = Wanted.parse(query, me.id), str(request.args.get("after", ""))
        page = await parts.cases.queue(wanted, after=after or None, limit=PAGE)

        def beside(conn: Connection) -> Beside:
            return Beside(
                counts=counts(conn, me.id, now=now),
                views=saved_views.of_agent(conn, me.id),
                told=live_now.live_now(conn, now) if not after and not wanted.is_narrow else [],
                looking=presence.on_pages(conn, [row.ref for row in page.rows], me.id, now),
                goes_out=scheduled.next_of(conn, [row.ref for row in page.rows]),
            )

        seen = await parts.database.read(beside)
        values = {
            "query": query,
            "here": address_of(query, after),
            "top": address_of(query),
            "after": address_of(query, page.after) if page.after else None,
            "is_later": bool(after),
            "views": VIEWS,
            "chosen": _usual(query),
            "narrowed": any(name in query for name in NARROWING),
            "saved": [(one.name, address_of(one.query), one.query == query) for one in seen.views],
            "counts": seen.counts,
            "many": _many,
            "looking": seen.looking,
            "goes_out": seen.goes_out,
            "rows": page.rows,
            "said": lambda at: parts.policies.hours.said(at, now),
            "told": seen.told,
            "shows_told": not after and not wanted.is_narrow,
        }
        return pages.show(request, "queue-list.html" if is_fragment(request) else "queue.html", values)

    @blueprint.post("/views")
    async def keep(request: Request) -> HTTPResponse:
        me, now = session_of(request).agent, parts.clock.now()
        name, query = saved_views.plain_name(field(request, "name")), query_of(request)
        await parts.database.write(lambda conn: saved_views.keep(conn, me.id, name, query, now=now))
        return redirect(address_of(query), status=303)

    @blueprint.post("/views/drop")
    async def drop(request: Request) -> HTTPResponse:
        me, name = session_of(request).agent, field(request, "name")
        await parts.database.write(lambda conn: saved_views.drop(conn, me.id, name))
        return redirect("/desk/", status=303)


def query_of(request: Request) -> dict[str, str]:
    """The filters as they stand in the address or in a form, those that are given."""
    given = {name: str(request.args.get(name, "")) or field(request, name) for name in NAMES}
    return {name: value.strip() for name, value in given.items() if value.strip()}


def _many(count: int) -> str:
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)


def _usual(query: Mapping[str, str]) -> View | None:
    """The view that these filters narrow; the first part of them decides."""
    only = {name: value for name, value in query.items() if name in ("who", "state", "when")}
    return next((view for view in VIEWS if view.query == only), None)
