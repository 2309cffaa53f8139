"""The widget as one script: its files joined once at start, so that a site needs a single tag and we need no build."""

import gzip
import hashlib
import json
from pathlib import Path

from sanic import HTTPResponse, Request

HERE = Path(__file__).parent / "widget"
PARTS = ("words", "element", "kept", "line", "following", "outgoing", "pictures", "thread", "panel", "widget")


class Script:
    def __init__(self) -> None:
        self.plain = _joined().encode()
        self.zipped = gzip.compress(self.plain, 9, mtime=0)
        self._etag = f'"{hashlib.sha256(self.plain).hexdigest()[:20]}"'

    def answer(self, request: Request) -> HTTPResponse:
        headers = {
            "ETag": self._etag,
            "Cache-Control": "public, max-age=300, stale-while-revalidate=86400",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if self._etag in request.headers.get("if-none-match", ""):
            return HTTPResponse(status=304, headers=headers)
        body = self.plain
        if "gzip" in request.headers.get("accept-encoding", ""):
            body = self.zipped
            headers["Content-Encoding"] = "gzip"
        return HTTPResponse(body, headers=headers, content_type="text/javascript; charset=utf-8")


def _joined() -> str:
    look = json.dumps(_bare((HERE / "look.css").read_text()), ensure_ascii=False)
    scripts = "".join(_bare((HERE / f"{part}.js").read_text()) for part in PARTS)
    return f'(() => {{\n"use strict";\nconst LOOK = {look};\n{scripts}}})();\n'


def _bare(source: str) -> str:
    """Without indentation and whole-line comments, which a customer's phone need not fetch."""
    lines = (line.strip() for line in source.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
