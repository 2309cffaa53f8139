"""What is denied, quoted, shouted and whose it is."""

import pytest
from understanding.features import Features, named_columns
from understanding.wordlists import Wordlists
from understanding.words import words_of


def denied(text):
    return [word.text for word in words_of(text) if word.negated]


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "I am not angry, just sad": ["angry"],
        "not angry but sad": ["angry"],
        "never been so angry in my life": [],
        "no wonder I'm angry": [],
        "i dont feel angry. sad": ["feel", "angry"],
    }.items(),
)
def test_a_denial_reaches_to_the_next_turn(text, words):
    assert denied(text) == words


def test_spelling_of_texts_is_read_as_the_word_behind_it():
    assert [word.text for word in words_of("pls call me b4 2moro")] == ["please", "call", "me", "before", "tomorrow"]


def test_money_codes_and_names_become_classes():
    texts = [word.text for word in words_of("@acme order 4471-220 cost £40")]
    assert texts == ["<name>", "order", "<code>", "cost", "<money>"]


def test_words_in_quotes_are_marked():
    quoted = [word.text for word in words_of('he said "you are stupid" to me') if word.quoted and word.kind == "word"]
    assert quoted == ["you", "are", "stupid"]


def test_a_feeling_belongs_to_whom_it_is_said_of():
    owners = {word.text: word.owner for word in words_of("my neighbour is angry. I am sad")}
    assert owners["angry"] == "them"
    assert owners["sad"] == "me"


LISTS = Wordlists({"feeling_angry": ["angry", "blood boil*", "furious*"], "strong": ["so very"]})


def test_a_star_stands_for_any_ending():
    hits = LISTS.hits(words_of("furiously typing, so very angry"))
    assert [name for name, _, _ in hits] == ["feeling_angry", "strong", "feeling_angry"]


def test_a_denied_feeling_leaves_no_trace_of_its_name():
    features = Features.learned(["angry", "i am angry", "sad"] * 3, LISTS)
    said, not_said = features.rows(["angry", "not angry"]).toarray()
    column = named_columns(features.width)["angry"]
    assert said[column]
    assert not not_said[column]


def test_somebody_elses_feeling_is_not_named_as_the_customers():
    features = Features.learned(["angry", "i am angry", "sad"] * 3, LISTS)
    column = named_columns(features.width)["angry"]
    theirs, both = features.rows(["the driver was angry", "the driver was angry. i am angry"]).toarray()
    assert not theirs[column]
    assert both[column]


def test_shouting_and_stretching_do_not_change_the_word():
    assert [word.text for word in words_of("SOOOOO late")] == ["soo", "late"]


@pytest.mark.parametrize(
    "text", ["", "   ", "😡😡", "\n\n", "?!" * 500, "a" * 20_000, "not " * 5_000, '"' * 5_000], ids=range(8)
)
def test_any_text_has_a_row(text):
    features = Features.learned(["angry", "sad"], LISTS)
    assert features.rows([text]).shape == (1, features.width)
