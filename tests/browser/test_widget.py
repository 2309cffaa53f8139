"""The widget in a real browser: telling, being heard, and losing nothing on the way."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from handoff.model.floor import Floor
from handoff.model.message import Author, Utterance
from handoff.outbox.speaking import speak
from handoff.store import conversations, floors
from handoff.store.tables import agents, web_sessions
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


def test_a_story_in_several_messages_gets_one_answer_after_done(page: Page, running: Running) -> None:
    opened(page, running)
    expect(page.get_by_text("We're listening — take your time.")).to_be_visible()
    done = page.get_by_role("button", name="That's everything")
    expect(done).to_be_hidden()
    for part in ("So I ordered a blender", "it came with a cracked jug", "twice!"):
        tell(page, part)
    expect(sent(page)).to_have_text(["So I ordered a blender", "it came with a cracked jug", "twice!"])
    done.click()
    expect(page.get_by_text("I heard 3: So I ordered a blender")).to_be_visible()
    expect(done).to_be_hidden()
    expect(shown(page)).to_have_count(4)
    expect(page.get_by_text("Sent · ").last).to_be_visible()


def test_while_the_bot_reads_the_customer_sees_it(page: Page, running: Running) -> None:
    running.bot.slow = 1.5
    opened(page, running)
    tell(page, "it came cracked")
    page.get_by_role("button", name="That's everything").click()
    expect(page.get_by_role("status")).to_have_text("Reading what you wrote…")
    expect(page.locator("amends-chat .dots")).to_be_visible()
    expect(page.get_by_text("I heard 1")).to_be_visible()
    expect(page.locator("amends-chat .dots")).to_be_hidden()


def test_buttons_answer_once_and_the_handover_is_shown(page: Page, running: Running) -> None:
    opened(page, running)
    tell(page, "it came cracked, that's all")
    yes, not_quite = page.get_by_role("button", name="Yes, that's it"), page.get_by_role("button", name="Not quite")
    expect(page.get_by_role("button", name="That's everything")).to_be_hidden()
    yes.click()
    expect(yes).to_be_disabled()
    expect(not_quite).to_be_disabled()
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Your reference is A-1042")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Waiting for a person")
    assert [one.text for one in running.thread(conversation(page))].count("Yes, that's it") == 1
    page.reload()
    expect(yes).to_be_disabled()


def test_a_person_is_shown_by_name(page: Page, running: Running) -> None:
    opened(page, running)
    tell(page, "I want a human")
    expect(page.get_by_role("status")).to_have_text("Waiting for a person")
    answer_as_a_person(running, conversation(page), "Hello, this is Priya.")
    expect(page.get_by_role("status")).to_have_text("Priya is here")
    message = page.locator("amends-chat .message.agent")
    expect(message.locator(".who")).to_have_text("Priya")
    expect(message.locator(".text")).to_have_text("Hello, this is Priya.")


def test_a_closed_panel_says_that_there_is_news(page: Page, running: Running) -> None:
    opened(page, running)
    tell(page, "I want a human")
    expect(page.get_by_text("Your reference is")).to_be_visible()
    page.keyboard.press("Escape")
    answer_as_a_person(running, conversation(page), "Hello, this is Priya.")
    launcher = page.get_by_role("button", name="Tell us 1 new")
    launcher.click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Tell us", exact=True)).to_be_visible()


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


def test_everything_works_by_keyboard_alone(page: Page, running: Running) -> None:
    page.goto(running.url)
    launcher = page.get_by_role("button", name="Tell us")
    launcher.focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Your message")
    expect(field).to_be_focused()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    expect(sent(page)).to_have_text(["first line\nsecond line"], use_inner_text=True)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="That's everything")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("I heard 1")).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()


def test_markup_in_messages_is_shown_as_text(page: Page, running: Running) -> None:
    opened(page, running)
    attack = '<img src=x onerror="window.hacked = 1"><b>bold</b>'
    tell(page, attack)
    expect(sent(page)).to_have_text([attack])
    tell(page, "that's all")
    expect(page.get_by_text("I heard 2")).to_be_visible()
    assert page.evaluate("window.hacked") is None


def test_typing_is_signalled_but_not_with_every_key(page: Page, running: Running) -> None:
    opened(page, running)
    expect(page.get_by_text("Tell us what").last).to_be_visible()
    signals: list[str] = []
    page.on("request", lambda request: signals.append(request.url) if request.url.endswith("/typing") else None)
    page.get_by_label("Your message").press_sequentially("I am still writing this", delay=20)
    assert len(signals) == 1
    id = conversation(page)
    running.until(
        lambda: running.call(running.parts.database.read(lambda conn: conversations.get(conn, id))).typing_until
    )


def test_the_token_is_in_no_address(page: Page, running: Running) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, running)
    tell(page, "hello there")
    expect(sent(page)).to_have_count(1)
    token = page.evaluate(f"JSON.parse(localStorage['amends.{SITE}.session']).token")
    assert any("/chat/events" in url for url in asked)
    assert [url for url in asked if token in url] == []


def test_the_page_keeps_its_strict_content_policy(page: Page, running: Running) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    opened(page, running)
    tell(page, "it came cracked, that's all")
    expect(page.get_by_role("button", name="Not quite")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(contexts: Callable[..., BrowserContext], running: Running, scheme: Any) -> None:
    page = contexts(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True).new_page()
    page.goto(running.url)
    assert violations(page) == []
    opened(page, running)
    tell(page, "it came cracked")
    expect(page.get_by_role("button", name="That's everything")).to_be_visible()
    assert violations(page) == []
    tell(page, "that's all")
    expect(page.get_by_role("button", name="Not quite")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Yes, that's it").click()
    expect(page.get_by_text("Your reference is A-1042")).to_be_visible()
    answer_as_a_person(running, conversation(page), "Hello, this is Priya.")
    expect(page.get_by_text("Priya is here")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize(("width", "height"), [(320, 480), (390, 800), (640, 400)])
def test_on_small_screens_the_panel_fills_and_nothing_is_cut(
    contexts: Callable[..., BrowserContext], running: Running, width: int, height: int
) -> None:
    page = contexts(viewport={"width": width, "height": height}).new_page()
    opened(page, running)
    tell(page, "a" * 300)
    tell(page, "it came cracked")
    expect(page.get_by_role("button", name="That's everything")).to_be_in_viewport(ratio=1)
    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    thread = page.locator("amends-chat .thread")
    assert thread.evaluate("node => node.scrollWidth <= node.clientWidth && node.clientHeight > 120")
    for control in (page.get_by_label("Your message"), page.get_by_role("button", name="Send"), sent(page).last):
        expect(control).to_be_in_viewport(ratio=1)


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
