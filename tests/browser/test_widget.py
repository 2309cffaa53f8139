"""The widget in a real browser: telling, being heard, and who is there."""

from playwright.sync_api import Page, expect

from handoff.store import conversations
from tests.browser.running import Running
from tests.browser.widget_page import SITE, answer_as_a_person, conversation, opened, sent, shown, tell


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
