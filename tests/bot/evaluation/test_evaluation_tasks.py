"""Labels, spans and summaries, judged against what people said of made-up rows."""

import json

import numpy as np
import pytest
from evaluation import adapters, baselines
from evaluation.datasets import DATA_SETS, BadData
from evaluation.reader import Understood
from evaluation.rows import Row, Span, Summarised
from evaluation.tables import TASKS
from evaluation.tables.public import PUBLIC
from evaluation.tasks.labels import Labels
from evaluation.tasks.shares import Share, Swapped
from evaluation.tasks.spans import Spans
from evaluation.tasks.summaries import Summaries, chosen_sentences
from evaluation.tasks.task import Question, Result
from evaluation.tasks.yes_or_no import Decision
from understanding.labels import FEELINGS, KINDS

ASKED = Question("stories_gold", "something", "F1", "rule", mark=0.6)
NOTHING = Understood({}, {})


def row(text: str = "my kettle leaks", **more) -> Row:
    return Row("a", (text,), **more)


def said(**intake) -> Understood:
    return Understood(intake, {"feelings": {}, "kinds": {}, "wanted": {}})


def test_the_table_of_labels_knows_only_our_labels():
    for adapter in (adapters.GOEMOTIONS, adapters.EMPATHETIC):
        assert set(adapter) <= set(FEELINGS)
    for adapter in (adapters.APPLE, adapters.SPOTIFY):
        assert set(adapter) <= set(KINDS)
    assert {kind for kinds in adapters.AIRLINE.values() for kind in kinds} <= set(KINDS)


def test_a_public_label_maps_to_ours_and_an_unknown_one_to_nothing():
    assert adapters.ours(["annoyance", "grief"], adapters.GOEMOTIONS) == {"frustrated", "sad"}
    assert adapters.ours(["amusement"], adapters.GOEMOTIONS) == frozenset()


def test_every_task_asks_a_data_set_that_exists():
    assert {task.question.dataset for task in TASKS} <= DATA_SETS.keys()
    assert DATA_SETS.keys() == {task.question.dataset for task in TASKS}


def test_every_baseline_of_a_table_has_words_for_its_labels():
    for task in PUBLIC:
        if isinstance(task, Labels):
            task.guess(row("no word of any label stands here"))


def test_labels_are_compared_one_by_one():
    task = Labels(
        ASKED,
        ("late", "damaged"),
        true=lambda one: one.named("kinds"),
        said=lambda one: one.intake["kinds"],
        guess=lambda one: {"late"},
        chance=lambda one, label: 0.8,
    )
    rows = [row(labels={"kinds": frozenset({"late"})}), row(labels={"kinds": frozenset({"damaged"})})]
    found = [said(kinds={"late"}), said(kinds={"late"})]
    result = task.judge(rows, found)
    assert result.ours.value == pytest.approx((2 / 3 + 0) / 2)
    assert [one.ours for one in result.labels] == pytest.approx([2 / 3, 0])
    wrong = {(one.label, one.what): one.wrong for one in task.disagreements(rows, found)}
    assert wrong == {
        ("late", "said, not true"): pytest.approx(0.8),
        ("damaged", "true, not said"): pytest.approx(0.2),
    }


def span(start: int, end: int, key: str = "amount", fragment: int = 0) -> Span:
    return Span(key, fragment, start, end)


@pytest.mark.parametrize(
    ("overlapping", "found", "f1"),
    [
        (False, [span(0, 4)], 1),
        (False, [span(0, 3)], 0),
        (True, [span(0, 3)], 1),
        (True, [span(0, 2), span(2, 4)], 2 / 3),  # one true span is hit once
        (True, [span(0, 4, key="deadline")], 0),
        (True, [span(0, 4, fragment=1)], 0),
    ],
)
def test_a_span_is_hit_by_the_same_key_at_the_same_place(overlapping, found, f1):
    task = Spans(ASKED, ("amount", "deadline"), lambda _: [span(0, 4)], lambda _: found, lambda _: [], overlapping)
    assert task.judge([row()], [NOTHING]).ours.value == pytest.approx(f1)


def test_the_better_of_two_overlapping_spans_is_the_hit():
    task = Spans(ASKED, ("amount",), lambda _: [span(0, 9)], lambda _: [], lambda _: [], overlapping=True)
    hits, left, missed = task.matched([span(0, 9)], [span(8, 12), span(0, 8)])
    assert (hits, left, missed) == ([span(0, 9)], [span(8, 12)], [])


def test_words_said_twice_count_once_where_they_are_needed_once():
    text = "$5 here, $5 there"
    there, first = [span(0, 2), span(9, 11)], [span(0, 2)]
    for distinct, f1 in ((True, 1), (False, 2 / 3)):
        task = Spans(ASKED, ("amount",), lambda _: there, lambda _: first, lambda _: [], distinct=distinct)
        assert task.judge([row(text)], [NOTHING]).ours.value == pytest.approx(f1)


def test_half_of_a_sentence_is_enough_to_have_chosen_it():
    sentences = [Span("sentence", 0, 0, 10), Span("sentence", 0, 11, 31)]
    assert chosen_sentences(sentences, [Span("sentence", 0, 4, 10)]) == {0}
    assert chosen_sentences(sentences, [Span("sentence", 0, 0, 13)]) == {0}
    assert chosen_sentences(sentences, [Span("sentence", 1, 0, 31)]) == frozenset()


