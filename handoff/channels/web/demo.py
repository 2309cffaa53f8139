"""The demo shop, only in development: an ordinary web page that embeds the widget under a strict content policy."""

from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request

from handoff.model.refusal import NotFound

HERE = Path(__file__).parent / "demo"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
# As strict as a careful shop would be: the widget needs no exception from it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}


def add_pages(pages: Blueprint) -> None:
    files = {path.name: path for path in HERE.iterdir()}

    @pages.get("/")
    async def shop(_request: Request) -> HTTPResponse:
        return _answer(files["shop.html"])

    @pages.get("/demo/<name:str>")
    async def part(_request: Request, name: str) -> HTTPResponse:
        if name not in files:
            raise NotFound("The demo shop has no such file.")
        return _answer(files[name])


def _answer(path: Path) -> HTTPResponse:
    return HTTPResponse(path.read_bytes(), headers=HEADERS, content_type=TYPES[path.suffix])
