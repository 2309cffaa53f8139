"""Sentences of people who type in a hurry."""

import time

import pytest
from understanding.sentences import LONG, split, word_count

TEXTS = {
    "It broke. They said wait.": ["It broke.", "They said wait."],
    "it broke.they said wait": ["it broke.", "they said wait"],
    "why?Because nobody cares!!!Really": ["why?", "Because nobody cares!!!", "Really"],
    "Order no. 4471 is late. No. It is lost.": ["Order no. 4471 is late.", "No.", "It is lost."],
    "I paid £12.50 on 3.4.2026. Nothing came.": ["I paid £12.50 on 3.4.2026.", "Nothing came."],
    "Mr. Singh called at 5 p.m. and hung up.": ["Mr. Singh called at 5 p.m. and hung up."],
    "He rang at 5 p.m. They were shut.": ["He rang at 5 p.m.", "They were shut."],
    "write to jo.b@mail.co.uk please. thanks": ["write to jo.b@mail.co.uk please.", "thanks"],
    "i waited... and waited...nothing": ["i waited...", "and waited...", "nothing"],
    "no heating 😡😡 my kids are cold": ["no heating 😡😡", "my kids are cold"],
    "first line\nsecond line": ["first line", "second line"],
    'She said "not my job." I left.': ['She said "not my job."', "I left."],
    "see www.shop.com/a.b for it.": ["see www.shop.com/a.b for it."],
    "I bought it at shop.com. It broke.": ["I bought it at shop.com.", "It broke."],
    "where is it ??? i paid !": ["where is it ???", "i paid !"],
    "e.g. the jug, i.e. the lid": ["e.g. the jug, i.e. the lid"],
}


@pytest.mark.parametrize(("text", "sentences"), TEXTS.items())
def test_a_text_is_split_where_a_reader_would_pause(text, sentences):
    assert [sentence.text for sentence in split(text)] == sentences


RUN_ON = (
    "so i ordered a washing machine from you three weeks ago and paid extra for delivery but it never came "
    "and now your driver says i was out when i sat at home the whole day waiting for him with my baby"
)


def test_a_long_run_on_is_split_at_its_turns():
    pieces = split(RUN_ON)
    assert len(pieces) > 1
    assert all(word_count(piece.text) <= LONG for piece in pieces)


@pytest.mark.parametrize("text", [*TEXTS, RUN_ON, "", "   \n ", "...", "\n\n?!\n", "no\n\n.\n-", "a" * 5000])
def test_spans_are_exact_and_nothing_is_lost(text):
    pieces = split(text)
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())


@pytest.mark.parametrize("piece", ["no. it is not ok... and i waited; ", "a.b.", "why", "but i ", " ", "😡", "a@"])
def test_fifty_thousand_characters_are_split_quickly(piece):
    begun = time.process_time()
    split(piece * (50_000 // len(piece)))
    assert time.process_time() - begun < 4
