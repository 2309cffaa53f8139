"""The decision table: what makes which story right, what it costs, and in which words."""

import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from handoff.cases.understood import complete
from handoff.clock import Clock
from handoff.model.labels import KINDS
from handoff.model.situation import Situation
from handoff.policy.policies import Policies
from handoff.policy.remedies import Cost, Example
from handoff.settings import ROOT

POLICIES = Policies.load(ROOT / "handoff" / "policy")
EXAMPLES = [(id, one) for id, examples in POLICIES.remedies.examples.items() for one in examples]


@pytest.mark.parametrize(("row", "example"), EXAMPLES, ids=[f"{id}-{n}" for n, (id, _) in enumerate(EXAMPLES)])
def test_every_example_of_the_table_holds(row: str, example: Example) -> None:
    assert (POLICIES.remedies.suggest(example.situation).id == example.expected) is example.wanted


def test_every_row_is_reached_by_an_example() -> None:
    reached = {POLICIES.remedies.suggest(example.situation).id for _, example in EXAMPLES}
    assert reached == {row.id for row in POLICIES.remedies.rows}


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_failure_goes_beyond_the_first_answer(kind: str) -> None:
    first = POLICIES.remedies.suggest(Situation(kind=kind, kinds=(kind,)))
    second = POLICIES.remedies.suggest(Situation(kind=kind, kinds=(kind,), second_failure=True))
    # Life and crime are already answered with all we have.
    assert kind in ("safety", "fraud") or second.id != first.id


def test_a_share_of_an_unknown_amount_is_not_made_up() -> None:
    assert Cost(share=Decimal("0.2")).of(None) is None
    assert Cost(share=Decimal("0.2")).of(Decimal("59.99")) == Decimal("12.00")
    assert Cost(fixed=Decimal(10)).of(None) == Decimal(10)


def story(**intake: Any) -> dict[str, Any]:
    return {"complaint": 0.9, "kind": "damaged", "kinds": [{"name": "damaged", "confidence": 0.9}], **intake}


def fact(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": value}


def test_the_script_says_the_customers_product_and_amount() -> None:
    told = story(facts=[fact("product", "ProBlend"), fact("amount", "89.00 GBP")], wanted={"kind": "refund"})
    remedy = complete(told, POLICIES)["remedy"]
    assert remedy["id"] == "collect_and_refund"
    assert remedy["script"].startswith("I am refunding £89 in full now")
    assert "your ProBlend from your door" in remedy["script"]
    assert (remedy["cost"], remedy["cost_words"], remedy["needs_approval"]) == ("89.00", "£89", True)
    assert [other["id"] for other in remedy["alternatives"]] == ["replace_damaged", "keep_for_less"]
    assert remedy["alternatives"][1]["cost"] == "17.80"


def test_the_script_has_no_gap_where_a_fact_is_missing() -> None:
    remedy = complete(story(wanted={"kind": "refund"}), POLICIES)["remedy"]
    assert remedy["script"].startswith("I am refunding what you paid in full now")
    assert "your order from your door" in remedy["script"]
    assert (remedy["cost"], remedy["costs_money"], remedy["needs_approval"]) == (None, True, False)
    assert "20 % of what you paid" in remedy["alternatives"][1]["script"]


def test_an_amount_in_another_currency_is_not_taken_for_ours() -> None:
    remedy = complete(story(facts=[fact("amount", "12.00 USD")]), POLICIES)["remedy"]
    assert remedy["id"] == "replace_damaged"


def test_what_was_late_and_needed_soon_depends_on_the_day() -> None:
    now = Clock().now().replace(year=2026, month=6, day=3, hour=10)
    late = {"complaint": 0.9, "kind": "late", "facts": [fact("promised_date", "2026-05-28")]}
    assert complete(late, POLICIES, now=now)["remedy"]["id"] == "resend_and_refund_delivery"
    found = complete({**late, "deadline": "2026-06-05"}, POLICIES, now=now)
    assert found["remedy"]["id"] == "courier_before_deadline"
    assert (found["severity"], found["severity_reasons"]) == (2, ["Their deadline is in 2 days"])
    assert complete({**late, "deadline": "2026-06-01"}, POLICIES, now=now)["severity"] == 1


def test_praise_needs_no_remedy_and_danger_always_does() -> None:
    praise = {"complaint": 0.03, "kind": "other", "feelings": [{"name": "grateful", "intensity": 0.9}]}
    assert complete(praise, POLICIES)["remedy"] is None
    danger = {**praise, "flags": [{"name": "safety"}]}
    assert complete(danger, POLICIES)["remedy"]["id"] == "stop_using_and_collect"
    assert complete(danger, POLICIES)["severity"] == 4


def test_understood_completes_one_story_a_line() -> None:
    lines = [
        {"id": "1", **story(abuse={"level": "none", "probability": 0.01}, reflection={"text": "A crack."})},
        {"id": "2"},
    ]
    given = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    command = [sys.executable, "-m", "handoff", "understood"]
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, check=True)
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert (first["id"], first["severity"], first["remedy"]["id"]) == ("1", 1, "replace_damaged")
    assert (first["abuse"], first["reflection"]) == (0.01, "A crack.")
    assert second["remedy"]["id"] == "talk_it_through"


def test_a_story_that_nobody_could_read_is_talked_through() -> None:
    found = complete({}, POLICIES)
    assert (found["severity"], found["remedy"]["id"]) == (1, "talk_it_through")
