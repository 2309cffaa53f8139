"""The desk: where people read the packets and answer."""

from sanic import Blueprint, Request

from handoff.desk import (
    approvals,
    audit_page,
    board,
    calls,
    case_actions,
    draft_actions,
    fact_actions,
    guard,
    hand_actions,
    later_actions,
    live,
    live_now,
    own_page_actions,
    people,
    pictures,
    presence_actions,
    queue,
    reading_log,
    remedy_actions,
    report_pages,
    settings_page,
    sign_in,
    template_pages,
    troubles,
)
from handoff.desk.acting import CaseDesk
from handoff.desk.pages import Pages
from handoff.model.agent import Agent
from handoff.parts import Parts


def blueprint(parts: Parts) -> Blueprint:
    """Raises BrowserFilesMissing."""
    desk = Blueprint("desk", url_prefix="/desk")
    pages = Pages(parts)
    desk.add_route(pages.assets.serve, "/static/<stamp>/<name>", name="static")
    guard.post_at(desk, parts)
    troubles.answer_on(desk, pages)
    reading_log.keep(desk, parts, reader)
    sign_in.add_routes(desk, parts, pages)
    queue.add_routes(desk, parts, pages)
    live_now.add_routes(desk, parts, pages)
    cases = CaseDesk(parts, pages)
    for acts in (case_actions, later_actions, hand_actions, remedy_actions, fact_actions, draft_actions):
        acts.add_routes(desk, cases)
    own_page_actions.add_routes(desk, cases)
    approvals.add_routes(desk, parts, pages)
    template_pages.add_routes(desk, parts, pages)
    people.add_routes(desk, parts, pages)
    board.add_routes(desk, parts, pages)
    report_pages.add_routes(desk, parts, pages)
    audit_page.add_routes(desk, parts, pages)
    presence_actions.add_routes(desk, parts, pages)
    calls.add_routes(desk, parts, pages)
    settings_page.add_routes(desk, parts, pages)
    pictures.add_routes(desk, parts)
    live.add_routes(desk, parts)

    return desk


def reader(request: Request) -> Agent | None:
    session = guard.session_of(request)
    return session.agent if session else None
