"""`./dev screenshots`: plays stories against a running system and takes the pictures of the README."""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from handoff.replay.command import play_all
from handoff.replay.story import Step, Story, load_stories
from tests.browser.conftest import QUIET
from tests.browser.widget_page import tell

STORIES = Path(__file__).resolve().parents[1] / "stories"
SCALE = 8.0
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}
HERS = Story(
    "the story of the pictures",
    "web",
    (
        Step(at=0, text="my name is Priya Nair. i ordered a SlowPot for my mums 70th, order NK-20418, it was £64.99"),
        Step(at=6, text="you promised it by Thursday and it still hasnt turned up. ive called three times now"),
        Step(at=14, text="her birthday is on Saturday and ive got nothing to give her, im really worried it wont come"),
        Step(at=20, text="please just get it here in time"),
        Step(at=24, done=True),
        Step(after="reflection", button="yes"),
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    told = [story for path in sorted(STORIES.glob("*.yml")) for story in load_stories(path)]
    play_all(told, options.url, options.token, SCALE)
    [hers] = play_all([HERS], options.url, options.token, SCALE)
    reference = hers["packet"]["ref"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        _widget(browser, options.url, options.to)
        _phone(browser, options.url, options.to)
        _desk(browser, options.url, options.to, reference)
        browser.close()


def _widget(browser: Browser, url: str, to: Path) -> None:
    page = browser.new_context(viewport=DESK).new_page()
    page.goto(url)
    page.get_by_role("button", name="Tell us").click()
    tell(page, "hi. i ordered a Kettle One for my nan, order NK-33107")
    tell(page, "it came with the lid cracked and it leaks all over the worktop")
    tell(page, "i took a morning off to wait in for it, so im pretty fed up. id like a new one please")
    page.get_by_role("button", name="That's everything").click()
    yes = page.get_by_role("button", name="Yes, that's right")
    expect(yes).to_be_visible(timeout=20_000)
    page.screenshot(path=to / "widget.png")
    yes.click()
    expect(page.get_by_text("Your reference").last).to_be_visible(timeout=20_000)
    for name, options in {
        "widget-dark": {"color_scheme": "dark", "viewport": DESK},
        "widget-phone": {"viewport": PHONE},
    }.items():
        other = browser.new_context(storage_state=page.context.storage_state(), **options).new_page()
        other.goto(url)
        other.wait_for_timeout(1500)
        other.screenshot(path=to / f"{name}.png")


def _phone(browser: Browser, url: str, to: Path) -> None:
    page = browser.new_context(viewport={"width": 900, "height": 800}).new_page()
    page.goto(f"{url}/phone")
    number = page.get_by_label("This phone's number")
    number.fill("+447700900001")
    number.blur()
    page.wait_for_timeout(1500)
    page.screenshot(path=to / "phone.png")


def _desk(browser: Browser, url: str, to: Path, reference: str) -> None:
    page = browser.new_context(viewport=DESK).new_page()
    _sign_in(page, url)
    page.screenshot(path=to / "desk-queue.png")
    page.goto(f"{url}/desk/cases/{reference}")
    page.wait_for_timeout(800)
    page.screenshot(path=to / "desk-case.png")
    dark = browser.new_context(
        viewport=DESK, color_scheme="dark", storage_state=page.context.storage_state()
    ).new_page()
    dark.goto(f"{url}/desk/cases/{reference}")
    dark.wait_for_timeout(800)
    dark.screenshot(path=to / "desk-case-dark.png")


def _sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/desk/")
    page.get_by_label("E-mail").fill(os.environ["AMENDS_ADMIN_EMAIL"])
    page.get_by_label("Password").fill(os.environ["AMENDS_ADMIN_PASSWORD"])
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in to the desk")
    page.wait_for_timeout(800)


if __name__ == "__main__":
    main()
