"""The widget for everybody: by keyboard, in light and dark, on small screens and enlarged."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.running import Running
from tests.browser.widget_page import answer_as_a_person, conversation, opened, sent, tell, violations


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


def test_a_growing_field_does_not_cover_the_last_words(page: Page, running: Running) -> None:
    opened(page, running)
    for index in range(8):
        tell(page, f"part {index} of a long story that goes on over more than one line of the panel")
    expect(sent(page)).to_have_count(8)
    page.get_by_label("Your message").fill("\n".join("one more line" for _ in range(6)))
    expect(sent(page).last).to_be_in_viewport(ratio=1)
    thread, last = page.locator("amends-chat .thread").bounding_box(), sent(page).last.bounding_box()
    assert thread and last and last["y"] + last["height"] <= thread["y"] + thread["height"]
