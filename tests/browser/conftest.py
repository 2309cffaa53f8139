"""A real Chromium, and a running service with a fake bot in a thread of its own, so that the tests can be plain."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from handoff.settings import Settings
from tests.browser.running import Running
from tests.handoff.fake_bot import SECRET

expect.set_options(timeout=20_000)  # on a busy machine a page takes its time

# Chromium phones home by itself; tests run without a network.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    # A page that a test makes up counts as one of the internet, which may not call this machine.
    "--disable-features=LocalNetworkAccessChecks",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module: while Playwright's loop runs in this thread, no asynchronous test can."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("the browser tests need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'amends.db'}",
        "AMENDS_BOT_SECRET": SECRET,
        "AMENDS_MEDIA_DIR": str(tmp_path / "media"),
        "AMENDS_DEVELOPMENT": "1",
        "AMENDS_ADMIN_EMAIL": "sam@example.com",
        "AMENDS_ADMIN_PASSWORD": "a long enough password",
    }
    with Running(Settings.from_environment(environment)) as running:
        yield running


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers of their own, with nothing remembered: `contexts(color_scheme="dark")`."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(browser.new_context(**options))
        made[-1].set_default_timeout(10_000)
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(contexts: Callable[..., BrowserContext]) -> Page:
    return contexts().new_page()
