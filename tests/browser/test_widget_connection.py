"""The widget when connections, services, sessions and pages come and go: nothing is lost, nothing is doubled."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from handoff.store.tables import web_sessions
from tests.browser.running import Running
from tests.browser.widget_page import answer_as_a_person, conversation, opened, sent, shown, tell


def test_what_was_written_offline_is_sent_once_and_in_order(page: Page, running: Running) -> None:
    opened(page, running)
    tell(page, "before the tunnel")
    expect(sent(page)).to_have_count(1)
    page.context.set_offline(True)
    tell(page, "in the tunnel")
    tell(page, "still in the tunnel")
    expect(page.get_by_text("Waiting for connection").last).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("No connection")
    page.context.set_offline(False)
    told = ["before the tunnel", "in the tunnel", "still in the tunnel"]
    expect(sent(page)).to_have_text(told)
    expect(shown(page)).to_have_count(3)
    assert [one.text for one in running.thread(conversation(page))] == told


def test_a_message_whose_confirmation_was_lost_is_not_doubled(page: Page, running: Running) -> None:
    opened(page, running)
    expect(page.get_by_text("Tell us what").last).to_be_visible()
    lost: list[str] = []

    def lose_the_first(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.post_data_json["id"])
        route.fetch()
        route.abort()

    page.route("**/chat/messages", lose_the_first)
    tell(page, "only once")
    expect(sent(page)).to_have_text(["only once"])
    page.wait_for_timeout(1500)
    expect(shown(page)).to_have_text(["only once"])
    assert len(lost) == 1
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('.wait.')).length") == 0
    assert [one.text for one in running.thread(conversation(page))] == ["only once"]


def test_unsent_words_and_the_draft_survive_a_reload(page: Page, running: Running) -> None:
    opened(page, running)
    expect(page.get_by_text("Tell us what").last).to_be_visible()
    page.route("**/chat/messages", lambda route: route.abort())
    tell(page, "not yet sent")
    page.get_by_label("Your message").fill("half a sen")
    page.unroute("**/chat/messages")
    page.reload()
    expect(sent(page)).to_have_text(["not yet sent"])
    expect(page.get_by_label("Your message")).to_have_value("half a sen")


def test_a_reload_resumes_the_thread_without_gaps_or_doubles(page: Page, running: Running) -> None:
    opened(page, running)
    tell(page, "one")
    tell(page, "two, that's all")
    expect(page.get_by_text("I heard 2")).to_be_visible()
    before = shown(page).all_inner_texts()
    page.reload()
    expect(shown(page)).to_have_text(before)


def test_a_restart_of_the_service_loses_and_doubles_nothing(page: Page, running: Running) -> None:
    opened(page, running)
    tell(page, "before")
    expect(sent(page)).to_have_count(1)
    running.stop()
    tell(page, "while it was down")
    expect(page.get_by_text("Waiting for connection")).to_be_visible()
    running.begin()
    expect(sent(page)).to_have_text(["before", "while it was down"], timeout=15_000)
    tell(page, "after")
    expect(sent(page)).to_have_text(["before", "while it was down", "after"])


def test_two_tabs_show_the_same_conversation(contexts: Callable[..., BrowserContext], running: Running) -> None:
    context = contexts()
    one, other = opened(context.new_page(), running), context.new_page()
    tell(one, "from the first tab")
    expect(sent(one)).to_have_count(1)
    other.goto(running.url)
    other.get_by_role("button", name="Tell us").or_(other.get_by_role("dialog")).first.wait_for()
    if other.get_by_role("button", name="Tell us").is_visible():
        other.get_by_role("button", name="Tell us").click()
    tell(other, "from the second tab")
    for page in (one, other):
        expect(sent(page)).to_have_text(["from the first tab", "from the second tab"])
        expect(shown(page)).to_have_count(2)


def test_a_session_that_is_over_begins_anew_and_keeps_unsent_words(page: Page, running: Running) -> None:
    opened(page, running)
    tell(page, "an old story")
    expect(sent(page)).to_have_count(1)
    running.call(running.parts.database.write(lambda conn: conn.execute(web_sessions.delete())))
    running.stop()  # forgets the sessions that it remembers
    running.begin()
    tell(page, "a new story")
    expect(page.get_by_text("Your earlier conversation has expired.")).to_be_visible()
    expect(sent(page)).to_have_text(["a new story"])


def test_a_proxy_that_holds_streams_back_does_not_hold_the_news_back(page: Page, running: Running) -> None:
    page.clock.install()
    page.route("**/chat/events*", lambda _route: None)
    opened(page, running)
    expect(page.get_by_text("Tell us what").last).to_be_visible()
    page.clock.fast_forward(9_000)
    tell(page, "it came cracked, that's all")
    expect(page.get_by_text("I heard 1")).to_be_visible()


def test_a_hidden_tab_gives_its_connection_back_and_catches_up_when_seen(page: Page, running: Running) -> None:
    page.clock.install()
    opened(page, running)
    tell(page, "I want a human")
    expect(page.get_by_role("status")).to_have_text("Waiting for a person")
    with page.expect_event("requestfailed", lambda request: "/chat/events" in request.url):
        be_hidden(page, True)
        page.clock.fast_forward(6_000)
    answer_as_a_person(running, conversation(page), "Hello, this is Priya.")
    page.wait_for_timeout(500)
    expect(page.get_by_text("Hello, this is Priya.")).to_be_hidden()
    be_hidden(page, False)
    expect(page.get_by_text("Hello, this is Priya.")).to_be_visible()


def be_hidden(page: Page, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )
