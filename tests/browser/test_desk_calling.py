"""What calls somebody at the desk: customers who wait, and remedies that wait for a yes."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import Connection

from handoff.cases import approving
from handoff.model.agent import Agent, Role
from handoff.model.case import Case
from tests.browser.desk_steps import arrive, handed_over, live, sign_in
from tests.browser.running import Running


@pytest.fixture
def maya(running: Running) -> Agent:
    return arrive(running, "Maya")


def test_a_waiting_customer_calls_until_somebody_has_taken_the_case(
    contexts: Callable[..., BrowserContext], running: Running, maya: Agent
) -> None:
    page = contexts().new_page()
    page.add_init_script("window.calls = 0; document.addEventListener('sounded', () => window.calls++)")
    sign_in(page, running, maya)
    live(page)
    expect(page).to_have_title(re.compile("^Queue"))
    ref = handed_over(running)
    expect(page).to_have_title(re.compile(r"^\(1\) Queue"))
    running.until(lambda: page.evaluate("window.calls") == 1)
    # A minute goes by, and nobody has taken it.
    aged = "(kept => localStorage.setItem('amends:called', JSON.stringify({...kept, at: 1})))"
    aged += "(JSON.parse(localStorage.getItem('amends:called')))"
    page.evaluate(aged)
    page.evaluate("htmx.trigger(document.getElementById('calls'), 'live')")
    running.until(lambda: page.evaluate("window.calls") == 2)
    running.call(running.parts.cases.take(ref, maya))
    expect(page).to_have_title(re.compile("^Queue"))
    page.evaluate(aged)
    page.evaluate("htmx.trigger(document.getElementById('calls'), 'live')")
    page.wait_for_timeout(500)
    assert page.evaluate("window.calls") == 2


def test_who_chose_silence_is_called_by_the_title_only(page: Page, running: Running, maya: Agent) -> None:
    page.add_init_script("window.calls = 0; document.addEventListener('sounded', () => window.calls++)")
    sign_in(page, running, maya, "/desk/settings")
    live(page)
    page.get_by_role("button", name="Try the sound").click()
    assert page.evaluate("window.calls") == 1
    page.get_by_label("Play a sound").uncheck()
    page.get_by_role("button", name="Keep", exact=True).click()
    live(page)
    handed_over(running)
    expect(page).to_have_title(re.compile(r"^\(1\)"))
    assert page.evaluate("window.calls") == 0


@pytest.mark.parametrize("wants", [True, False], ids=["by sound", "not at all"])
def test_a_remedy_that_waits_for_a_yes_calls_the_supervisor_who_wants_it(
    page: Page, running: Running, maya: Agent, wants: bool
) -> None:
    ref, ada = handed_over(running), arrive(running, "Ada", Role.SUPERVISOR)
    running.call(running.parts.cases.take(ref, maya))
    page.add_init_script("window.calls = 0; document.addEventListener('sounded', () => window.calls++)")
    sign_in(page, running, ada, "/desk/settings")
    live(page)
    choice = page.get_by_label("Also when a remedy waits for a yes of mine")
    expect(choice).to_be_checked()
    choice.set_checked(wants)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Kept.")).to_be_visible()
    live(page)
    asks_for_a_yes(running, ref, maya)
    expect(page.get_by_role("link", name="Approvals 1")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\(1\) Sounds" if wants else "^Sounds"))
    assert page.evaluate("window.calls") == int(wants)


def asks_for_a_yes(running: Running, ref: str, agent: Agent) -> None:
    asked = {"words": "You get it all back.", "why": "", "policies": running.parts.policies}

    def ask(conn: Connection, now: datetime) -> Case:
        return approving.ask(conn, ref, agent, "refund_and_keep", Decimal("90"), "1", **asked, now=now)

    running.call(running.parts.cases.act(ask, "approvals"))
