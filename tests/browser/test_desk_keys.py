"""The desk by single keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from handoff.model.agent import Agent, Role
from handoff.model.message import Author
from tests.browser.desk_steps import arrive, handed_over, live, sign_in
from tests.browser.running import Running
from tests.handoff.at_the_desk import PASSWORD


@pytest.fixture
def maya(running: Running) -> Agent:
    return arrive(running, "Maya")


SMALL_LAPTOP = {"width": 1280, "height": 720}


def test_five_cases_in_a_row_are_answered_made_right_and_ended_by_keys_alone(
    contexts: Callable[..., BrowserContext], running: Running, maya: Agent
) -> None:
    refs = [handed_over(running, f"session-{number}") for number in range(5)]
    page = contexts(viewport=SMALL_LAPTOP).new_page()
    page.goto(f"{running.url}/desk/")
    for typed, key in ((maya.email, "Tab"), (PASSWORD, "Enter")):
        page.keyboard.type(typed)
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="5 people wait")).to_be_visible()
    for number in range(5):
        live(page)
        page.keyboard.press("g")
        page.keyboard.press("n")
        expect(page.get_by_role("button", name="Take this case")).to_be_visible()
        live(page)
        page.keyboard.press("t")
        expect(page.get_by_label("Your reply")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type(f"Answer {number}.")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_label("Your reply")).to_have_value("")
        page.keyboard.press("Escape")
        page.keyboard.press("m")
        expect(page.locator("#give-suggested :focus")).to_be_visible()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#remedy .applied")).to_be_visible()
        page.keyboard.press("e")
        expect(page.get_by_role("status").filter(has_text="is resolved")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("q")
    expect(page.get_by_role("heading", name="Nobody waits")).to_be_visible()
    for ref in refs:
        packet = running.call(running.parts.cases.packet(ref))
        assert (packet["state"], len(packet["applied"])) == ("resolved", 1)
        told = [line.text for line in running.thread(packet["conversation"]) if line.author is Author.AGENT]
        assert len(told) == 2, "the reply, and with the same key the words of the remedy"


def test_a_remedy_that_the_reply_has_told_is_not_told_again_by_the_same_key(
    page: Page, running: Running, maya: Agent
) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    page.keyboard.press("t")
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Your reply")).to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.get_by_text("Your reply has told it already.")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#remedy .applied")).to_be_visible()
    packet = running.call(running.parts.cases.packet(ref))
    assert [line.author for line in running.thread(packet["conversation"])].count(Author.AGENT) == 1


def test_the_queue_is_walked_opened_and_taken_by_keys_and_goes_on_where_it_was(
    page: Page, running: Running, maya: Agent
) -> None:
    refs = [handed_over(running, f"session-{number}") for number in range(3)]
    sign_in(page, running, maya)
    live(page)
    rows = page.locator("#queue .row .title a")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/cases/{refs[1]}")
    live(page)
    page.keyboard.press("j")
    page.wait_for_url(f"**/desk/cases/{refs[2]}")
    live(page)
    page.keyboard.press("k")
    page.wait_for_url(f"**/desk/cases/{refs[1]}")
    live(page)
    page.keyboard.press("g")
    page.keyboard.press("q")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("t")
    page.wait_for_url(f"**/desk/cases/{refs[1]}*")
    expect(page.get_by_label("Your reply")).to_be_focused()


def test_who_takes_a_case_too_late_by_key_hears_who_was_first(page: Page, running: Running, maya: Agent) -> None:
    ref, kim = handed_over(running), arrive(running, "Kim")
    sign_in(page, running, maya)
    live(page)
    page.keyboard.press("j")
    page.route("**/desk/calls", lambda route: route.abort())
    page.route("**/desk/", lambda route: route.abort())
    running.call(running.parts.cases.take(ref, kim))
    page.keyboard.press("t")
    expect(page.get_by_role("alert")).to_contain_text(f"Kim has taken {ref}.")


def test_r_and_n_choose_what_to_write_and_letters_in_a_field_stay_letters(
    page: Page, running: Running, maya: Agent
) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    page.keyboard.press("n")
    expect(page.get_by_label("Your private note")).to_be_focused()
    page.keyboard.type("jkrtgqn?/")
    expect(page.get_by_label("Your private note")).to_have_value("jkrtgqn?/")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.get_by_label("Your reply")).to_be_focused()
    assert page.url.endswith(ref)


def test_the_question_mark_shows_the_keys_and_they_can_be_turned_off(page: Page, running: Running, maya: Agent) -> None:
    handed_over(running)
    sign_in(page, running, maya)
    live(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.goto(f"{running.url}/desk/settings")
    live(page)
    page.get_by_label("Single keys act").uncheck()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Kept.")).to_be_visible()
    page.goto(f"{running.url}/desk/")
    live(page)
    page.keyboard.press("?")
    page.keyboard.press("j")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#queue .row .title a").first).not_to_be_focused()
    page.get_by_text("Maya", exact=True).click()
    page.get_by_role("button", name="Show the keys").click()
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("turned off")


def test_the_slash_leads_to_the_search_from_anywhere(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    handed_over(running, "session-2")
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(ref)
    page.keyboard.press("Enter")
    expect(page.locator("#queue .row .ref")).to_have_text([ref])


def test_a_supervisors_keys_lead_to_the_board_and_to_what_waits_for_a_yes(page: Page, running: Running) -> None:
    sign_in(page, running, arrive(running, "Ada", Role.SUPERVISOR))
    live(page)
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/desk/board")
    live(page)
    page.keyboard.press("g")
    page.keyboard.press("y")
    page.wait_for_url("**/desk/approvals")
