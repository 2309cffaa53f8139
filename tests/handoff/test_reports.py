"""The reports: any period, as a page, CSV and JSON; names only for supervisors; one definition of each figure."""

from datetime import timedelta
from pathlib import Path

from handoff.desk import charts
from handoff.desk.charts import Bar
from handoff.model.agent import Role
from handoff.reports.all import REPORTS
from handoff.reports.tabular import csv_bytes
from tests.handoff.at_the_desk import handed_over, signed_in
from tests.handoff.service import Service

DEFINITIONS = Path(__file__).resolve().parents[2] / "docs" / "reports.md"


async def test_a_story_that_was_answered_and_resolved_is_in_every_report(service: Service) -> None:
    ada, maya = await signed_in(service, "Ada", Role.SUPERVISOR), await signed_in(service, "Maya")
    ref = await handed_over(service, "my blender came cracked, i am fed up")
    await maya.act(ref, "reply", text="A new jug leaves today.")
    await service.tell("thanks")
    await maya.act(ref, "remedy", remedy="goodwill_credit", amount="20")
    await maya.act(ref, "resolve")
    # The first answer may have been promised for the day after a closed one.
    today = service.parts.clock.now().date()
    days = f"?from={today - timedelta(days=1)}&to={today + timedelta(days=10)}"
    rows = {name: (await ada.http.get(f"/desk/reports/{name}.json{days}")).json()["rows"] for name in REPORTS}
    assert rows["causes"] == [{"kind": "damaged", "cases": 1, "share": 1.0, "second_failures": 0, "cost": "20.00"}]
    assert (rows["remedies"][0]["remedy"], rows["remedies"][0]["cost"]) == ("goodwill_credit", "20.00")
    assert [(one["promise"], one["in_time"]) for one in rows["promises"]] == [("first_answer", 1)]
    assert [(one["answered"], one["remedied"]) for one in rows["times"]] == [(1, 1)]
    assert [(one["feeling"], one["calmer"]) for one in rows["feelings"]] == [("frustrated", 1)]
    assert [(one["reason"], one["cases"]) for one in rows["handoffs"]] == [("wants_person", 1)]
    assert [(one["name"], one["resolved"], one["cost"]) for one in rows["people"]] == [("Maya", 1, "20.00")]
    assert sum(one["resolved"] for one in rows["volume"]) == 1


async def test_agents_read_reports_without_names(service: Service) -> None:
    maya, ada = await signed_in(service, "Maya"), await signed_in(service, "Ada", Role.SUPERVISOR)
    assert (await maya.http.get("/desk/reports/people.csv")).status_code == 403
    assert "By person" not in await maya.see("/desk/reports")
    assert "By person" in await ada.see("/desk/reports")


async def test_a_period_is_of_days_in_the_companys_time_zone(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    await handed_over(service)
    zone = service.parts.policies.site.time_zone
    today = service.parts.clock.now().astimezone(zone).date()
    before = today - timedelta(days=2)
    past = await maya.see(f"/desk/reports/causes.csv?from={before}&to={before}")
    now = await maya.see(f"/desk/reports/causes.csv?from={before}&to={today + timedelta(days=1)}")
    assert past.splitlines() == ["kind,cases,share,second_failures,cost"]
    assert now.splitlines()[1:] == ["damaged,1,1.0,0,0.00"]


async def test_a_period_that_cannot_be_gets_a_sentence(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    for days in ("from=2026-12-02&to=2026-12-01", "from=yesterday", "from=0001-01-01&to=9999-12-31"):
        assert (await maya.http.get(f"/desk/reports?{days}")).status_code == 422, days
        assert (await maya.http.get(f"/desk/reports/causes.csv?{days}")).status_code == 422, days
    assert (await maya.http.get("/desk/reports/nothing.csv")).status_code == 404
    assert (await maya.http.get("/desk/reports/causes.xml")).status_code == 404


def test_a_chart_has_a_title_and_says_its_figures_in_words() -> None:
    drawn = charts.bars("c", "Causes <b>", [Bar("Late & lost", 3, "3"), Bar("Damaged", 1, "1")])
    assert '<title id="c-t">Causes &lt;b&gt;</title>' in drawn
    assert '<desc id="c-d">Late &amp; lost: 3, Damaged: 1</desc>' in drawn
    assert "style=" not in drawn


def test_a_year_of_days_finds_room_in_a_chart() -> None:
    drawn = charts.together([Bar(str(day), 1, "1") for day in range(365)])
    assert len(drawn) <= charts.MOST_COLUMNS
    assert sum(one.value for one in drawn) == 365


def test_a_spreadsheet_carries_out_nothing_that_stands_in_a_cell() -> None:
    assert csv_bytes(("name",), [("=1+1",), ("Maya",), (None,)]) == b'name\r\n\'=1+1\r\nMaya\r\n""\r\n'


def test_every_report_is_defined_in_the_documents() -> None:
    defined = DEFINITIONS.read_text()
    assert [name for name in REPORTS if f"`{name}`" not in defined] == []
