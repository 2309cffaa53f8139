"""What a customer said, said back: in the second person where no person can slip, else in quotation marks."""

import pytest
from understanding.retelling import cleaned, retold, said_back, shortened

RETOLD = [
    ("my blender came with a cracked jug AGAIN", "your blender came with a cracked jug AGAIN"),
    ("I took a day off work for nothing", "you took a day off work for nothing"),
    ("I was on hold for 3 hours", "you were on hold for 3 hours"),
    ("it was for my daughter's birthday", "it was for your daughter's birthday"),
    ("you sent me the wrong size", "we sent you the wrong size"),
    ("your driver left my parcel in the rain", "our driver left your parcel in the rain"),
    ("I called you three times", "you called us three times"),
    ("I've been waiting two weeks and nobody has called me", "you've been waiting two weeks and nobody has called you"),
    ("we had no heating, and I'm 82", "you had no heating, and you're 82"),
    ("They promised me it would come on Friday", "they promised you it would come on Friday"),
    ("The jug was cracked", "the jug was cracked"),
    ("I paid £40 for it", "you paid £40 for it"),
]
QUOTED = [
    "Missed 3 trains because of you lot",  # no subject
    "why did my order never come?",
    "i got told by you that you'd tell me what you told her",  # who is "you" here
    "cracked jug again smh",
    "pls fix ur app it keeps crashing",
    "I hope it will be sorted",
    "we asked you to send us our money",
    "thanks for ruining my day",
]


@pytest.mark.parametrize(("words", "told"), RETOLD)
def test_a_plain_sentence_is_told_in_the_second_person(words: str, told: str) -> None:
    assert retold(words) == told


@pytest.mark.parametrize("words", QUOTED)
def test_where_a_person_could_slip_their_own_words_are_quoted(words: str) -> None:
    said = said_back(words, 150)
    assert said.startswith('"')
    assert said.strip('".') in words.replace('"', "'")


def test_openings_links_and_mentions_are_left_out() -> None:
    assert cleaned("@NookKettle hi, so the jug is cracked https://t.co/abc #fail!!!") == "the jug is cracked"


def test_abuse_is_not_repeated() -> None:
    assert "idiots" not in said_back("you idiots sent the wrong one, and the lamp was smashed to pieces", 150)
    assert "fucking" not in said_back("this fucking thing, it broke after two days", 150)


def test_what_is_cut_is_marked_or_ends_with_its_clause() -> None:
    long = (
        "I bought the lamp in May for my mother, but it never worked in the way that the page had described it at all"
    )
    assert shortened(long, 60) == "I bought the lamp in May for my mother"
    assert shortened("it never worked in the way that the page had described it", 30).endswith("...")
    assert len(shortened("word " * 80, 100)) <= 100


def test_a_whole_sentence_keeps_its_end_and_a_torn_one_loses_what_hangs() -> None:
    assert cleaned("n i paid 35 quid for it") == "n i paid 35 quid for it"
    assert cleaned("waited for 3 hours and then i") == "waited for 3 hours"
    assert shortened("i paid 35 quid for it, and then nothing happened for a long while", 40) == "i paid 35 quid for it"


def test_a_quotation_inside_a_quotation_keeps_its_marks_apart() -> None:
    assert said_back('he said "not my problem" and left?', 100) == "\"he said 'not my problem' and left\""
