"""The desk in a real browser: by keyboard alone, live without reloading, readable for everybody."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from handoff.desk import agents
from handoff.inbox import Inbound
from handoff.model.agent import Agent, Role
from handoff.model.channel import Address, Channel
from tests.browser.running import Running
from tests.handoff.at_the_desk import PASSWORD, PASSWORD_HASH

STORY = ("my blender came cracked, order 44712", "i am so fed up")
PHONE = {"width": 390, "height": 844}
# 1280 x 800 seen at 200 %.
ZOOMED = {"width": 640, "height": 400}


@pytest.fixture
def maya(running: Running) -> Agent:
    return arrive(running, "Maya")


def arrive(running: Running, name: str, role: Role = Role.AGENT) -> Agent:
    new = {"email": f"{name.lower()}@example.com", "name": name, "role": role, "password_hash": PASSWORD_HASH}
    return running.call(running.parts.database.write(lambda conn: agents.add(conn, **new, now=running.clock.now())))


def tell(running: Running, text: str, who: str = "session-1") -> str:
    """The conversation's id."""
    address = Address(Channel.WEB, who, None)
    said = Inbound(text, "web", uuid.uuid4().hex, running.clock.now(), address=address)
    return running.call(running.parts.inbox.accept(said)).conversation


def handed_over(running: Running, who: str = "session-1") -> str:
    """The reference of the case that the story became."""
    for text in (*STORY, "i want a human"):
        conversation = tell(running, text, who)

    def case() -> str | None:
        rows = running.call(running.parts.cases.queue()).rows
        return next((row.ref for row in rows if row.conversation == conversation), None)

    return running.until(case)


def sign_in(page: Page, running: Running, agent: Agent, then: str = "/desk/") -> Page:
    page.goto(f"{running.url}{then}")
    page.get_by_label("E-mail").fill(agent.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in to the desk")
    return page


def live(page: Page) -> None:
    """The stream is open and the page has caught up with it."""
    expect(page.locator("#stream")).to_have_attribute("data-state", "live")


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
    page.wait_for_function("document.title.startsWith('(1) Queue')")


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_readable_for_everybody(
    contexts: Callable[..., BrowserContext], running: Running, scheme: str
) -> None:
    ref = handed_over(running)
    told = tell(running, "my kettle leaks and", "session-2")
    page = contexts(color_scheme=scheme).new_page()
    found = [_violations(page, f"{running.url}/desk/sign-in")]
    sign_in(page, running, arrive(running, "Ada", Role.SUPERVISOR))
    paths = ["/desk/", "/desk/?state=mine", f"/desk/cases/{ref}", f"/desk/conversations/{told}", "/desk/agents"]
    found += [_violations(page, running.url + path) for path in [*paths, "/desk/password", "/desk/cases/A-9999"]]
    page.goto(f"{running.url}/desk/cases/{ref}")
    page.get_by_role("button", name="Take this case").click()
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.locator(".sentences .source").first.click()
    found.append(_axe(page))
    assert not any(found), found


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


def _violations(page: Page, url: str) -> list[str]:
    page.goto(url)
    return _axe(page)


def _axe(page: Page) -> list[str]:
    result = Axe().run(page).response
    assert len(result["passes"]) > 10, "the page was hardly looked at"
    return [f"{page.url} {one['id']}: {node['html'][:160]}" for one in result["violations"] for node in one["nodes"]]
