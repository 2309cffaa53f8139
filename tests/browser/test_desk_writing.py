"""The composer, the facts and the remedies in a real browser."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from handoff.model.agent import Agent, Role
from tests.browser.desk_steps import STORY, arrive, handed_over, live, sign_in, tell
from tests.browser.running import Running


@pytest.fixture
def maya(running: Running) -> Agent:
    return arrive(running, "Maya")


def taken(page: Page, running: Running, agent: Agent) -> str:
    ref = handed_over(running)
    sign_in(page, running, agent, f"/desk/cases/{ref}")
    page.get_by_role("button", name="Take this case").click()
    expect(page.get_by_label("Your reply")).to_be_focused()
    return ref


def test_a_hint_is_settled_by_one_press(page: Page, running: Running, maya: Agent) -> None:
    taken(page, running, maya)
    field = page.get_by_label("Your reply")
    field.fill("Hello,\n\nSorry if it broke.\n\nMaya")
    page.get_by_role("button", name="Write it anew").click()
    expect(field).to_have_value(f"Hello,\n\nYou told us “{STORY[0]}”. What you pay for should reach you in one piece. "
                                "I am sorry that it did not.\n\nMaya")  # fmt: skip
    expect(page.get_by_text("Owns it")).to_be_visible()
    page.get_by_role("button", name="Insert: Say what comes next").click()
    expect(page.get_by_text("Says what comes next")).to_be_visible()
    expect(page.locator(".promise")).to_contain_text("Promise: “I will")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#promises-title")).to_be_attached()
    expect(page.locator(".promised").last).to_contain_text("I will")


def test_a_draft_is_there_on_the_next_machine(
    contexts: Callable[..., BrowserContext], page: Page, running: Running, maya: Agent
) -> None:
    ref = taken(page, running, maya)
    with page.expect_response("**/draft"):
        page.get_by_label("Your reply").fill("Half a sent")
    other = sign_in(contexts().new_page(), running, maya, f"/desk/cases/{ref}")
    expect(other.get_by_label("Your reply")).to_have_value("Half a sent")


def test_one_key_asks_for_what_is_missing(page: Page, running: Running, maya: Agent) -> None:
    conversation = tell(running, "my kettle leaks")
    tell(running, "i want a human")
    ref = running.until(lambda: next((row.ref for row in running.call(running.parts.cases.queue()).rows), None))
    assert conversation
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    page.locator("#main").focus()
    page.keyboard.press("a")
    question = running.parts.questions.text("utter_ask_order_number", ref)
    expect(page.get_by_label("Your reply")).to_be_focused()
    assert question in page.get_by_label("Your reply").input_value()


def test_a_template_goes_in_at_the_cursor_and_its_empty_field_is_marked(
    page: Page, running: Running, maya: Agent
) -> None:
    taken(page, running, maya)
    field = page.get_by_label("Your reply")
    field.fill("")
    page.locator("#templates > summary").click()
    page.get_by_role("button", name="A replacement is on its way").click()
    expect(field).to_be_focused()
    expect(page.get_by_text("Not ready to send:")).to_be_visible()
    assert page.evaluate("getSelection().toString() || (({value, selectionStart: a, selectionEnd: b}) => "
                         "value.slice(a, b))(document.activeElement)") == "{product}"  # fmt: skip
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Fill in {product} first")


def test_more_than_ones_limit_is_asked_for_and_the_answer_appears_by_itself(
    contexts: Callable[..., BrowserContext], page: Page, running: Running, maya: Agent
) -> None:
    taken(page, running, maya)
    live(page)
    page.get_by_text("Other ways").click()
    giving = page.locator("details.give").filter(has=page.get_by_label("Amount in GBP")).last
    giving.locator("summary").click()
    giving.get_by_label("Amount in GBP").fill("20")
    expect(giving.get_by_role("button", name="Apply and send these words")).to_be_visible()
    giving.get_by_label("Amount in GBP").fill("80")
    expect(giving.get_by_role("button", name="Apply and send these words")).to_be_hidden()
    giving.get_by_role("button", name="Ask a supervisor").click()
    expect(page.get_by_text("You asked for £80.")).to_be_visible()
    ada = sign_in(contexts().new_page(), running, arrive(running, "Ada", Role.SUPERVISOR), "/desk/approvals")
    expect(ada.locator(".count")).to_have_text("1")
    ada.get_by_role("button", name="Say yes").click()
    expect(ada.get_by_role("heading", name="Nothing waits for your yes")).to_be_visible()
    expect(page.get_by_text("Ada said yes to £80.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_writing_deciding_and_asking_are_readable_for_everybody(
    contexts: Callable[..., BrowserContext], running: Running, maya: Agent, scheme: str
) -> None:
    page = contexts(color_scheme=scheme).new_page()
    ref = taken(page, running, maya)
    page.get_by_label("Your reply").fill("Sorry if it broke, {name}. I'll call you by Friday 5.")
    expect(page.locator(".promise")).to_be_visible()
    for summary in ("#templates > summary", ".acts .edit > summary", "#remedy .others > summary"):
        page.locator(summary).first.click()
    found = _violations(page)
    page.keyboard.press("Escape")
    giving = page.locator("details.give").filter(has=page.get_by_label("Amount in GBP")).last
    giving.locator("summary").click()
    giving.get_by_label("Amount in GBP").fill("80")
    giving.get_by_role("button", name="Ask a supervisor").click()
    expect(page.get_by_text("You asked for £80.")).to_be_visible()
    found += _violations(page)
    ada = contexts(color_scheme=scheme).new_page()
    sign_in(ada, running, arrive(running, "Ada", Role.SUPERVISOR), "/desk/approvals")
    for path in ("/desk/approvals", "/desk/templates", f"/desk/cases/{ref}"):
        ada.goto(running.url + path)
        found += _violations(ada)
    assert not found, found


def _violations(page: Page) -> list[str]:
    result = Axe().run(page).response
    assert len(result["passes"]) > 10, "the page was hardly looked at"
    return [f"{page.url} {one['id']}: {node['html'][:160]}" for one in result["violations"] for node in one["nodes"]]
