"""What the tests of the desk do again and again: somebody arrives, a customer tells, an agent signs in."""

import uuid

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from handoff.desk import agents
from handoff.inbox import Inbound
from handoff.model.agent import Agent, Role
from handoff.model.channel import Address, Channel
from tests.browser.running import Running
from tests.handoff.at_the_desk import PASSWORD, PASSWORD_HASH

STORY = ("my blender came cracked, order 44712", "i am so fed up")


def arrive(running: Running, name: str, role: Role = Role.AGENT) -> Agent:
    new = {"email": f"{name.lower()}@example.com", "name": name, "role": role, "password_hash": PASSWORD_HASH}
    return running.call(running.parts.database.write(lambda conn: agents.add(conn, **new, now=running.clock.now())))


def tell(running: Running, text: str, who: str = "session-1") -> str:
    """The conversation's id."""
    address = Address(Channel.WEB, who, None)
    said = Inbound(text, "web", uuid.uuid4().hex, running.clock.now(), address=address)
    return running.call(running.parts.inbox.accept(said)).conversation


def handed_over(running: Running, who: str = "session-1") -> str:
    """The reference of the case that the story became."""
    for text in (*STORY, "i want a human"):
        conversation = tell(running, text, who)

    def case() -> str | None:
        rows = running.call(running.parts.cases.queue()).rows
        return next((row.ref for row in rows if row.conversation == conversation), None)

    return running.until(case)


def sign_in(page: Page, running: Running, agent: Agent, then: str = "/desk/") -> Page:
    page.goto(f"{running.url}{then}")
    page.get_by_label("E-mail").fill(agent.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in to the desk")
    return page


def live(page: Page) -> None:
    """The stream is open and the page has caught up with it."""
    expect(page.locator("#stream")).to_have_attribute("data-state", "live")


def axe_violations(page: Page) -> list[str]:
    result = Axe().run(page).response
    assert len(result["passes"]) > 10, "the page was hardly looked at"
    return [f"{page.url} {one['id']}: {node['html'][:160]}" for one in result["violations"] for node in one["nodes"]]
