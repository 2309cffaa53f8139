"""Reports by the API, and the filters of its queue: all that the document says, and nothing else."""

from datetime import timedelta
from enum import StrEnum

import pytest

from handoff.cases.wanted import When, Who
from handoff.model.agent import Role
from handoff.model.case import CaseState
from handoff.model.channel import Channel
from handoff.reports.all import NAMES_PEOPLE, REPORTS
from tests.handoff.api_client import DOCUMENT, client
from tests.handoff.at_the_desk import handed_over, signed_in
from tests.handoff.service import Service

FILTERS = {one["name"]: one["schema"] for one in DOCUMENT["paths"]["/api/cases"]["get"]["parameters"]}
DOCUMENTED = {
    "state": DOCUMENT["components"]["schemas"]["State"]["enum"],
    **{name: FILTERS[name]["enum"] for name in ("who", "when", "channel")},
}


async def test_a_program_reads_the_same_figures_as_the_desk(service: Service) -> None:
    ada, robot = await signed_in(service, "Ada", Role.SUPERVISOR), await client(service, Role.SUPERVISOR)
    ref = await handed_over(service, "my blender came cracked, i am fed up")
    await ada.act(ref, "reply", text="A new jug leaves today.")
    await ada.act(ref, "remedy", remedy="goodwill_credit", amount="20")
    today = service.parts.clock.now().date()
    days = {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=10))}
    every = (await robot.get("/api/reports", **days)).json()["reports"]
    assert [one["report"] for one in every] == list(REPORTS)
    for report in every:
        assert report == (await robot.get(f"/api/reports/{report['report']}", **days)).json()
        assert report == (await ada.http.get(f"/desk/reports/{report['report']}.json", params=days)).json()
    remedies = next(one for one in every if one["report"] == "remedies")
    assert [(row["remedy"], row["cost"]) for row in remedies["rows"]] == [("goodwill_credit", "20.00")]


async def test_names_of_people_are_for_supervisors(service: Service) -> None:
    robot = await client(service, Role.AGENT)
    found = {one["report"] for one in (await robot.get("/api/reports")).json()["reports"]}
    assert found == set(REPORTS) - NAMES_PEOPLE
    assert (await robot.get("/api/reports/people")).status_code == 403


async def test_a_report_that_cannot_be_made_gets_a_sentence(service: Service) -> None:
    robot = await client(service)
    assert (await robot.get("/api/reports/nonsense")).status_code == 404
    for days in ({"from": "2026-12-02", "to": "2026-12-01"}, {"from": "yesterday"}):
        assert (await robot.get("/api/reports", **days)).status_code == 422, days


@pytest.mark.parametrize(
    ("name", "choices"), [("state", CaseState), ("who", Who), ("when", When), ("channel", Channel)], ids=str
)
async def test_every_filter_of_the_queue_is_documented(name: str, choices: type[StrEnum]) -> None:
    assert set(DOCUMENTED[name]) == set(choices)


async def test_every_documented_filter_is_taken_and_no_other_value(service: Service) -> None:
    ref, robot = await handed_over(service), await client(service)
    found = {}
    for name, values in DOCUMENTED.items():
        for value in values:
            answer = await robot.get("/api/cases", **{name: value})
            assert answer.status_code == 200, (name, value)
            found[name, value] = [row["ref"] for row in answer.json()["cases"]]
        assert (await robot.get("/api/cases", **{name: "nonsense"})).status_code == 422, name
    assert found["state", "waiting"] == found["when", "to_come"] == found["who", "nobody"] == [ref]
    assert found["when", "late"] == found["who", "mine"] == found["channel", "sms"] == []


def test_every_report_is_documented() -> None:
    [name] = DOCUMENT["paths"]["/api/reports/{name}"]["parameters"]
    assert name["schema"]["enum"] == list(REPORTS)
