"""Policies are right as a whole, or every problem is named with its file, line and what would be right."""

import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from handoff.model.agent import Role
from handoff.policy.check import check, report
from handoff.policy.policies import Policies, PolicyError
from handoff.settings import ROOT

POLICY = ROOT / "handoff" / "policy"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for path in POLICY.glob("*.yml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(directory: Path, file: str, before: str, after: str) -> None:
    path = directory / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def test_the_shop_has_no_problems_and_says_what_was_checked() -> None:
    assert check(POLICY) == []
    assert report(POLICY)[0].startswith("39 remedies")


def test_every_file_names_its_schema_for_editors() -> None:
    for path in POLICY.glob("*.yml"):
        first = path.read_text().splitlines()[0]
        assert first == f"# yaml-language-server: $schema=schemas/{path.stem}.json"
        assert (POLICY / "schemas" / f"{path.stem}.json").exists()


@pytest.mark.parametrize(
    ("file", "before", "after", "problem"),
    [
        ("site.yml", "currency: GBP", "currency: pounds", "three capital letters such as GBP"),
        ("site.yml", "Europe/London", "Europe/Camelot", "is not a time zone"),
        ("site.yml", "language: en-GB", "language: xx-XX", "is not a known language"),
        ("site.yml", "company: Nook & Kettle\n", "", "needs 'company'"),
        ("site.yml", "team: ", "teem: x\nteam: ", "does not know 'teem'"),
        ("site.yml", "team: ", "team: us\nteam: ", "stands here twice"),
        ("site.yml", "company: Nook & Kettle", "company: [Nook", "this is not YAML"),
        ("intake.yml", "order_number, deadline", "ordernumber, deadline", "is not one of: order_number"),
        ("intake.yml", "  late: [order_number, deadline]\n", "", "needs 'late'"),
        ("products.yml", "pro blend, ", "kettle, ", "'kettle' already means 'ProBlend'"),
        ("hours.yml", '"10:00-14:00"', '"14:00-10:00"', "closes before it opens"),
        ("hours.yml", "country: GB", "country: ZZ", "the holidays of ZZ ENG are not known"),
        ("hours.yml", 'to: "2026-12-24"', 'to: "2026-12-44"', "is not a day of the calendar"),
        ("hours.yml", "by {time} tomorrow", "by {hour} tomorrow", "has {hour}; the fields here are: {time}"),
        ("hours.yml", "4: 15", "4: 900", "must not be longer than for severity 3"),
        ("authority.yml", "supervisor: 500", "supervisor: 50", "supervisor may give no more than agent"),
        ("boundaries.yml", "do: Name it once", "means: Name it once", "stands here twice"),
        ("boundaries.yml", "means: No abuse.\n    act: none", "means: No abuse.\n    act: warn", "needs 'do'"),
        ("listening.yml", "telling: 12", "telling: soon", "is not right here"),
        ("replies.yml", "Hello {name},", "Hello {nmae},", "has {nmae}"),
        ("replies.yml", "I am sorry that it came to this.", "We are sorry for any inconvenience.", "says 'any inconv"),
        ("remedies.yml", "kind == 'fraud' or", "knid == 'fraud' or", "does not know 'knid'; known are: amount"),
        ("remedies.yml", "kind == 'fraud' or", "kind == 'frauds' or", "kind is never 'frauds'"),
        ("remedies.yml", "kind == 'fraud' or", "kinds == 'fraud' or", "a list needs `'x' in list`"),
        ("remedies.yml", "kind == 'fraud' or", "kind or", "joins something that is not true or false"),
        ("remedies.yml", "when: kind == 'wrong_item'", "when: kind", "must be true or false"),
        ("remedies.yml", "when: kind == 'wrong_item'", "when: kind ==", "cannot be read"),
        ("remedies.yml", "when: \"'legal' in flags\"", "when: \"'legl' in flags\"", "flags is never 'legl'"),
        ("remedies.yml", "- id: swap_at_the_door", "- id: replace_damaged", "already the id of an earlier row"),
        ("remedies.yml", "[replace_faulty]", "[replace_it]", "'replace_it' is not the id of another row"),
        ("remedies.yml", "expect: swap_at_the_door", "expect: replace_damaged", "but the table gives swap_at_the_door"),
        ("remedies.yml", "when: kind == 'late'\n", "when: kind == 'late' and days_late > 50\n", "but the table gives"),
        ("remedies.yml", "when: kind == 'damaged'\n", "when: kind == 'late'\n", "no example of its own reaches"),
        ("remedies.yml", "cost: 20 % of amount", "cost: a fifth", "none, amount, a number, or such as"),
        ("remedies.yml", "a new {product} opened", "a new {thing} opened", "has {thing}"),
        ("remedies.yml", "You asked a fair question", "Unfortunately our policy", "says 'unfortunately'"),
    ],
)
def test_a_problem_is_named_with_its_place(copied: Path, file: str, before: str, after: str, problem: str) -> None:
    line = (copied / file).read_text().split(before)[0].count("\n") + 1
    change(copied, file, before, after)
    found = [one for one in check(copied) if one.startswith(f"{file}:") and problem in one]
    assert found, check(copied)
    named = int(found[0].split(":")[1])
    # A row is named by where it begins, and something that is missing by what it is missing in.
    assert abs(named - line) <= 25 or "needs" in problem


def test_a_row_that_nothing_reaches_is_a_problem(copied: Path) -> None:
    change(copied, "remedies.yml", "when: reason in ['self_harm', 'danger']", "when: 'true'")
    problems = check(copied)
    assert any("no example of its own reaches 'talk_it_through'" in one for one in problems)


def test_a_kind_that_no_row_is_for_is_a_problem(copied: Path) -> None:
    path = copied / "remedies.yml"
    path.write_text(path.read_text().replace("kind == 'account_access'", "kind == 'technical'"))
    assert any("no row is for 'account_access'" in one for one in check(copied))


def test_every_problem_of_every_file_is_named_at_once(copied: Path) -> None:
    change(copied, "site.yml", "currency: GBP", "currency: pounds")
    change(copied, "intake.yml", "most_questions: 3", "most_questions: many")
    (copied / "products.yml").unlink()
    with pytest.raises(PolicyError) as raised:
        Policies.load(copied)
    assert {problem.file for problem in raised.value.problems} >= {"site.yml", "intake.yml", "products.yml"}


def test_authority_is_exact_at_its_limit_and_goes_up() -> None:
    authority = Policies.load(POLICY).authority
    assert authority.allows(Role.AGENT, Decimal("50.00"))
    assert not authority.allows(Role.AGENT, Decimal("50.01"))
    assert authority.who_may(Role.AGENT, Decimal("50.01")) is Role.SUPERVISOR
    assert authority.who_may(Role.AGENT, Decimal(501)) is Role.ADMIN
    assert authority.who_may(Role.AGENT, Decimal(5000)) is None


def test_money_is_said_as_people_write_it() -> None:
    site = Policies.load(POLICY).site
    said = [site.said(site.money(Decimal(amount))) for amount in ("40", "39.99", "2000", "0.5")]
    assert said == ["£40", "£39.99", "£2,000", "£0.50"]


@pytest.mark.parametrize(("currency", "code", "says"), [("GBP", 0, "39 remedies"), ("pounds", 1, "site.yml:")])
def test_the_command_prints_what_it_found(copied: Path, currency: str, code: int, says: str) -> None:
    change(copied, "site.yml", "currency: GBP", f"currency: {currency}")
    command = [sys.executable, "-m", "handoff", "check"]
    environment = {**os.environ, "AMENDS_POLICY_DIR": str(copied)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[: len(says)]) == (code, says)
