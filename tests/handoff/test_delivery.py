"""Which state of a text may follow which, and how a message of several texts fares."""

import re
from itertools import product

import pytest

from handoff.model.delivery import MAY_BECOME, Delivery, DeliveryState, may_become, of_parts
from handoff.settings import ROOT

S = DeliveryState
LEGAL = {
    (S.READY, S.SENDING),
    (S.READY, S.CANCELLED),
    (S.READY, S.EXPIRED),
    (S.READY, S.SENT),
    (S.READY, S.DELIVERED),
    (S.SENDING, S.SENT),
    (S.SENDING, S.DELIVERED),
    (S.SENDING, S.FAILED),
    (S.SENDING, S.UNKNOWN),
    (S.SENDING, S.READY),
    (S.UNKNOWN, S.SENT),
    (S.UNKNOWN, S.DELIVERED),
    (S.UNKNOWN, S.FAILED),
    (S.UNKNOWN, S.READY),
    (S.SENT, S.DELIVERED),
    (S.SENT, S.FAILED),
    (S.SENT, S.READY),
    (S.FAILED, S.DELIVERED),
}


@pytest.mark.parametrize(("before", "after"), list(product(S, S)))
def test_a_text_goes_only_where_the_table_allows(before: S, after: S) -> None:
    assert may_become(before, after) == ((before, after) in LEGAL)


def test_every_state_can_be_reached_and_the_last_ones_are_left_by_nothing() -> None:
    assert set().union(*MAY_BECOME.values()) | {S.READY} == set(S)
    assert {state for state, after in MAY_BECOME.items() if not after} == {S.DELIVERED, S.CANCELLED, S.EXPIRED}


def test_the_worst_part_says_how_a_message_fared() -> None:
    parts = [Delivery(S.DELIVERED, None), Delivery(S.FAILED, "30005"), Delivery(S.CANCELLED, "part_missing")]
    assert of_parts(parts) == Delivery(S.FAILED, "30005")


def test_the_table_of_the_documentation_is_the_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", (ROOT / "docs" / "texting.md").read_text(), re.MULTILINE)
    told = {S(state): frozenset(S(name) for name in re.findall(r"`(\w+)`", after)) for state, after in rows}
    assert told == MAY_BECOME
