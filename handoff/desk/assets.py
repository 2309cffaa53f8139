"""The browser's files: our own and the two from npm, kept in memory, compressed once, named by their content."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from sanic import HTTPResponse, Request
from sanic.response import empty, raw

from handoff.model.refusal import NotFound
from handoff.settings import ROOT

OWN = Path(__file__).parent / "static"
FROM_NPM = {
    "htmx.js": ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js",
    "pico.css": ROOT / "node_modules" / "@picocss" / "pico" / "css" / "pico.min.css",
}
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


class BrowserFilesMissing(Exception):
    """The files from npm are not installed."""


@dataclass(frozen=True)
class Asset:
    body: bytes
    compressed: bytes
    type: str


class Assets:
    def __init__(self, files: dict[str, Path] | None = None) -> None:
        """Raises BrowserFilesMissing."""
        files = files or FROM_NPM | {path.name: path for path in sorted(OWN.iterdir()) if path.suffix in TYPES}
        missing = [str(path) for path in files.values() if not path.is_file()]
        if missing:
            raise BrowserFilesMissing(
                f"The desk needs {', '.join(missing)}. Run ./dev setup, which fetches them by npm."
            )
        self._assets = {name: _read(path) for name, path in files.items()}
        # One stamp for all: modules import each other by relative paths, so they must change their folder together.
        everything = b"".join(asset.body for asset in self._assets.values())
        self.stamp = hashlib.sha256(everything).hexdigest()[:12]

    def path(self, name: str) -> str:
        return f"/desk/static/{self.stamp}/{name}"

    async def serve(self, request: Request, stamp: str, name: str) -> HTTPResponse:
        asset = self._assets.get(name)
        if asset is None:
            raise NotFound(f"There is no file {name}.")
        lasting = "public, max-age=31536000, immutable" if stamp == self.stamp else "no-cache"
        headers = {"Cache-Control": lasting, "Vary": "Accept-Encoding", "ETag": f'"{self.stamp}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return empty(304, headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return raw(asset.compressed, content_type=asset.type, headers=headers | {"Content-Encoding": "gzip"})
        return raw(asset.body, content_type=asset.type, headers=headers)


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    return Asset(body, gzip.compress(body, mtime=0), TYPES[path.suffix])
