"""Only what is missing, never more than the policy allows, never again what was declined."""

from typing import Any

from understanding.asking import IntakePolicy, load_intake, missing
from understanding.labels import KINDS
from understanding.site import policy_dir

POLICY = IntakePolicy(2, {"damaged": ("order_number", "product", "amount"), "other": ("order_number",)})


def fact(key: str, confidence: float = 0.9) -> Any:
    return {"key": key, "value": "x", "confidence": confidence}


def test_the_most_useful_comes_first() -> None:
    assert missing("damaged", [], policy=POLICY) == ["order_number", "product"]


def test_a_known_fact_is_not_asked_for() -> None:
    assert missing("damaged", [fact("order_number")], policy=POLICY) == ["product", "amount"]


def test_a_declined_fact_is_not_asked_for_again() -> None:
    assert missing("damaged", [], ["order_number"], policy=POLICY) == ["product", "amount"]


def test_a_doubtful_fact_is_asked_for() -> None:
    assert missing("damaged", [fact("order_number", 0.3)], policy=POLICY)[0] == "order_number"


def test_questions_already_asked_count() -> None:
    assert missing("damaged", [], asked=["order_number"], policy=POLICY) == ["product"]
    assert missing("damaged", [], asked=["order_number", "product"], policy=POLICY) == []


def test_a_kind_without_a_row_is_asked_as_other() -> None:
    assert missing("staff", [], policy=POLICY) == ["order_number"]


def test_the_shipped_policy_knows_every_kind() -> None:
    assert set(KINDS) <= set(load_intake(policy_dir()).kinds)
