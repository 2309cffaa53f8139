"""The desk in a real browser: by keyboard alone, by one press, readable for everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from handoff.model.agent import Agent
from tests.browser.desk_steps import STORY, arrive, handed_over, live, sign_in
from tests.browser.running import Running
from tests.handoff.at_the_desk import PASSWORD

PHONE = {"width": 390, "height": 844}
# 1280 x 800 seen at 200 %.
ZOOMED = {"width": 640, "height": 400}


@pytest.fixture
def maya(running: Running) -> Agent:
    return arrive(running, "Maya")


def by_keyboard(page: Page, name: str, key: str = "Enter") -> None:
    """Tabs to what is called `name` and presses it, as somebody without a mouse would."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.innerText || '').trim()") == name:
            page.keyboard.press(key)
            return
    raise AssertionError(f"{name} cannot be reached by the Tab key")


def test_from_the_sign_in_to_the_resolved_case_by_keyboard_alone(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    page.goto(f"{running.url}/desk/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(maya.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 person waits")).to_be_visible()
    by_keyboard(page, STORY[0])
    expect(page.get_by_role("heading", level=1)).to_have_text(STORY[0])
    by_keyboard(page, "Take this case")
    expect(page.get_by_role("status").filter(has_text=f"{ref} is yours.")).to_be_attached()
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("A new jug leaves today.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("log")).to_contain_text("A new jug leaves today.")
    expect(page.get_by_label("Your reply")).to_have_value("")
    page.keyboard.press("Shift+Tab")
    page.locator("#main").focus()
    by_keyboard(page, "Resolve")
    expect(page.get_by_text(f"{ref} · Resolved: you")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_summary_sentence_lights_up_its_words_in_the_thread(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    page.locator(".sentences .source").first.click()
    expect(page.locator(".line.lit")).to_contain_text(STORY[0])
    lit = page.evaluate("[...CSS.highlights.get('said')].map((range) => range.toString())")
    assert lit == [STORY[0]]
    page.keyboard.press("Escape")
    expect(page.locator(".line.lit")).to_have_count(0)


def test_the_policys_words_go_into_the_reply_by_one_press(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    page.get_by_role("button", name="Take this case").click()
    field = page.get_by_label("Your reply")
    expect(field).to_be_focused()
    field.fill("Hello,")
    script = page.locator("#script").inner_text()
    page.get_by_role("button", name="Put its words into the reply").click()
    expect(field).to_have_value(f"Hello,\n\n{script}")


def test_a_private_note_looks_different_and_stays_inside(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    page.get_by_text("Private note", exact=True).click()
    page.get_by_label("Your private note").fill("The batch of March.")
    page.get_by_role("button", name="Keep the note").click()
    note = page.locator(".line.note")
    expect(note).to_contain_text("The batch of March.")
    expect(note).to_contain_text("Private note by Maya")


@pytest.mark.parametrize("size", [PHONE, ZOOMED])
def test_nothing_sticks_out_on_a_phone_or_at_double_size(
    contexts: Callable[..., BrowserContext], running: Running, maya: Agent, size: Any
) -> None:
    ref = handed_over(running)
    page = sign_in(contexts(viewport=size).new_page(), running, maya)
    for path in ("/desk/", f"/desk/cases/{ref}"):
        page.goto(running.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
    page.get_by_label("Your reply").fill("From the train.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("From the train.")


def test_nothing_is_refused_by_the_pages_own_policy(page: Page, running: Running, maya: Agent) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    ref = handed_over(running)
    sign_in(page, running, maya)
    for path in ("/desk/", f"/desk/cases/{ref}"):
        page.goto(running.url + path)
        live(page)
    page.get_by_role("button", name="Take this case").click()
    expect(page.get_by_label("Your reply")).to_be_focused()
    assert complaints == []
