"""What happens while something else is still on its way: nobody's words, place or keys are lost to it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from handoff.model.agent import Agent, Role
from tests.browser.desk_steps import arrive, handed_over, live, sign_in
from tests.browser.running import Running


@pytest.fixture
def maya(running: Running) -> Agent:
    return arrive(running, "Maya")


@pytest.fixture
def case(page: Page, running: Running, maya: Agent) -> str:
    """A case that Maya has taken and has before her."""
    ref = handed_over(running)
    running.call(running.parts.cases.take(ref, maya))
    sign_in(page, running, maya, f"/desk/cases/{ref}")
    live(page)
    return ref


def hold_back(page: Page, where: str) -> list[Route]:
    """The next request of this kind waits until it is let through."""
    held: list[Route] = []
    page.route(where, lambda route: held.append(route), times=1)
    return held


def let_through(page: Page, held: list[Route]) -> None:
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()


def test_what_is_written_on_while_a_reply_is_on_its_way_begins_the_next(page: Page, case: str) -> None:
    held = hold_back(page, "**/reply")
    field = page.get_by_label("Your reply")
    field.fill("A new jug leaves today.")
    field.press("Control+Enter")
    field.press_sequentially(" And one more thing")
    let_through(page, held)
    expect(page.get_by_role("log")).to_contain_text("A new jug leaves today.")
    expect(field).to_have_value("And one more thing")
    expect(page.get_by_role("log")).not_to_contain_text("one more thing")
    field.press("Control+Enter")
    expect(page.get_by_role("log")).to_contain_text("And one more thing")
    expect(field).to_have_value("")


def test_who_has_begun_to_write_is_not_torn_away_by_a_late_answer(page: Page, case: str) -> None:
    held = hold_back(page, "**/note")
    page.keyboard.press("n")
    page.keyboard.type("She likes to be rung.")
    page.keyboard.press("Control+Enter")
    page.locator("#write-reply").check(force=True)
    field = page.get_by_label("Your reply")
    field.fill("")
    field.press_sequentially("See")
    let_through(page, held)
    expect(page.get_by_role("log")).to_contain_text("She likes to be rung.")
    page.keyboard.type(" you there")
    expect(field).to_have_value("See you there")


def test_keys_that_were_meant_for_a_field_that_has_gone_do_nothing(page: Page, case: str, running: Running) -> None:
    page.get_by_label("Your reply").focus()
    page.evaluate(
        """() => {
          const press = (on, key) => on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          const field = document.getElementById("reply-text");
          press(field, "w");
          field.blur();
          press(document.body, "h");
        }"""
    )
    assert not page.evaluate("document.getElementById('hand-over').open")
    page.locator("#headline").click()
    page.keyboard.press("h")
    assert page.evaluate("document.getElementById('hand-over').open")


def test_pressing_twice_sends_once(page: Page, case: str, running: Running) -> None:
    held = hold_back(page, "**/reply")
    field = page.get_by_label("Your reply")
    field.fill("A new jug leaves today.")
    field.press("Control+Enter")
    field.press("Control+Enter")
    let_through(page, held)
    expect(field).to_have_value("")
    conversation = running.call(running.parts.cases.packet(case))["conversation"]
    assert [one.text for one in running.thread(conversation) if one.author == "agent"] == ["A new jug leaves today."]


def test_what_a_supervisor_writes_about_a_request_survives_news(
    contexts: Callable[..., BrowserContext], page: Page, running: Running, maya: Agent, case: str
) -> None:
    page.get_by_text("Other ways").click()
    giving = page.locator("details.give").filter(has=page.get_by_label("Amount in GBP")).last
    giving.locator("summary").click()
    giving.get_by_label("Amount in GBP").fill("80")
    giving.get_by_role("button", name="Ask a supervisor").click()
    expect(page.get_by_text("You asked for £80.")).to_be_visible()
    ada = sign_in(contexts().new_page(), running, arrive(running, "Ada", Role.SUPERVISOR), "/desk/approvals")
    live(ada)
    ada.get_by_label("Your word to Maya").fill("Sixty is fair.")
    ada.get_by_label("Amount in GBP").fill("60")
    ada.get_by_label("Your word to Maya").focus()
    with ada.expect_response(lambda answer: answer.url.endswith("/desk/approvals")):
        running.parts.bell.ring("approvals")
    ada.wait_for_timeout(200)
    expect(ada.get_by_label("Your word to Maya")).to_have_value("Sixty is fair.")
    expect(ada.get_by_label("Amount in GBP")).to_have_value("60")
    ada.get_by_role("button", name="Say yes").click()
    expect(ada.get_by_text("Ada said yes to Maya: £60 instead of £80")).to_be_visible()


def test_who_signs_in_again_in_another_tab_goes_on_where_they_were(
    page: Page, running: Running, maya: Agent, case: str
) -> None:
    field = page.get_by_label("Your reply")
    field.fill("It is on its way.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Sign in again in another tab")
    sign_in(page.context.new_page(), running, maya)
    expect(page.locator("#trouble")).to_be_empty()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("It is on its way.")


def test_a_countdown_is_right_after_the_laptop_slept(page: Page, running: Running, maya: Agent, case: str) -> None:
    page.add_init_script("const real = Date.now; let slept = 0; Date.now = () => real() + slept; "
                         "addEventListener('sleep', () => { slept = 9 * 24 * 3600_000; });")  # fmt: skip
    page.goto(f"{running.url}/desk/")
    row = page.locator(f"#row-{case}")
    expect(row.locator("[data-since]")).to_contain_text("min")
    page.evaluate("dispatchEvent(new Event('sleep')); document.dispatchEvent(new Event('visibilitychange'))")
    expect(row.locator("[data-since]")).to_have_text("9 days")
    expect(row.locator("[data-due]")).to_contain_text("late")


def test_who_ends_a_case_is_asked_about_what_is_not_said_yet(page: Page, case: str) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.keyboard.press("e")
    page.get_by_label("Your reply").fill("Half a sent")
    page.get_by_role("button", name="Resolve").click()
    assert asked == [
        "Nobody has answered this customer yet. End the case all the same?",
        "Your reply has not been sent. End the case without it?",
    ]
    expect(page.get_by_text(f"{case} · With a person: you")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("Half a sent")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text(f"{case} · Resolved")).to_be_visible()
    assert len(asked) == 2


def test_a_case_is_handed_on_again_from_the_same_page(page: Page, running: Running) -> None:
    ref, kim, elena = handed_over(running), arrive(running, "Kim"), arrive(running, "Elena")
    sign_in(page, running, arrive(running, "Ada", Role.SUPERVISOR), f"/desk/cases/{ref}")
    live(page)
    for to, words in ((kim, "She likes to be rung."), (elena, "Kim is away.")):
        page.locator("#hand-over > summary").click()
        expect(page.get_by_label("What they must know")).to_have_value("")
        page.get_by_label("To a colleague").select_option(to.id)
        page.get_by_label("What they must know").fill(words)
        page.get_by_role("button", name="Hand it over with this note").click()
        expect(page.get_by_text(f"{ref} · With a person: {to.name}")).to_be_visible()
        expect(page.get_by_role("log")).to_contain_text(words)
