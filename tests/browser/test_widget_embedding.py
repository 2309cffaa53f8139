"""The widget on a site of somebody else: another origin, another language, a customer who is known."""

import json

from playwright.sync_api import Page, Route, expect

from tests.browser.running import Running
from tests.browser.widget_page import sent, tell

ELSEWHERE = "http://localhost:8080"  # among allowed_origins of site.yml


def embed(page: Page, running: Running, origin: str = ELSEWHERE, **data: str) -> None:
    attributes = " ".join(f"data-{name}='{value}'" for name, value in data.items())
    script = f"<script src='{running.url}/widget.js' {attributes} async></script>"

    def shop(route: Route) -> None:
        route.fulfill(body=f"<!doctype html><title>Shop</title><h1>Shop</h1>{script}", content_type="text/html")

    page.route(f"{origin}/**", shop)
    page.goto(f"{origin}/")


def test_a_named_site_on_another_origin_can_use_the_line(page: Page, running: Running) -> None:
    embed(page, running, site="shop")
    page.get_by_role("button", name="Tell us").click()
    tell(page, "it came cracked, that's all")
    expect(sent(page)).to_have_count(1)
    expect(page.get_by_text("I heard 1")).to_be_visible()


def test_a_site_that_is_not_named_cannot(page: Page, running: Running) -> None:
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/chat/sessions")):
        embed(page, running, origin="http://localhost:9090", site="shop")
        page.get_by_role("button", name="Tell us").click()
    expect(page.get_by_role("status")).to_contain_text("No connection")
    assert page.evaluate("localStorage['amends.shop.session']") is None


def test_a_site_says_it_in_its_own_language(page: Page, running: Running) -> None:
    words = {
        "lang": "de",
        "launcher": "Erzählen Sie",
        "listening": "Wir hören zu.",
        "done": "Das war alles",
        "field": "Ihre Nachricht",
    }
    embed(page, running, words=json.dumps(words))
    page.get_by_role("button", name="Erzählen Sie").click()
    expect(page.get_by_text("Wir hören zu.")).to_be_visible()
    field = page.get_by_label("Ihre Nachricht")
    field.fill("Der Krug ist kaputt")
    field.press("Enter")
    expect(page.get_by_role("button", name="Das war alles")).to_be_visible()


def test_what_the_site_knows_of_its_customer_comes_along(page: Page, running: Running) -> None:
    with page.expect_request("**/chat/sessions") as asked:
        embed(page, running, email="ann@example.com", name="Ann Lee", order="NK-20881")
        page.get_by_role("button", name="Tell us").click()
    known = {"email": "ann@example.com", "person_name": "Ann Lee", "order_number": "NK-20881"}
    assert asked.value.post_data_json == {"known": known}
    tell(page, "it came cracked")
    expect(sent(page)).to_have_count(1)
