"""The ledger: repeated facts confirm, corrections replace, contradictions are asked about, the channel knows best."""

import pytest
from telling import ledger, value_of

REPLACED = [
    ("order_number", ("order number 4471-220", "sorry, it's order 4471-221"), ["4471-221"]),
    ("order_number", ("order number 4471-220", "no, 4471-221"), ["4471-221"]),
    ("order_number", ("order number 4471-220", "it's order 4471-221 not 4471-220"), ["4471-221"]),
    ("order_number", ("order number 4471-220", "oops i meant order 9982-113"), ["9982-113"]),
    ("amount", ("I paid 40 quid", "sorry it was 45 quid"), ["45.00 GBP"]),
    ("amount", ("it cost £40", "actually £45"), ["45.00 GBP"]),
    ("amount", ("£45, not £40", "yes"), ["45.00 GBP"]),
    ("purchase_date", ("I bought it on 3 March", "I meant 4 March"), ["2026-03-04"]),
    ("person_name", (("chloe zhange", "person_name"), ("just zhang whoops", "person_name")), ["chloe zhang"]),
    ("person_name", ("I'm chloe zhange", "there's no e at the end", "just zhang whoops"), ["chloe zhang"]),
    ("email", ("i'm czhang@emailcom", ("czhang@email.com", "email")), ["czhang@email.com"]),
    ("email", ("mine is jo@gmail.com", "sorry, jo@gmx.net"), ["jo@gmx.net"]),
]
CONFIRMED = [
    ("order_number", ("order 4471-220", "as I said, order number 4471 220"), 1),
    ("person_name", ("I'm Priya", "it's Priya Nair here"), 1),
    ("amount", ("paid £40", "I want my 40 quid back"), 1),
    ("product", ("the blender broke", "the ProBlend I mean"), 1),
]
CONFLICTS = [
    ("amount", ("I paid 40 quid for it.", "I paid 45 quid and got nothing"), ["40.00 GBP", "45.00 GBP"]),
    ("amount", ("you charged me £40.", "the £45 that was taken"), ["40.00 GBP", "45.00 GBP"]),
    ("order_number", ("order 4471220 is late.", "order 9982113 came broken"), ["4471220", "9982113"]),
]
NO_CONFLICTS = [
    ("paid £120 for it.", "you only refunded £80"),
    ("My payments went from $320 to $430 a month",),
    ("paid £40 plus £5 delivery",),
    ("orders 4471220 and 9982113 are late",),
    ("I paid £40.", "the delivery fee was £5"),
    ("I paid £40.", "sorry, £45"),
    ("it was £25 online.", "but £50 in the shop instead of the online price"),
    ("paid $40 for it.", "that's £33 in real money"),
]


@pytest.mark.parametrize(("key", "story", "expected"), REPLACED)
def test_a_correction_replaces(key: str, story: tuple[str, ...], expected: list[str]) -> None:
    assert value_of(key, *story) == expected
    assert ledger(*story)[1] == []


@pytest.mark.parametrize(("key", "story", "count"), CONFIRMED)
def test_the_same_again_confirms(key: str, story: tuple[str, ...], count: int) -> None:
    once = [fact for fact in ledger(story[0])[0] if fact["key"] == key]
    both = [fact for fact in ledger(*story)[0] if fact["key"] == key]
    assert len(both) == count
    assert both[0]["confidence"] > once[0]["confidence"]


def test_the_fuller_name_stays() -> None:
    assert value_of("person_name", "I'm Priya", "it's Priya Nair here") == ["Priya Nair"]


@pytest.mark.parametrize(("key", "story", "expected"), CONFLICTS)
def test_a_contradiction_is_one_conflict(key: str, story: tuple[str, ...], expected: list[str]) -> None:
    conflicts = ledger(*story)[1]
    assert [conflict["key"] for conflict in conflicts] == [key]
    assert [value["value"] for value in conflicts[0]["values"]] == expected


@pytest.mark.parametrize("story", NO_CONFLICTS)
def test_two_things_that_may_both_be_true_are_no_conflict(story: tuple[str, ...]) -> None:
    assert ledger(*story)[1] == []


def test_what_the_channel_knows_wins() -> None:
    known = {"phone": "+447911123456", "order_number": "4471-220"}
    facts, conflicts = ledger("order 9982-113, call me on 020 7946 0958", known=known)
    assert [(fact["key"], fact["value"], fact["source"]) for fact in facts] == [
        ("phone", "+447911123456", "channel"),
        ("order_number", "4471-220", "channel"),
    ]
    assert conflicts == []


def test_a_fact_names_its_fragment() -> None:
    facts, _ = ledger("it's broken", "order number 4471-220")
    assert [(fact["fragment"], fact["words"]) for fact in facts] == [("m1", "4471-220")]


def test_a_doubtful_address_stays_for_the_agent_to_see() -> None:
    facts, _ = ledger("i'm czhang@emailcom")
    assert [(fact["value"], fact["confidence"]) for fact in facts] == [("czhang@emailcom", 0.3)]


def test_the_days_of_a_promise_are_no_wait() -> None:
    facts, _ = ledger("they told me to wait another 2 weeks for a reply and I will get one within 5 days")
    assert "waiting_time" not in {fact["key"] for fact in facts}
