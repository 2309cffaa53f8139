"""The widget's script and the demo shop that embeds it."""

import gzip
import re
from collections.abc import Callable
from typing import Any

from handoff.settings import ROOT
from tests.handoff.service import Service

MOST = 12_000  # bytes, compressed: a promise to sites and to phones
WIDGET = ROOT / "handoff" / "channels" / "web" / "widget"


async def test_the_widget_is_one_small_script(service: Service) -> None:
    answer = await service.http.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) < MOST
    plain = await service.http.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.text == answer.text


async def test_a_browser_that_has_the_script_need_not_fetch_it_again(service: Service) -> None:
    first = await service.http.get("/widget.js")
    assert "max-age" in first.headers["Cache-Control"]
    again = await service.http.get("/widget.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_file_of_the_widget_is_in_the_script() -> None:
    from handoff.channels.web.script import PARTS, Script

    assert {path.stem for path in WIDGET.glob("*.js")} == set(PARTS)
    assert b"class AmendsChat" in gzip.decompress(Script().zipped)


def test_customers_words_can_never_become_markup() -> None:
    for path in WIDGET.glob("*.js"):
        found = re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|\.style\b", path.read_text())
        assert found is None, f"{path.name}: {found}"


async def test_the_demo_shop_sells_what_the_policies_know(service: Service) -> None:
    page = (await service.http.get("/")).text
    company = service.parts.policies.site.company.replace("&", "&amp;")
    assert company in page
    known = (ROOT / "handoff" / "policy" / "products.yml").read_text()
    offered = re.findall(r"<h3>(.+?)</h3>", page)
    assert len(offered) >= 6
    assert [name for name in offered if f"name: {name}," not in known] == []


async def test_the_files_of_the_demo_shop_are_served(service: Service) -> None:
    page = (await service.http.get("/")).text
    for path in set(re.findall(r'"(/demo/[^"]+)"', page)):
        assert (await service.http.get(path)).status_code == 200, path
    assert (await service.http.get("/demo/none.svg")).status_code == 404


async def test_there_is_no_demo_shop_outside_development(start: Callable[..., Any]) -> None:
    service = await start(development=False)
    assert (await service.http.get("/")).status_code == 404
    assert (await service.http.get("/widget.js")).status_code == 200
