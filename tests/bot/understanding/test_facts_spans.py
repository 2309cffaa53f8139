"""Whatever a text holds, a fact's words are the text between its span."""

import random
import time

import pytest
from telling import facts, ledger
from understanding.abuse import abuse
from understanding.closing import closing
from understanding.flags import find_flags

PIECES = [
    "order number 4471-220",
    "£40.99",
    "“quoted”",
    "it’s",
    "I paid 40 quid",
    "on 3rd March",
    "ﬁne",
    "İstanbul",
    "ẞtraße",
    "🇵🇷",
    "👩‍👩‍👧",
    "e\u0301te\u0301",
    "\u202eevil\u202c",
    "\u2060",
    "\x00",
    "\ufeff",
    "\u00a0£\u00a050\u00a0",
    "٣٤٥٦٧٨",
    "４４７１",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${x}",
    "%s%n",
    "../../etc",
    "' OR 1=1 --",
    "\ud800",
    "\udfff",
    "a" * 300,
    "1" * 80,
    "9-" * 40,
    "@" * 30,
    ".@.",
    "jo@",
    "@jo",
    "jo@@x.com",
    "jo@x..com",
    "::1",
    "0x41",
    "1e999",
    "-0",
    "31/02/2026",
    "00/00/0000",
    "99/99/99",
    "the 99th",
    "in 99999999 years",
    "999999999 days ago",
    "$" * 20,
    "{$}",
    "{$1,,,,2}",
    "£.50",
    "£1.2.3",
    "1,2,3,4",
    "1.2k k k",
    "order # # #",
    "no. no. no.",
    "four four four four",
    "double double double",
    "my my my my",
    "\n\n\t\r",
    "…",
    "'" * 9,
    '"' * 9,
    "(((((",
    "]]]]",
    "\\",
    "I'm İ",
    "name is ﬀ",
    "call me on +",
    "+++44",
    "﷽",
    "ｍｙ ｎａｍｅ ｉｓ",
    "Ⅻ",
    "½ price",
    "²³",
    "they promised",
    "they said ",
    "not 4471-220",
    "sorry ",
    "whoops",
    "at the the the",
    "Z̸̡a̵l̶g̷o̸",
]


def hostile(seed: int) -> str:
    chance = random.Random(seed)
    return chance.choice(["", " ", "\n"]).join(chance.choices(PIECES, k=chance.randint(1, 12)))


@pytest.mark.parametrize("expects", [None, "order_number", "amount", "purchase_date", "person_name", "email", "phone"])
def test_every_span_is_inside_the_text_and_equals_its_words(expects: str | None) -> None:
    for seed in range(120):
        text = hostile(seed)
        for fact in facts(text, expects=expects):
            assert 0 <= fact["start"] < fact["end"] <= len(text)
            assert text[fact["start"] : fact["end"]] == fact["words"]
            assert fact["value"]
            assert 0 < fact["confidence"] <= 1


def test_flags_closing_and_abuse_bear_anything() -> None:
    for seed in range(120):
        text = hostile(seed)
        for flag in find_flags(text):
            assert 0 <= flag["start"] < flag["end"] <= len(text)
        closing(text)
        abuse(text)


def test_the_ledger_bears_anything() -> None:
    for seed in range(40):
        messages = [hostile(seed * 7 + place) for place in range(4)]
        told, _ = ledger(*messages)
        for fact in told:
            assert messages[int(fact["fragment"][1:])][fact["start"] : fact["end"]] == fact["words"]


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "...", "\n", "\u2060"])
def test_a_text_without_a_letter_or_digit_holds_no_fact(text: str) -> None:
    assert facts(text) == []


@pytest.mark.parametrize(
    "piece",
    ["a ", "1 ", "my ", "order 1", "£1 ", "(", "jo@", "one ", "not ", "5 days ", "they said ", "1-", "very ", "I'm A "],
)
def test_a_very_long_text_takes_no_more_than_a_moment(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    facts(text)
    find_flags(text)
    closing(text)
    abuse(text)
    assert time.process_time() - started < 8
