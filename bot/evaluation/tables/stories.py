"""The table over annotated stories: everything that `./dev understand` says of them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from understanding.labels import FACTS, FEELINGS, FLAGS, KINDS, NOT_SAID
from understanding.reflection_check import fits, problems

from evaluation import baselines
from evaluation.reader import Understood
from evaluation.rows import Row, Span
from evaluation.scores import Counts, Score, micro_f1, recall
from evaluation.tables import answers
from evaluation.tables.public import FIRST_TWO, KEYWORDS, NAME_WORDS, PATTERN, VADER
from evaluation.tasks.labels import Labels
from evaluation.tasks.shares import Share, Swapped
from evaluation.tasks.spans import Spans
from evaluation.tasks.summaries import chosen_sentences
from evaluation.tasks.task import Question, Task
from evaluation.tasks.yes_or_no import YES

GOLD = "stories_gold"
MICRO = "micro-F1"


def _labels(
    question: Question, labels: Collection[str], score: Callable[[Counts], Score] = micro_f1, each: bool = True
) -> Labels:
    group = question.name
    return Labels(
        question,
        tuple(labels),
        true=lambda row: row.named(group),
        said=answers.names(group),
        guess=lambda row: baselines.words(group, row.text),
        chance=answers.certain if group == "flags" else answers.chance(group),
        score=score,
        each=each,
    )


def _facts(question: Question, overlapping: bool) -> Spans:
    true, said = (lambda row: row.spans["facts"]), answers.facts()
    return Spans(question, FACTS, true, said, baselines.facts, overlapping, each=overlapping)


def _guessed_wish(row: Row) -> float:
    said = baselines.words("wanted", row.text) or {NOT_SAID}
    return len(row.named("wanted") & said) / len(said)


def _has_key_sentence(row: Row, spans: Collection[Span]) -> bool:
    return bool(chosen_sentences(row.spans["key_sentences"], spans))


def _short_enough(row: Row, understood: Understood) -> bool:
    return len(answers.summary_words(understood).split()) <= 60


def _short_story(row: Row) -> bool:
    return len(row.text.split()) < 300


def _wish(understood: Understood) -> str:
    return str(understood.intake["wanted"]["kind"])


def _may_be_said(_row: Row, understood: Understood) -> bool:
    return not problems(answers.reflection(understood))


def _fits_own(row: Row, understood: Understood) -> bool:
    return fits(answers.reflection(understood), row.messages)


def _summary_or_all(_row: Row, understood: Understood) -> str:
    return f"we: {answers.summary_words(understood)}"


def _said_back(_row: Row, understood: Understood) -> str:
    return answers.reflection(understood)


STORIES: tuple[Task, ...] = (
    _labels(Question(GOLD, "kinds", MICRO, KEYWORDS, mark=0.65), KINDS),
    _labels(Question(GOLD, "feelings", MICRO, NAME_WORDS, mark=0.55), FEELINGS),
    _facts(Question(GOLD, "facts, overlapping words", MICRO, PATTERN, mark=0.70), overlapping=True),
    _facts(Question(GOLD, "facts, exact words", MICRO, PATTERN), overlapping=False),
    Share(
        Question(GOLD, "wanted", "accuracy", KEYWORDS, mark=0.65),
        lambda row, understood: _wish(understood) in row.named("wanted"),
        _guessed_wish,
        lambda row, understood: f"true: {', '.join(row.named('wanted'))}; we said: {_wish(understood)}",
    ),
    _labels(Question(GOLD, "flags", "recall", KEYWORDS, mark=0.75), FLAGS, recall, each=False),
    _labels(Question(GOLD, "flags", MICRO, KEYWORDS), FLAGS),
    Share(
        Question(GOLD, "complaint or not", "accuracy", VADER),
        lambda row, understood: (understood.intake["complaint"] >= YES) == bool(row.named("complaint")),
        lambda row: (baselines.negative(row) > 0) == bool(row.named("complaint")),
        lambda _row, understood: f"our probability: {understood.intake['complaint']:.2f}",
    ),
    Share(
        Question(GOLD, "a key sentence in the summary", "share", FIRST_TWO, mark=0.85),
        lambda row, understood: _has_key_sentence(row, answers.summary(understood)),
        lambda row: _has_key_sentence(row, baselines.first_sentences(row)),
        _summary_or_all,
    ),
    *(
        Share(
            Question(data, "summary of at most 60 words", "share", mark=1.0),
            _short_enough,
            None,
            _summary_or_all,
            _short_story,
        )
        for data in (GOLD, "tweetsumm_dev", "shop_remarks", "cfpb_stories")
    ),
    Swapped(Question(GOLD, "reflection refused by other stories", "share", mark=0.95), answers.reflection, fits),
    Share(
        Question(GOLD, "reflection fits its own story", "share"),
        _fits_own,
        None,
        _said_back,
    ),
    Share(Question(GOLD, "reflection without a banned phrase or slip", "share"), _may_be_said, None, _said_back),
    Swapped(
        Question("shop_remarks", "reflection refused by other stories", "share", mark=0.95), answers.reflection, fits
    ),
)
