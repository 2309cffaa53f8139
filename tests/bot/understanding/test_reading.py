"""From what the classifiers say of a message and of its sentences to one reading."""

import pytest
from understanding.reading import reading_of

ORDERED, STEAMED, BURNT = "I ordered it 75 days ago.", "The lid cracked and it steamed.", "It burnt my hand."


def parsed(kinds, *sentences):
    """`kinds`: of the whole message; `sentences`: each with the kinds that it has by itself."""
    text, spans = " ".join(words for words, _ in sentences), []
    for words, _ in sentences:
        start = text.index(words)
        spans.append({"start": start, "end": start + len(words)})
    nothing = {"whole": {}, "sentences": [{} for _ in sentences], "thresholds": {}}
    own = {"whole": kinds, "sentences": [said for _, said in sentences], "thresholds": dict.fromkeys(kinds, 0.4)}
    groups = {group: nothing for group in ("roles", "feelings", "wanted", "complaint", "intents", "intensities")}
    return {"text": text, "intent": {"name": "tell", "confidence": 0.9}, "sentences": spans, **groups, "kinds": own}


def kinds_of(said):
    return [kind["name"] for kind in reading_of(said, "m1", said["text"])["kinds"]]


def test_a_sentence_that_its_message_does_not_bear_out_shows_no_kind():
    assert kinds_of(parsed({"late": 0.1, "damaged": 0.9}, (ORDERED, {"late": 0.5}), (STEAMED, {}), (BURNT, {}))) == [
        "damaged"
    ]


def test_a_sentence_that_its_message_bears_out_shows_its_kind():
    said = reading_of(
        made := parsed({"late": 0.8}, (ORDERED, {"late": 0.5}), (STEAMED, {}), (BURNT, {})), "m1", made["text"]
    )
    assert [sentence["kinds"] for sentence in said["sentences"]] == [{"late": pytest.approx(0.562)}, {}, {}]


@pytest.mark.parametrize("more", [[], [(STEAMED, {})]])
def test_one_or_two_sentences_stand_for_themselves(more):
    said = reading_of(made := parsed({"late": 0.2}, (ORDERED, {"late": 0.7}), *more), "m1", made["text"])
    assert said["sentences"][0]["kinds"] == {"late": 0.7}


def test_danger_is_not_missed_for_what_stands_around_it():
    assert "safety" in kinds_of(
        parsed({"late": 0.9, "safety": 0.1}, (ORDERED, {"late": 0.9}), (STEAMED, {}), (BURNT, {"safety": 0.6}))
    )
