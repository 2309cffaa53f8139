"""How the tests use the widget: what a customer does and sees, and a person who answers."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from handoff.model.floor import Floor
from handoff.model.message import Author, Utterance
from handoff.outbox.speaking import speak
from handoff.store import conversations, floors
from handoff.store.tables import agents
from tests.browser.running import Running

SITE = "nook-and-kettle"


def opened(page: Page, running: Running) -> Page:
    page.goto(running.url)
    page.get_by_role("button", name="Tell us").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def tell(page: Page, text: str) -> None:
    field = page.get_by_label("Your message")
    field.fill(text)
    field.press("Enter")


def shown(page: Page) -> Locator:
    """The texts of all messages, without the greeting."""
    return page.locator("amends-chat .message .text").filter(has_not_text=re.compile("^Tell us what"))


def sent(page: Page) -> Locator:
    return page.get_by_role("log").locator(".customer .text")


def conversation(page: Page) -> str:
    found: str = page.evaluate(f"JSON.parse(localStorage['amends.{SITE}.session']).conversation")
    return found


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def answer_as_a_person(running: Running, id: str, text: str) -> None:
    def answer(conn: Any) -> None:
        now = running.clock.now()
        row = {"id": "p", "email": "p@example.com", "name": "Priya", "role": "agent", "password_hash": "x"}
        conn.execute(agents.insert().values(**row, active=True, created_at=now))
        floors.move(conn, id, Floor.HUMAN, holder="p", now=now)
        person = {"author": Author.AGENT, "name": "Priya", "agent": "p"}
        speak(conn, conversations.get(conn, id), [Utterance(text)], **person, origin="agent:1", now=now)

    running.call(running.parts.database.write(answer))
    running.parts.bell.ring(f"conversation:{id}")
