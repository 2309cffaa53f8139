"""Pictures in a real browser: chosen, pasted, dropped, shown under a strict policy; and the customer's own page."""

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.running import Running
from tests.browser.widget_page import opened, tell, violations
from tests.handoff.drawn import picture

expect.set_options(timeout=20_000)  # a picture is unfolded and drawn anew; a busy machine takes its time
# As the browser hands over what is dropped or pasted.
HAND_OVER = """(node, [kind, body]) => {
  const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], "photo.png", { type: "image/png" }));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: files, bubbles: true, composed: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: files, bubbles: true, composed: true, cancelable: true });
  node.dispatchEvent(event);
}"""


def choose(page: Page, tmp_path: Path, *bodies: bytes) -> None:
    paths = []
    for number, body in enumerate(bodies):
        paths.append(tmp_path / f"photo{number}.jpg")
        paths[-1].write_bytes(body)
    page.locator("amends-chat input[type=file]").set_input_files(paths)


def to_own_page(page: Page, running: Running) -> str:
    """The address of the own page of a new case."""
    opened(page, running)
    tell(page, "my blender came cracked, order 44712")
    tell(page, "I want a human")
    link = page.get_by_role("link", name="See your case")
    expect(link).to_be_visible()
    found = link.get_attribute("href")
    assert found
    return found


def test_a_chosen_picture_goes_with_the_words(page: Page, running: Running, tmp_path: Path) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened(page, running)
    choose(page, tmp_path, picture(), picture("PNG", (300, 500)))
    expect(page.get_by_role("list", name="Pictures to send").get_by_role("img")).to_have_count(2)
    page.get_by_role("button", name="Remove this picture").last.click()
    tell(page, "look at the jug")
    message = page.locator("amends-chat .message.customer").filter(has_text="look at the jug")
    expect(message.get_by_role("img", name="Picture")).to_be_visible()
    expect(page.get_by_role("list", name="Pictures to send")).to_be_hidden()
    page.reload()
    expect(message.get_by_role("img", name="Picture")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_may_be_pasted_or_dropped_and_sent_without_a_word(page: Page, running: Running, kind: str) -> None:
    opened(page, running)
    field = page.get_by_label("Your message")
    field.evaluate(HAND_OVER, [kind, base64.b64encode(picture("PNG")).decode()])
    expect(page.get_by_role("list", name="Pictures to send").get_by_role("img")).to_have_count(1)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("amends-chat .message.customer").get_by_role("img", name="Picture")).to_be_visible()
    page.get_by_role("button", name="That's everything").click()
    expect(page.get_by_text(re.compile("your picture", re.IGNORECASE)).first).to_be_visible()


def test_what_is_no_picture_is_said_so(page: Page, running: Running, tmp_path: Path) -> None:
    opened(page, running)
    choose(page, tmp_path, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    expect(page.get_by_role("alert")).to_have_text(re.compile("no picture that we can open"))
    expect(page.get_by_role("list", name="Pictures to send")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_pictures_and_on_the_own_page(
    contexts: Callable[..., BrowserContext], running: Running, tmp_path: Path, scheme: Any
) -> None:
    page = contexts(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True).new_page()
    address = to_own_page(page, running)
    choose(page, tmp_path, picture())
    expect(page.get_by_role("list", name="Pictures to send").get_by_role("img")).to_have_count(1)
    assert violations(page) == []
    page.goto(address)
    assert violations(page) == []
    page.get_by_label("Correct it or add to it").fill("it was the small one")
    page.get_by_label("Add pictures").set_input_files(tmp_path / "photo0.jpg")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("is with your case now")
    assert violations(page) == []
    page.get_by_role("link", name="Erase it").click()
    assert violations(page) == []


def test_the_own_page_works_without_scripts_on_a_phone(
    contexts: Callable[..., BrowserContext], page: Page, running: Running, tmp_path: Path
) -> None:
    address = to_own_page(page, running)
    phone = contexts(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    phone.goto(address)
    (tmp_path / "receipt.png").write_bytes(picture("PNG", (900, 500)))
    phone.get_by_label("Correct it or add to it").fill("the receipt is here")
    phone.get_by_label("Add pictures").set_input_files(tmp_path / "receipt.png")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("the receipt is here")).to_be_visible()
    expect(phone.get_by_role("img", name=re.compile("Picture 1 that you sent"))).to_be_visible()
    expect(phone.locator("main")).to_be_visible()
    assert phone.locator("html").bounding_box()["width"] <= 320  # type: ignore[index]
    phone.get_by_role("link", name="Erase it").click()
    phone.get_by_label("I want everything about me erased").check()
    phone.get_by_role("button", name="Erase it for good").click()
    expect(phone.get_by_role("heading", name="It is erased")).to_be_visible()
    page.reload()
    expect(page.get_by_text("my blender came cracked")).to_have_count(0)
