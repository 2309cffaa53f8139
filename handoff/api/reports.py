"""The reports for programs: the same figures as at the desk, for any days."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.model.period import Period
from handoff.parts import Parts
from handoff.reports import all as reports
from handoff.reports.report import Asked


def add_routes(api: Blueprint, parts: Parts) -> None:
    policies = parts.policies

    def asked(request: Request) -> Asked:
        """Raises Malformed."""
        now, first, last = parts.clock.now(), str(request.args.get("from", "")), str(request.args.get("to", ""))
        return Asked(Period.parse(first, last, policies.site.time_zone, now), policies, now)

    @api.get("/reports")
    async def every_report(request: Request) -> HTTPResponse:
        about, supervises = asked(request), request.ctx.agent.supervises
        found = await parts.database.read(lambda conn: reports.all_made(conn, about, supervises=supervises))
        return json({"reports": [one.as_json(about.period) for one in found]})

    @api.get("/reports/<name>")
    async def one_report(request: Request, name: str) -> HTTPResponse:
        about, supervises = asked(request), request.ctx.agent.supervises
        found = await parts.database.read(lambda conn: reports.made(conn, name, about, supervises=supervises))
        return json(found.as_json(about.period))