def test_a_summary_is_held_against_each_annotator():
    text = "It leaks. Nobody answers. Fix it."
    sentences = (span(0, 9), span(10, 25), span(26, 33))
    there = Summarised(sentences, (frozenset({0}), frozenset({1, 2})), ("It leaks", "Nobody answers"))
    one = row(text, summarised=there)
    chosen = Summaries(ASKED, lambda _: [sentences[0], sentences[1]], baselines.first_sentences)
    # Against the first: 2·1/3, against the second: 2·1/4.
    result = chosen.judge([one], [NOTHING])
    assert result.ours.value == pytest.approx((2 / 3 + 2 / 4) / 2)
    assert result.baseline is not None and result.baseline.value == result.ours.value


def test_a_decision_is_made_at_one_half():
    task = Decision(ASKED, "yes", lambda one: "yes" in one.text, lambda one: one.intake["p"], lambda one: False)
    rows, found = [row("yes"), row("yes"), row("no")], [said(p=0.5), said(p=0.49), said(p=0.2)]
    assert task.judge(rows, found).ours.value == pytest.approx(2 / 3)
    assert [one.row.text for one in task.disagreements(rows, found)] == ["yes"]


def test_a_reflection_that_fits_every_story_fails_the_swap():
    rows = [Row(str(place), (f"story {place}",)) for place in range(5)]
    found = [said(text=place) for place in range(5)]
    vague = Swapped(ASKED, lambda one: "I hear you", lambda text, story: True)
    exact = Swapped(ASKED, lambda one: f"story {one.intake['text']}", lambda text, story: text in story)
    assert vague.judge(rows, found).ours.value == 0
    assert exact.judge(rows, found).ours.value == 1
    assert len(vague.disagreements(rows, found)) == 5


@pytest.mark.parametrize(("value", "most", "reached"), [(0.7, False, True), (0.5, False, False), (0.5, True, True)])
def test_a_mark_is_reached_from_the_right_side(value, most, reached):
    question = Question("airline", "x", "share", mark=0.6, most=most)
    task = Share(question, lambda *_: value, None, lambda *_: "")
    result: Result = task.judge([row()], [NOTHING])
    assert result.passed is reached


def test_without_a_mark_nothing_is_reached_or_missed():
    task = Share(Question("airline", "x", "share"), lambda *_: 1.0, lambda _: 0.5, lambda *_: "")
    result = task.judge([row()], [NOTHING])
    assert result.passed is None
    assert result.beats is True


def test_the_baselines_find_what_is_plain():
    assert baselines.words("feelings", "so annoyed and worried") == {"frustrated", "worried"}
    assert baselines.says("wants_person", "let me talk to a human")
    assert baselines.negative(row("I hate this. Thanks a lot!")) > 0 > baselines.negative(row("I love it."))
    assert [one.start for one in baselines.money(row("paid $40.50 and 3 dollars"))] == [5, 16]
    assert len(baselines.dates(row("since 3 May, again yesterday"))) == 2
    told = row("@Shop It broke. Help. Now.")
    assert [told.words_at(one) for one in baselines.first_sentences(told)] == ["@Shop It broke.", "Help."]


def test_a_line_of_another_shape_is_named(tmp_path):
    (tmp_path / "airline.jsonl").write_text('{"text": "late", "sentiment": "negative", "reason": null}\n{"text": 3}\n')
    with pytest.raises(BadData, match=r"airline\.jsonl, line 2"):
        DATA_SETS["airline"].rows(tmp_path)


def test_a_sample_is_the_same_at_every_run_and_in_order(tmp_path):
    lines = [f'{{"text": "message {place}"}}' for place in range(50)]
    (tmp_path / "sms_corpus.jsonl").write_text("\n".join(lines))
    first, again = (DATA_SETS["sms_corpus"].rows(tmp_path, 9) for _ in range(2))
    assert first == again
    places = [int(one.id.split(":")[1]) for one in first]
    assert places == sorted(places) and len(set(places)) == 9


def test_no_row_is_lost_at_an_unusual_end_of_line(tmp_path):
    (tmp_path / "naughty_strings.jsonl").write_text('{"text": "a\u2028b"}\n{"text": "c\x85d"}\n', encoding="utf-8")
    assert [one.text for one in DATA_SETS["naughty_strings"].rows(tmp_path)] == ["a\u2028b", "c\x85d"]


def test_counting_spans_keeps_the_keys_apart():
    task = Spans(ASKED, ("amount", "deadline"), lambda _: [span(0, 4)], lambda _: [span(0, 4)], lambda _: [])
    result = task.judge([row()], [NOTHING])
    assert result.labels[0].ours == 1
    assert np.isnan(result.labels[1].ours)


def test_a_dialogue_is_read_as_the_customers_turns_and_sentences(tmp_path):
    turns = [
        {"speaker": "Customer", "text": "@Shop It  leaks!! !", "sentences": ["@Shop It leaks!!", "s!"]},
        {"speaker": "Agent", "text": "Sorry.", "sentences": ["Sorry."]},
        {"speaker": "Customer", "text": "Fix it. Now.", "sentences": ["Fix it.", "Now."]},
    ]
    annotations = [{"extractive": [[0, 0], [1, 0], [2, 1]], "abstractive": ["It leaks.", "The agent is sorry."]}]
    line = {"id": "x", "turns": turns, "annotations": annotations, "is_negative": 1, "dialog_type": "complaint"}
    (tmp_path / "tweetsumm_dev.jsonl").write_text(json.dumps(line))
    (one,) = DATA_SETS["tweetsumm_dev"].rows(tmp_path)
    assert one.summarised is not None
    assert [one.words_at(span) for span in one.summarised.sentences] == ["@Shop It  leaks!!", "Fix it.", "Now."]
    assert one.summarised.chosen == (frozenset({0, 2}),)
    assert one.summarised.written == ("It leaks.",)
