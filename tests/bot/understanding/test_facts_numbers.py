"""Order and reference numbers, as customers write them; and the figures that are none."""

import pytest
from telling import facts, values

ORDERS = [
    ("my order number is 4471-220", "4471-220"),
    ("Order #4471-220 still hasn't come", "4471-220"),
    ("order no. 4471 - 220 is wrong", "4471-220"),
    ("order no 4471 220 please", "4471220"),
    ("ORDER NUMBER: 88120043", "88120043"),
    ("its order 88120043, the lamp one", "88120043"),
    ("Order ID: 408-1234567-7654321", "408-1234567-7654321"),
    ("the order number was NK-20931", "NK-20931"),
    ("#20931 arrived smashed", "20931"),
    ("no. 4471-220", "4471-220"),
    ("4471-220 is my order number", "4471-220"),
    ("order number four four seven one", "4471"),
    ("order number is double four seven one dash two two zero", "4471-220"),
    ("oder nr 55129 not here yet", "55129"),
    ("my po 771002 was never confirmed", "771002"),
    ("order no 7868114043", "7868114043"),
    ("it says OD1234567890123 on the label", "OD1234567890123"),
    ("order number 4471220 ordered 3 weeks ago", "4471220"),
    ("order num: AB12-3456", "AB12-3456"),
]
REFERENCES = [
    ("ref AB-1234", "AB-1234"),
    ("my reference number is 00123456", "00123456"),
    ("case no. 5512/B", "5512/B"),
    ("complaint ref. number C/2231/19", "C/2231/19"),
    ("ticket #55231 was closed without a word", "55231"),
    ("booking ref QXZRTL", "QXZRTL"),
    ("PNR is HJ8K2L and I was bumped", "HJ8K2L"),
    ("invoice INV-2023-0042", "INV-2023-0042"),
    ("tracking number JD0002 1234 5678", "JD000212345678"),
    ("account number 12345678", "12345678"),
    ("they gave me claim number 7 7 3 1 2", "77312"),
    ("Ref: NK 88210", "NK88210"),
    ("my membership no is 900412", "900412"),
]
NO_NUMBERS = [
    "I ordered it in 2023",
    "order in 2023",
    "my order 3 days ago",
    "the order was 40 quid",
    "order of 12 plates",
    "open 24/7 they say",
    "this is 1/3 of it",
    "there were 3000 people in the queue",
    "flight was 5 hours late",
    "order two coffees and get one",
    "the case is ridiculous",
    "number 9 bus never came",
    "I have no idea of my order",
    "my order on 12/03/2026",
    "room 204",
    "call me on 07911 123456",
    "I live at 12 Baker Street",
    "the order came at 18:30",
    "ticket was $59",
]


@pytest.mark.parametrize(("text", "value"), ORDERS)
def test_an_order_number_is_read_in_many_shapes(text: str, value: str) -> None:
    assert values(text, "order_number") == [value]


@pytest.mark.parametrize(("text", "value"), REFERENCES)
def test_a_reference_number_is_read_in_many_shapes(text: str, value: str) -> None:
    assert values(text, "reference_number") == [value]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_other_figures_are_no_order_number(text: str) -> None:
    assert not [fact for fact in facts(text) if fact["key"] in ("order_number", "reference_number")]


@pytest.mark.parametrize(
    "text",
    [
        "my card is 4111 1111 1111 1111",
        "4111111111111111",
        "order number 5500-0000-0000-0004",
        "card no 378282246310005 exp 12/29",
    ],
)
def test_a_card_number_is_never_a_fact(text: str) -> None:
    assert not [fact for fact in facts(text) if sum(map(str.isdigit, fact["words"])) > 6]


def test_a_card_number_is_no_answer_either() -> None:
    assert values("4111 1111 1111 1111", "order_number", expects="order_number") == []
