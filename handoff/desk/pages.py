"""Pages and fragments from templates, escaped; an unknown name in a template is an error, not a blank."""

from collections.abc import Mapping
from pathlib import Path

from sanic import HTTPResponse, Request
from sanic.response import html

from handoff.desk import guard, words
from handoff.desk.assets import Assets
from handoff.desk.fared import fared
from handoff.desk.moments import Moments
from handoff.desk.pictures import missing
from handoff.model.choices import Choices
from handoff.parts import Parts
from handoff.templating import templates


class Pages:
    def __init__(self, parts: Parts) -> None:
        self.assets = Assets()
        self.moments = Moments(parts.clock, parts.policies.site.time_zone)
        self._environment = templates(Path(__file__).parent / "templates")
        self._environment.globals.update(
            asset=self.assets.path,
            company=parts.policies.site.company,
            words=words,
            missing_picture=missing,
            fared=lambda delivery: fared(delivery, parts.policies.texting),
            moments=self.moments,
        )

    def show(self, request: Request, template: str, values: Mapping[str, object], status: int = 200) -> HTTPResponse:
        return html(self.render(request, template, values), status=status)

    def render(self, request: Request, template: str, values: Mapping[str, object]) -> str:
        session = guard.session_of(request)
        me: dict[str, object] = {"me": None, "csrf": "", "choices": Choices()}
        if session:
            me = {"me": session.agent, "csrf": session.csrf, "choices": session.choices}
        return self._environment.get_template(template).render(**me, path=request.path, **values)
