"""The desk stays up to date by itself and loses nobody's words."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from handoff.model.agent import Agent, Role
from tests.browser.desk_steps import arrive, handed_over, live, sign_in, tell
from tests.browser.running import Running


@pytest.fixture
def maya(running: Running) -> Agent:
    return arrive(running, "Maya")


def test_the_thread_grows_while_the_customer_writes(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    page.evaluate("window.sameDocument = true")
    tell(running, "are you still there")
    expect(page.get_by_role("log")).to_contain_text("are you still there")
    assert page.evaluate("window.sameDocument")


def test_the_queue_grows_by_itself_and_says_so_in_the_title(page: Page, running: Running, maya: Agent) -> None:
    sign_in(page, running, maya)
    live(page)
    expect(page.get_by_role("heading", name="Nobody waits")).to_be_visible()
    ref = handed_over(running)
    expect(page.get_by_text(ref)).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\(1\) Queue"))


def test_the_board_follows_cases_and_people_without_a_reload(page: Page, running: Running, maya: Agent) -> None:
    sign_in(page, running, arrive(running, "Ada", Role.SUPERVISOR), "/desk/board")
    live(page)
    page.evaluate("window.sameDocument = true")
    waiting = page.locator(".figure").filter(has_text="Wait for a person").locator("dd")
    assert waiting.inner_text().startswith("0")
    ref = handed_over(running)
    expect(waiting).to_contain_text("1")
    expect(page.get_by_role("region", name="Due next")).to_contain_text(ref)
    running.call(running.parts.cases.take(ref, maya))
    expect(page.get_by_role("row").filter(has_text="Maya").get_by_role("cell").first).to_have_text("1")
    expect(waiting).to_contain_text("0")
    assert page.evaluate("window.sameDocument")


def test_words_that_are_being_written_survive_news_and_a_reload(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    field = page.get_by_label("Your reply")
    field.fill("Half a sent")
    tell(running, "and another thing")
    expect(page.get_by_role("log")).to_contain_text("and another thing")
    # Taking the case signs the draft with another name, and the draft is not what stands here.
    page.get_by_role("button", name="Take this case").click()
    expect(page.get_by_text(f"{ref} · With a person: you")).to_be_visible()
    expect(field).to_have_value("Half a sent")
    page.reload()
    expect(field).to_have_value("Half a sent")


def test_two_replies_in_a_row_both_arrive(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    field = page.get_by_label("Your reply")
    for words in ("First.", "Second."):
        field.fill(words)
        field.press("Control+Enter")
        expect(page.get_by_role("log")).to_contain_text(words)
        expect(field).to_have_value("")


def test_a_reply_that_could_not_be_sent_is_kept_and_sent_once_by_trying_again(
    page: Page, running: Running, maya: Agent
) -> None:
    ref = handed_over(running)
    conversation = running.call(running.parts.cases.packet(ref))["conversation"]
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    # The words arrive, and the answer about them is lost on the way back.
    page.route("**/reply", lambda route: (route.fetch(), route.abort()))
    field = page.get_by_label("Your reply")
    field.fill("It is on its way.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Your words are still here")
    expect(field).to_have_value("It is on its way.")
    page.unroute("**/reply")
    page.get_by_role("button", name="Send").click()
    expect(field).to_have_value("")
    assert [one.text for one in running.thread(conversation) if one.author == "agent"] == ["It is on its way."]


def test_who_was_signed_out_meanwhile_keeps_the_words(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    page.context.clear_cookies()
    field = page.get_by_label("Your reply")
    field.fill("It is on its way.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Sign in again in another tab")
    expect(field).to_have_value("It is on its way.")


def test_many_tabs_share_one_stream_and_all_of_them_are_live(
    contexts: Callable[..., BrowserContext], running: Running, maya: Agent
) -> None:
    context = contexts()
    streams: list[str] = []
    context.on("request", lambda request: streams.append(request.url) if request.url.endswith("/desk/events") else None)
    pages = [sign_in(context.new_page(), running, maya)]
    # Browsers keep six connections to a place: a stream for each tab would leave none for the eighth.
    for _ in range(7):
        pages.append(context.new_page())
        pages[-1].goto(f"{running.url}/desk/")
    for page in pages:
        live(page)
    ref = handed_over(running)
    for page in pages:
        expect(page.get_by_text(ref)).to_be_visible()
    assert len(streams) == 1
    # The tab that listened for all is closed: another one takes its place.
    pages[0].close()
    second = handed_over(running, "session-2")
    for page in pages[1:]:
        expect(page.get_by_text(second)).to_be_visible()
    assert len(streams) == 2


def test_the_page_finds_its_way_back_after_the_service_was_away(page: Page, running: Running, maya: Agent) -> None:
    sign_in(page, running, maya)
    live(page)
    running.stop()
    expect(page.locator("#stream")).to_have_attribute("data-state", "lost")
    running.begin()
    ref = handed_over(running)
    expect(page.get_by_text(ref)).to_be_visible(timeout=15_000)
    live(page)
