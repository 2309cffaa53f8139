"""Two people at one case: who looks, who writes, who answered; and every new page is readable for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from handoff.model.agent import Agent, Role
from tests.browser.desk_steps import arrive, axe_violations, handed_over, live, sign_in
from tests.browser.running import Running

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def maya(running: Running) -> Agent:
    return arrive(running, "Maya")


@pytest.fixture
def kims_page(contexts: Callable[..., BrowserContext]) -> Page:
    return contexts().new_page()


def test_a_colleague_who_writes_is_seen_while_writing(
    page: Page, kims_page: Page, running: Running, maya: Agent
) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    sign_in(kims_page, running, arrive(running, "Kim"), f"/desk/cases/{ref}")
    expect(page.get_by_text("Kim is looking")).to_be_visible()
    kims_page.get_by_label("Your reply").press_sequentially("Hello")
    expect(page.get_by_text("Kim is writing here")).to_be_visible()
    kims_page.goto(f"{running.url}/desk/")
    expect(page.get_by_text("Kim is")).to_have_count(0)


def test_the_customer_sees_that_a_person_writes(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    conversation = running.call(running.parts.cases.packet(ref))["conversation"]
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    page.keyboard.press("t")
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.keyboard.type("Hello")

    def writes() -> bool:
        return running.conversation(conversation).typing_agent == maya.id

    running.until(writes)
    page.goto(f"{running.url}/desk/")
    running.until(lambda: not writes())


def test_who_sends_after_a_colleague_is_asked_and_may_still_send(page: Page, running: Running, maya: Agent) -> None:
    ref, kim = handed_over(running), arrive(running, "Kim")
    conversation = running.call(running.parts.cases.packet(ref))["conversation"]
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    field = page.get_by_label("Your reply")
    field.fill("We will look into it.")
    running.call(running.parts.cases.reply(ref, kim, "A new jug leaves today.", "1"))
    running.call(running.parts.cases.resolve(ref, kim))
    page.get_by_role("button", name="Send").click()
    asked = page.get_by_role("dialog", name="Kim has answered meanwhile")
    expect(asked).to_contain_text("A new jug leaves today.")
    asked.get_by_role("button", name="Not yet, let me read it").click()
    expect(field).to_be_focused()
    expect(field).to_have_value("We will look into it.")
    page.get_by_role("button", name="Send").click()
    asked.get_by_role("button", name="Send mine too").click()
    expect(field).to_have_value("")
    said = [one.text for one in running.thread(conversation) if one.author == "agent"]
    assert said == ["A new jug leaves today.", "We will look into it."]


def test_a_case_is_handed_to_a_colleague_with_a_note_by_keyboard(
    page: Page, kims_page: Page, running: Running, maya: Agent
) -> None:
    ref = handed_over(running)
    sign_in(kims_page, running, arrive(running, "Kim"))
    live(kims_page)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    page.keyboard.press("t")
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    expect(page.get_by_role("button", name="To the team: anybody may take it")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Kim")
    page.keyboard.press("Tab")
    page.keyboard.type("She likes to be rung.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{ref} · With a person: Kim")).to_be_visible()
    kims_page.get_by_text("1 for you").click()
    kims_page.get_by_role("link", name=f"Maya handed you {ref}").click()
    expect(kims_page.get_by_role("log")).to_contain_text("She likes to be rung.")
    expect(kims_page.get_by_text("1 for you")).to_have_count(0)


def test_what_was_fetched_before_an_act_does_not_undo_it_on_the_page(page: Page, running: Running, maya: Agent) -> None:
    ref = handed_over(running)
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    held: list[tuple[Route, APIResponse]] = []
    page.route(f"**/desk/cases/{ref}", lambda route: held.append((route, route.fetch())), times=1)
    page.evaluate("htmx.trigger('#main', 'live')")
    while not held:
        page.wait_for_timeout(20)
    page.keyboard.press("t")
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    menu = page.get_by_role("button", name="To the team: anybody may take it")
    expect(menu).to_be_focused()
    with page.expect_response(lambda answer: answer.url.endswith(ref)):
        for route, before in held:
            route.fulfill(response=before)
        page.evaluate("htmx.trigger('#main', 'live')")
    expect(menu).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_new_at_the_desk_is_readable_for_everybody(
    contexts: Callable[..., BrowserContext], running: Running, maya: Agent, scheme: str
) -> None:
    ref, kim = handed_over(running), arrive(running, "Kim", Role.SUPERVISOR)
    page = sign_in(contexts(color_scheme=scheme, viewport=PHONE).new_page(), running, maya)
    found = []
    for path in ("/desk/?q=zebra", "/desk/?q=blender&kind=damaged&who=nobody", "/desk/?when=late", "/desk/settings"):
        page.goto(running.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        found += axe_violations(page)
    page.goto(f"{running.url}/desk/?who=nobody")
    page.get_by_text("Keep this view").click()
    found += axe_violations(page)
    live(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    found += axe_violations(page)
    page.goto(f"{running.url}/desk/cases/{ref}")
    live(page)
    page.keyboard.press("t")
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found += axe_violations(page)
    page.evaluate("document.dispatchEvent(new CustomEvent('answered', {detail: {name: 'Kim', words: 'Hi', until: 1}}))")
    found += axe_violations(page)
    running.call(running.parts.cases.take(ref, kim, over_from=maya.id))
    assert not found, found
