"""`./dev screenshots`: the pictures of the documents, from the demo's desk and two stories told beside it."""

import argparse
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from handoff.demo.command import PASSWORD
from handoff.replay.command import play_all
from handoff.replay.story import Step, Story
from tests.browser.conftest import QUIET
from tests.browser.widget_page import tell

SCALE = 8.0
COLOURS = 128  # a page of text needs no more, and its picture is a third of the size
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}
SUPERVISOR = "ada@example.com"
PAGES = {"board": "board", "reports": "reports", "approvals": "approvals", "templates": "templates"}
PAGES |= {"people": "agents", "audit": "audit"}
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


TEXTED = Story(
    "the story of the phone",
    "sms",
    (
        Step(at=0, text="hi, the food processor i ordered came without its blade. order NK-40877"),
        Step(at=20, text="were making a cake for our daughter on saturday so bit of a panic here"),
        Step(at=30, text="can you send just the blade please, thats all"),
        Step(after="reflection", text="yes thats right"),
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    [hers] = play_all([HERS], options.url, options.token, SCALE)
    play_all([TEXTED], options.url, options.token, SCALE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        _widget(browser, options.url, options.to)
        _phone(browser, options.url, options.to)
        _desk(browser, options.url, options.to, hers["packet"]["ref"])
        browser.close()


def picture(page: Page, file: Path) -> None:
    page.screenshot(path=file)
    with Image.open(file) as taken:
        small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


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
    picture(page, to / "widget.png")
    yes.click()
    expect(page.get_by_text("Your reference").last).to_be_visible(timeout=20_000)
    other = _again(browser, page.context, viewport=PHONE)
    other.goto(url)
    other.wait_for_timeout(1500)
    picture(other, to / "widget-phone.png")


def _phone(browser: Browser, url: str, to: Path) -> None:
    page = browser.new_context(viewport={"width": 900, "height": 800}).new_page()
    page.goto(f"{url}/phone")
    number = page.get_by_label("This phone's number")
    number.fill("+447700900000")
    number.blur()
    page.wait_for_timeout(1500)
    picture(page, to / "phone.png")


def _desk(browser: Browser, url: str, to: Path, reference: str) -> None:
    page = browser.new_context(viewport=DESK).new_page()
    _sign_in(page, url)
    picture(page, to / "desk-queue.png")
    own = _case(page, f"{url}/desk/cases/{reference}", to / "desk-case.png")
    for name, path in PAGES.items():
        _show(page, f"{url}/desk/{path}", to / f"desk-{name}.png")
    dark = _again(browser, page.context, color_scheme="dark", viewport=DESK)
    _case(dark, f"{url}/desk/cases/{reference}", to / "desk-case-dark.png")
    phone = _again(browser, page.context, viewport=PHONE)
    _show(phone, f"{url}/desk/", to / "desk-phone.png")
    _show(phone, own, to / "own-page.png")


def _again(browser: Browser, context: BrowserContext, **options: object) -> Page:
    """The same person in another window."""
    return browser.new_context(storage_state=context.storage_state(), **options).new_page()


def _case(page: Page, address: str, file: Path) -> str:
    """The address of the customer's own page."""
    _show(page, address, file)
    own = page.get_by_role("link", name="/c/").get_attribute("href")
    assert own is not None
    return own


def _show(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    page.wait_for_timeout(1000)
    picture(page, file)


def _sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/desk/")
    page.get_by_label("E-mail").fill(SUPERVISOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in to the desk")
    page.wait_for_timeout(1000)


if __name__ == "__main__":
    main()
