"""Every page there is, in a real browser: axe finds nothing, nothing sticks out, nothing moves for those who mind.

A new page cannot be forgotten: each address that answers to GET is either here or named as something that is no page.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from handoff.app import create_app
from handoff.cases import approving
from handoff.model.agent import Agent, Role
from tests.browser.desk_steps import arrive, axe_violations, handed_over, live, sign_in, tell
from tests.browser.running import Running

DESK, PHONE, ZOOMED = (1366, 768), (390, 844), (683, 384)  # the last: a laptop at 200 %
NO_PAGES = {
    "live", "ready", "metrics", "widget.js", "demo/<name:str>", "c/style/own.css",
    "phone/messages", r"phone/<name:phone\.(?:js|css)>", "carrier/<path:path>",
    "c/<token:str>/data.json", "c/<token:str>/pictures/<id:str>",
    # Pieces of a page, files and the stream.
    "desk/next", "desk/calls", "desk/approvals/count", "desk/cases/<ref:str>/presence", "desk/events", "desk/audit.csv",
    "desk/reports/<name:str>", "desk/pictures/<id:str>", "desk/static/<stamp:str>/<name:str>",
}  # fmt: skip
FOR_PROGRAMS = ("api/", "chat/", "carrier/")
MOVING = "document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations === Infinity).length"


class World:
    """A desk on which each page has something to show."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.ada, self.maya = arrive(running, "Ada", Role.SUPERVISOR), arrive(running, "Maya")
        self.ref = handed_over(running)
        self.told = tell(running, "my kettle leaks and", "session-2")
        self.asked = handed_over(running, "session-3")
        running.call(running.parts.cases.take(self.asked, self.maya))
        self._ask(self.asked, self.maya)

    def _ask(self, ref: str, agent: Agent) -> None:
        policies = self.running.parts.policies
        row = next(one for one in policies.remedies.rows if not one.cost.is_nothing)
        self.running.call(
            self.running.parts.cases.act(
                lambda conn, now: approving.ask(
                    conn, ref, agent, row.id, Decimal(200), "1", words="Here.", why="", policies=policies, now=now
                )
            )
        )

    def own_page(self) -> str:
        parts = self.running.parts
        conversation = self.running.call(parts.cases.packet(self.ref))["conversation"]
        now = parts.clock.now()
        path = self.running.call(parts.database.read(lambda conn: parts.own_links.path(conn, conversation, now)))
        assert path
        return path

    def pages(self) -> dict[str, list[str]]:
        """By route, the addresses to look at."""
        own = self.own_page()
        return {
            "": ["/"],
            "phone": ["/phone"],
            "c/<token:str>": [own, "/c/nothing-is-here"],
            "c/<token:str>/erase": [f"{own}/erase"],
            "desk": ["/desk/", "/desk/?q=zebra", "/desk/?who=mine", "/desk/?state=closed"],
            "desk/cases/<ref:str>": [f"/desk/cases/{self.ref}", f"/desk/cases/{self.asked}", "/desk/cases/A-9999"],
            "desk/conversations/<id:str>": [f"/desk/conversations/{self.told}"],
            "desk/agents": ["/desk/agents"],
            "desk/approvals": ["/desk/approvals"],
            "desk/audit": ["/desk/audit"],
            "desk/board": ["/desk/board"],
            "desk/password": ["/desk/password"],
            "desk/reports": ["/desk/reports"],
            "desk/settings": ["/desk/settings"],
            "desk/sign-in": ["/desk/sign-in"],
            "desk/templates": ["/desk/templates"],
        }


@pytest.fixture
def world(running: Running) -> World:
    return World(running)


def test_no_page_is_forgotten_here(running: Running, world: World) -> None:
    routes = {route.path for route in create_app(running.parts).router.routes if "GET" in route.methods}
    unknown = {path for path in routes if path not in NO_PAGES and not path.startswith(FOR_PROGRAMS)} - set(
        world.pages()
    )
    assert not unknown, f"look at these here, or name them as no pages: {sorted(unknown)}"
    gone = (NO_PAGES | set(world.pages())) - routes
    assert not gone, f"these are no addresses any more: {sorted(gone)}"


@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("dark", PHONE)])
def test_every_page_is_readable_for_everybody_at_every_size(
    contexts: Callable[..., BrowserContext], running: Running, world: World, scheme: str, size: tuple[int, int]
) -> None:
    page = contexts(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True).new_page()
    found = _look_at(page, f"{running.url}/desk/sign-in", size)
    sign_in(page, running, world.ada)
    for addresses in world.pages().values():
        for address in addresses:
            found += _look_at(page, running.url + address, size)
    assert not found, "\n".join(found)


def _look_at(page: Page, url: str, size: tuple[int, int]) -> list[str]:
    """What is wrong with the page: to axe at this size, and by its width at the narrow ones."""
    _to(page, size)
    page.goto(url)
    found = axe_violations(page)
    for narrow in (PHONE, ZOOMED):
        _to(page, narrow)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > narrow[0]:
            found.append(f"{url} is {width} wide on a screen of {narrow[0]}")
    if page.evaluate(MOVING):
        found.append(f"{url} moves although that is not wished")
    return found


def _to(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_case_in_hand_is_readable_for_everybody(
    contexts: Callable[..., BrowserContext], running: Running, world: World, scheme: str
) -> None:
    page = sign_in(contexts(color_scheme=scheme).new_page(), running, world.ada, f"/desk/cases/{world.ref}")
    live(page)
    page.get_by_role("button", name="Take this case").click()
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.locator(".sentences .source").first.click()
    assert axe_violations(page) == []
