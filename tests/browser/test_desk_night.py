"""At night for the customer: whoever writes sees what will happen when, and does it by keys."""

import shutil
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from handoff.inbox import Inbound
from handoff.model.agent import Agent
from handoff.model.channel import Address, Channel
from handoff.policy.policies import Policies
from handoff.settings import ROOT, Settings
from tests.browser.desk_steps import STORY, arrive, axe_violations, live, sign_in
from tests.browser.running import Running
from tests.handoff.fake_bot import SECRET
from tests.handoff.service import OURS

PHONE = "+447700900123"


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """The quiet hours began six hours ago and end in six."""
    folder = tmp_path / "policy"
    shutil.copytree(ROOT / "handoff" / "policy", folder)
    zone = Policies.load(folder).site.time_zone
    now = datetime.now(zone)
    hours = {name: f"{now + timedelta(hours=step):%H}:00" for name, step in (("from", -6), ("to", 6))}
    file = folder / "hours.yml"
    quiet = f'from: "{hours["from"]}", to: "{hours["to"]}"'
    file.write_text(file.read_text().replace('from: "21:00", to: "08:00"', quiet))
    return folder


@pytest.fixture
def night(tmp_path: Path, policies: Path) -> Iterator[Running]:
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'amends.db'}",
        "AMENDS_BOT_SECRET": SECRET,
        "AMENDS_MEDIA_DIR": str(tmp_path / "media"),
        "AMENDS_SPOOL_DIR": str(tmp_path / "spool"),
        "AMENDS_POLICY_DIR": str(policies),
        "AMENDS_DEVELOPMENT": "1",
        "AMENDS_ADMIN_EMAIL": "sam@example.com",
        "AMENDS_ADMIN_PASSWORD": "a long enough password",
    }
    with Running(Settings.from_environment(environment)) as running:
        yield running


def texted(running: Running) -> tuple[str, str]:
    """The reference and the conversation of a story by text."""
    conversation = ""
    for text in (*STORY, "i want a human"):
        address = Address(Channel.SMS, PHONE, OURS)
        said = Inbound(text, "sms", uuid.uuid4().hex, running.clock.now(), address=address)
        conversation = running.call(running.parts.inbox.accept(said)).conversation

    def case() -> str | None:
        return next((row.ref for row in running.call(running.parts.cases.queue()).rows), None)

    return running.until(case), conversation


def said(running: Running, conversation: str) -> list[str]:
    return [one.text for one in running.thread(conversation) if one.author == "agent"]


def test_a_reply_waits_is_taken_back_changed_and_sent_by_keys(page: Page, night: Running) -> None:
    (ref, conversation), maya = texted(night), arrive(night, "Maya")
    sign_in(page, night, maya, f"/desk/cases/{ref}")
    live(page)
    page.keyboard.press("t")
    field = page.get_by_label("Your reply")
    expect(field).to_be_focused()
    # They wrote a moment ago, so they are awake, and sending now stands first.
    expect(page.get_by_text("so they are awake")).to_be_visible()
    field.fill("A new jug leaves today.")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Send at").press("Enter")
    waiting = page.locator(".line.waiting")
    expect(waiting).to_contain_text("A new jug leaves today.")
    expect(waiting).to_contain_text("goes out at")
    expect(field).to_have_value("")
    assert said(night, conversation) == []
    assert axe_violations(page) == []
    field.fill("And one more thing.")
    waiting.get_by_role("button", name="Take it back").press("Enter")
    expect(waiting).to_have_count(0)
    expect(field).to_have_value("A new jug leaves today.\n\nAnd one more thing.")
    expect(field).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(field).to_have_value("")
    [words] = said(night, conversation)
    assert words.startswith("A new jug leaves today.\n\nAnd one more thing.")


def test_what_waits_can_be_sent_at_once(page: Page, night: Running) -> None:
    (ref, conversation), maya = texted(night), arrive(night, "Maya")
    _waits(night, ref, maya)
    sign_in(page, night, maya, f"/desk/cases/{ref}")
    live(page)
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator(".line.waiting")).to_have_count(0)
    assert said(night, conversation)[0].startswith("A new jug leaves today.")


def _waits(running: Running, ref: str, agent: Agent) -> None:
    at = running.clock.now() + timedelta(hours=5)
    running.call(running.parts.cases.reply_later(ref, agent, "A new jug leaves today.", "1", at))
