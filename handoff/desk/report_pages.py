"""The reports: one page for any days, each also as CSV and JSON."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, raw
from sqlalchemy import Connection

from handoff.desk.guard import session_of
from handoff.desk.pages import Pages
from handoff.desk.report_words import readable
from handoff.model.period import Period
from handoff.model.refusal import Malformed, NotFound
from handoff.parts import Parts
from handoff.reports import all as reports
from handoff.reports.report import Asked, Report
from handoff.reports.tabular import csv_bytes

USUAL = (("Today", 1), ("7 days", 7), ("30 days", 30), ("90 days", 90), ("A year", 365))


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    zone, policies = parts.policies.site.time_zone, parts.policies

    def asked(request: Request) -> Asked:
        """Raises Malformed."""
        now = parts.clock.now()
        period = Period.parse(str(request.args.get("from", "")), str(request.args.get("to", "")), zone, now)
        return Asked(period, policies, now)

    @blueprint.get("/reports")
    async def report_page(request: Request) -> HTTPResponse:
        me, now, error = session_of(request).agent, parts.clock.now(), None
        try:
            about = asked(request)
        except Malformed as refusal:
            error, about = str(refusal), Asked(Period.parse("", "", zone, now), policies, now)

        def work(conn: Connection) -> list[Report]:
            return reports.all_made(conn, about, supervises=me.supervises)

        values = {
            "period": about.period,
            "error": error,
            "usual": [(title, Period.of_days(days, zone, now)) for title, days in USUAL],
            "reports": [readable(one, policies) for one in await parts.database.read(work)],
        }
        return pages.show(request, "reports.html", values, 422 if error else 200)

    @blueprint.get("/reports/<name>")
    async def report_file(request: Request, name: str) -> HTTPResponse:
        """`name`: of a report with .csv or .json after it."""
        me, about = session_of(request).agent, asked(request)
        id, _, form = name.partition(".")

        def work(conn: Connection) -> Report:
            return reports.made(conn, id, about, supervises=me.supervises)

        if form not in ("csv", "json"):
            raise NotFound("A report can be had as .csv and as .json.")
        report = await parts.database.read(work)
        period = about.period
        if form == "json":
            return json(report.as_json(period))
        file = f"{id}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
        body = csv_bytes([column.name for column in report.columns], report.rows)
        named = {"Content-Disposition": f'attachment; filename="{file}"'}
        return raw(body, content_type="text/csv; charset=utf-8", headers=named)
