"""The customer's own page of a case, behind a signed link: read, add, download, erase. It works without scripts."""

import uuid
from collections.abc import Mapping
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.response import html, json, redirect
from sqlalchemy import Connection

from handoff.cases.erasing import erase
from handoff.cases.own_links import LinkExpired, LinkUnknown
from handoff.channels.uploads import TooLarge, whole_body
from handoff.channels.web.pictures import keep, served
from handoff.channels.web.rates import LOOKS, WRONG_LINKS, Rates, TooFast
from handoff.desk.moments import Moments
from handoff.inbox import Inbound
from handoff.model.case import Case
from handoff.model.picture import PictureRefused, PictureUnknown
from handoff.model.refusal import Refusal
from handoff.own_page import shown
from handoff.own_page.download import everything
from handoff.own_page.sent import NotTaken, Sent, field
from handoff.parts import Parts
from handoff.store import pictures
from handoff.store.database import StoreUnavailable
from handoff.templating import templates

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MOST_AT_ONCE = 3  # of the largest pictures, in one form


class OwnPage:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._rates = Rates()
        self._moments = Moments(parts.clock, parts.policies.site.time_zone)
        self._templates = templates(HERE / "templates")
        self._templates.globals.update(company=parts.policies.site.company)

    async def case_of(self, request: Request, token: str) -> Case:
        """Raises TooFast, LinkUnknown, LinkExpired."""
        await self._rates.count(LOOKS, request.client_ip)
        now = self._parts.clock.now()
        try:
            return await self._parts.database.read(lambda conn: self._parts.own_links.case(conn, token, now))
        except LinkUnknown:
            await self._rates.count(WRONG_LINKS, request.client_ip)
            raise

    async def show(
        self, request: Request, token: str, *, trouble: str | None = None, text: str = "", status: int = 200
    ) -> HTTPResponse:
        case = await self.case_of(request, token)
        values = await shown.values(self._parts, case, self._moments)
        said = self.words("said") if request.args.get("said") else None
        more = {"token": token, "trouble": trouble, "text": text, "said": said, "id": str(uuid.uuid4())}
        rules = self._parts.policies.customers.pictures
        return self.page("case.html", {**values, **more, "most": rules.in_a_message}, status)

    async def add(self, request: Request, token: str) -> HTTPResponse:
        """What is written here is one more message of the customer."""
        case = await self.case_of(request, token)
        rules = self._parts.policies.customers.pictures
        await whole_body(request, rules.largest * MOST_AT_ONCE)
        sent = Sent.of(request)
        try:
            sent.check(rules.in_a_message)
            await self._take_in(case, sent)
        except PictureRefused as refused:
            trouble = self._words(f"picture_{refused.trouble.value}")
        except NotTaken as refused:
            trouble = self.words(refused.phrase, **refused.fields)
        else:
            return redirect(f"/c/{token}?said=1#said", status=303)
        return await self.show(request, token, trouble=trouble, text=sent.text, status=422)

    async def _take_in(self, case: Case, sent: Sent) -> None:
        ids = [
            await keep(self._parts, case.conversation, f"page:{sent.id}:{place}", body)
            for place, body in enumerate(sent.pictures)
        ]
        await self._parts.inbox.accept(
            Inbound(
                text=sent.text,
                provider=f"page:{case.conversation}",
                external_id=sent.id,
                at=self._parts.clock.now(),
                conversation=case.conversation,
                pictures=tuple(ids),
            )
        )

    async def picture(self, request: Request, token: str, id: str) -> HTTPResponse:
        case = await self.case_of(request, token)
        found = await self._parts.database.read(lambda conn: pictures.get(conn, id))
        if found.conversation != case.conversation:
            raise PictureUnknown("There is no such picture.")
        return await served(request, self._parts.album, found, small=request.args.get("size") == "small")

    async def data(self, request: Request, token: str) -> HTTPResponse:
        case = await self.case_of(request, token)
        packet = await self._parts.cases.packet(case.ref)
        address = f"{self._parts.settings.public_url}/c/{token}/pictures"
        held = await self._parts.database.read(lambda conn: everything(conn, case, packet["facts"], address))
        named = f'attachment; filename="{case.ref}.json"'
        return json(held, headers={"Content-Disposition": named}, indent=2, ensure_ascii=False)

    async def ask_to_erase(self, request: Request, token: str) -> HTTPResponse:
        case = await self.case_of(request, token)
        return self.page("erase.html", {"ref": case.ref, "token": token, "trouble": None})

    async def erase(self, request: Request, token: str) -> HTTPResponse:
        case = await self.case_of(request, token)
        await whole_body(request, 10_000)
        if field(request, "sure") != "yes":
            return self.page("erase.html", {"ref": case.ref, "token": token, "trouble": self.words("unticked")}, 422)
        now = self._parts.clock.now()

        def work(conn: Connection) -> list[str]:
            return erase(conn, case, now)

        refs = await self._parts.database.write(work)
        topics = (f"case:{ref}" for ref in refs)
        self._parts.bell.ring("queue", "pictures", "forget", "approvals", f"conversation:{case.conversation}", *topics)
        return self.page("erased.html", {"ref": case.ref})

    async def refused(self, _request: Request, error: Exception) -> HTTPResponse:
        """Kind words for whoever follows an old link or is too quick."""
        status = 503 if isinstance(error, StoreUnavailable) else getattr(error, "status", 400)
        if isinstance(error, SanicException):
            status = error.status_code
        match error:
            case LinkExpired():
                says = "expired"
            case LinkUnknown():
                says = "unknown"
            case TooFast():
                says = "too_fast"
            case TooLarge():
                says = "too_long"
            case _:
                says = "too_long" if status == 413 else "unknown" if status in (404, 405) else "trouble"
        ask = self.words("ask_for_link") if says in ("expired", "unknown") else ""
        response = self.page("trouble.html", {"says": self.words(says), "ask": ask}, status)
        if isinstance(error, TooFast):
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    def words(self, name: str, **fields: str) -> str:
        return self._words(f"page_{name}", **fields)

    def _words(self, name: str, **fields: str) -> str:
        return self._parts.phrases.text(f"utter_service_{name}", **fields)

    def page(self, template: str, values: Mapping[str, object], status: int = 200) -> HTTPResponse:
        return html(self._templates.get_template(template).render(**values), status=status)


