"""A story is the sum of its fragments: kinds, feelings, wishes, headline, quotes and summary."""

import pytest
from handwritten import fact, reading
from understanding.headline import MOST_CHARACTERS
from understanding.story import understand

BROKEN = "So hi, my ProBlend came with a cracked jug. I missed my daughter's birthday because of it."
CALLED = "I called three times and nobody picked up."
MONEY = "I want my money back"


@pytest.fixture
def story():
    return [
        reading(
            BROKEN,
            {"roles": {"happened": 0.9}, "kinds": {"damaged": 0.9}},
            {"roles": {"cost": 0.8}, "feelings": {"sad": 0.6}},
            facts=(fact(BROKEN, "product", "ProBlend"),),
            upset=0.4,
        ),
        reading(
            CALLED,
            {"roles": {"contact": 0.9}, "kinds": {"no_response": 0.7}, "feelings": {"frustrated": 0.8}},
            fragment="m2",
            upset=0.9,
            facts=(fact(CALLED, "contacts_before", "three times", "3"),),
        ),
        reading(MONEY, {"roles": {"wants": 0.9}, "wanted": {"refund": 0.9}}, fragment="m3"),
    ]


def test_kinds_come_most_important_first(story):
    intake = understand(story)
    assert intake["kind"] == "damaged"
    assert [kind["name"] for kind in intake["kinds"]] == ["damaged", "no_response"]


def test_a_kind_shown_twice_is_surer(story):
    once = understand(story[:1])["kinds"][0]["confidence"]
    twice = understand([story[0], {**story[0], "fragment": "m4"}])["kinds"][0]["confidence"]
    assert twice > once


def test_a_complaint_of_no_known_kind_is_other():
    intake = understand([reading("It is all wrong somehow.")])
    assert (intake["kind"], intake["kinds"][0]["name"]) == ("other", "other")


def test_praise_has_no_kind():
    assert understand([reading("Lovely people, thanks!", complaint=0.05)])["kinds"] == []


def test_each_feeling_has_the_words_that_show_it(story):
    feelings = {feeling["name"]: feeling for feeling in understand(story)["feelings"]}
    assert feelings["sad"]["quote"] == "I missed my daughter's birthday because of it."
    assert feelings["frustrated"]["fragment"] == "m2"


def test_the_course_follows_the_fragments(story):
    assert [point["fragment"] for point in understand(story)["course"]] == ["m1", "m2", "m3"]


def test_the_latest_outright_wish_wins():
    first = reading("Send me a new one please.", {"wanted": {"replacement": 0.9}})
    later = reading("No, I want a refund.", {}, {"wanted": {"refund": 0.7}}, fragment="m2")
    later["sentences"][0]["wanted"] = {"refund": 0.7}
    assert understand([first, later])["wanted"]["kind"] == "refund"


def test_without_a_wish_it_was_not_said():
    wanted = understand([reading("It came late.")])["wanted"]
    assert wanted == {"kind": "not_said", "words": None, "fragment": None, "start": None, "end": None}


def test_the_headline_is_the_customers_nouns_without_the_opening(story):
    assert understand(story)["headline"] == "My ProBlend came with a cracked jug"


@pytest.mark.parametrize(
    "text", ["so " * 60, "word " * 80, "@shop " * 30, "?!?!", "x" * 300, "and, " * 50 + "it broke"]
)
def test_a_headline_is_one_short_line(text):
    headline = understand([reading(text)])["headline"]
    assert len(headline) <= MOST_CHARACTERS
    assert "\n" not in headline


def test_quotes_are_what_happened_what_it_cost_and_what_is_wanted(story):
    quotes = understand(story)["quotes"]
    assert quotes["happened"]["words"] == "So hi, my ProBlend came with a cracked jug."
    assert quotes["cost"]["words"] == "I missed my daughter's birthday because of it."
    assert quotes["wants"]["words"] == "I want my money back"


def test_every_summary_sentence_is_at_its_source_and_in_the_storys_order(story):
    texts = {part["fragment"]: part["text"] for part in story}
    summary = understand(story)["summary"]
    sources = [sentence["from"][0] for sentence in summary]
    assert [texts[s["fragment"]][s["start"] : s["end"]] for s in sources] == [sentence["text"] for sentence in summary]
    assert sources == sorted(sources, key=lambda s: (s["fragment"], s["start"]))


@pytest.mark.parametrize("gap", [" ", " - ", " : & "])
def test_a_summary_of_a_short_story_has_at_most_sixty_words(gap):
    said = f"of the parcels{gap}you sent to{gap}my mother{gap}came with a{gap}hole in it"
    text = " ".join(f"Number {n} {said}." for n in range(12))
    summary = understand([reading(text)])["summary"]
    assert 0 < sum(len(sentence["text"].split()) for sentence in summary) <= 60


def test_earlier_contacts_make_the_timeline(story):
    moments = understand(story)["timeline"]
    assert [(moment["what"], moment["words"]) for moment in moments] == [("contact", CALLED)]


def test_a_flag_is_raised_once_with_its_first_words():
    flagged = [
        reading("third time now", flags=[{"name": "repeat", "start": 0, "end": 10}]),
        reading("yet again", fragment="m2", flags=[{"name": "repeat", "start": 0, "end": 9}]),
    ]
    assert [flag["words"] for flag in understand(flagged)["flags"]] == ["third time"]


def test_no_fragments_are_no_complaint():
    intake = understand([])
    assert (intake["complaint"], intake["kind"], intake["summary"], intake["headline"]) == (0.0, "other", [], "")


def test_a_summary_keeps_what_is_said_first_a_sure_wish_and_a_cost_that_can_be_checked():
    text = "My bike came without a saddle. It has a bell and two lights. Nice lights. I paid £40. A saddle please."
    saddle = {"kinds": {"missing": 0.9}, "roles": {"happened": 0.9}}
    paid = {"roles": {"cost": 0.95}}
    wish = {"wanted": {"delivery": 0.9}, "roles": {"wants": 0.9}}
    told = reading(text, saddle, {}, {}, paid, wish, facts=(fact(text, "amount", "£40"),))
    said = [sentence["text"] for sentence in understand([told])["summary"]]
    assert said == ["My bike came without a saddle.", "I paid £40.", "A saddle please."]


def test_small_talk_opens_no_summary():
    text = "What lovely weather for April. My bike came without a saddle."
    told = reading(text, {"roles": {"chatter": 0.9}}, {"kinds": {"missing": 0.9}, "roles": {"happened": 0.9}})
    assert understand([told])["summary"][0]["text"] == "My bike came without a saddle."