def blueprint(parts: Parts) -> Blueprint:
    pages = Blueprint("own_page", url_prefix="/c")
    own = OwnPage(parts)
    style = (HERE / "own.css").read_bytes()

    @pages.get("/style/own.css")
    async def css(_request: Request) -> HTTPResponse:
        return HTTPResponse(style, headers={"Cache-Control": "max-age=300"}, content_type="text/css; charset=utf-8")

    @pages.post("/<token:str>", stream=True)
    async def add(request: Request, token: str) -> HTTPResponse:
        return await own.add(request, token)

    @pages.post("/<token:str>/erase", stream=True)
    async def erase_all(request: Request, token: str) -> HTTPResponse:
        return await own.erase(request, token)

    pages.add_route(own.show, "/<token:str>", name="show")
    pages.add_route(own.picture, "/<token:str>/pictures/<id:str>", name="picture")
    pages.add_route(own.data, "/<token:str>/data.json", name="data")
    pages.add_route(own.ask_to_erase, "/<token:str>/erase", name="ask_to_erase")
    for kind in (Refusal, StoreUnavailable, SanicException):
        pages.exception(kind)(own.refused)

    async def headers(_request: Request, response: HTTPResponse) -> None:
        for name, value in {**HEADERS, "Cache-Control": "no-store"}.items():
            response.headers.setdefault(name, value)

    pages.middleware(headers, "response")
    return pages
