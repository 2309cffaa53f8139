"""The tables over public data sets. A mark is the rule's or lexicon's published figure, or a higher one that we set."""

from __future__ import annotations

from collections.abc import Callable

from evaluation import baselines
from evaluation.adapters import (
    AIRLINE,
    APPLE,
    EMPATHETIC,
    GOEMOTIONS,
    NLUPP_DATES,
    NLUPP_MONEY,
    NLUPP_NAMES,
    SPOTIFY,
    WANTS_PERSON,
    Adapter,
    ours,
)
from evaluation.reader import Understood
from evaluation.rows import Row, Span
from evaluation.tables import answers
from evaluation.tasks.labels import Labels
from evaluation.tasks.shares import Share
from evaluation.tasks.spans import Spans
from evaluation.tasks.summaries import ROUGES, Summaries
from evaluation.tasks.task import Question, Task
from evaluation.tasks.yes_or_no import Decision, Ranking

NAME_WORDS, KEYWORDS, VADER, FIRST_TWO, PATTERN = "name words", "keywords", "VADER", "first two sentences", "pattern"
MACRO, F1, AUC = "macro-F1", "F1", "AUC"


def _adapted(question: Question, group: str, ours_in: str, adapter: Adapter, words: str) -> Labels:
    return Labels(
        question,
        tuple(adapter),
        true=lambda row: ours(row.named(group), adapter),
        said=answers.names(ours_in),
        guess=lambda row: baselines.words(words, row.text),
        chance=answers.chance(ours_in),
    )


def _reason(row: Row) -> bool:
    return bool(row.named("reason") & AIRLINE.keys())


def _negative(row: Row) -> bool:
    return "negative" in row.named("sentiment")


def _reasons_said(understood: Understood) -> set[str]:
    kinds = answers.names("kinds")(understood)
    return {reason for reason, saying in AIRLINE.items() if set(saying) & set(kinds)}


def _reason_chance(understood: Understood, reason: str) -> float:
    return max(answers.chance("kinds")(understood, kind) for kind in AIRLINE[reason])


def _slots(adapter: Adapter) -> Callable[[Row], list[Span]]:
    names = {slot: key for key, slots in adapter.items() for slot in slots}
    return lambda row: [
        Span(names[span.key], span.fragment, span.start, span.end)
        for span in row.spans.get("slots", ())
        if span.key in names
    ]


def _dates(question: Question, overlapping: bool) -> Spans:
    return Spans(question, ("date",), _slots(NLUPP_DATES), answers.dates, baselines.dates, overlapping, each=False)


PUBLIC: tuple[Task, ...] = (
    _adapted(
        Question("goemotions_dev", "feelings", MACRO, NAME_WORDS, mark=0.42),
        "emotions",
        "feelings",
        GOEMOTIONS,
        "feelings",
    ),
    _adapted(
        Question("empathetic_dev", "feelings", MACRO, NAME_WORDS, mark=0.34),
        "emotions",
        "feelings",
        EMPATHETIC,
        "feelings",
    ),
    Ranking(
        Question("tweetsumm_dev", "customer upset", AUC, VADER, mark=0.781),
        "upset",
        lambda row: "upset" in row.named("upset"),
        answers.probability("upset"),
        baselines.negative,
    ),
    Ranking(
        Question("tweetsumm_dev", "complaint or question", AUC, VADER),
        "complaint",
        lambda row: "complaint" in row.named("dialogue"),
        answers.probability("complaint"),
        baselines.negative,
        only=lambda row: bool(row.named("dialogue")),
    ),
    *(
        Summaries(
            Question("tweetsumm_dev", "summary", name, FIRST_TWO, mark=mark),
            answers.summary,
            baselines.first_sentences,
            ROUGES[name],
        )
        for name, mark in {"ROUGE-1": 0.34, "ROUGE-2": 0.177, "ROUGE-L": 0.285}.items()
    ),
    Summaries(
        Question("tweetsumm_dev", "summary", "sentence F1", FIRST_TWO, mark=0.55),
        answers.summary,
        baselines.first_sentences,
    ),
    Ranking(
        Question("airline", "negative", AUC, VADER, mark=0.772),
        "upset",
        _negative,
        answers.probability("upset"),
        baselines.negative,
    ),
    Labels(
        Question("airline", "9 reasons", MACRO, KEYWORDS, mark=0.492),
        tuple(AIRLINE),
        true=lambda row: row.named("reason"),
        said=_reasons_said,
        guess=lambda row: baselines.words("reasons", row.text),
        chance=_reason_chance,
        only=_reason,
    ),
    Share(
        Question("airline", "negative tweets called abusive", "share", KEYWORDS, mark=0.02, most=True),
        lambda _row, understood: answers.abusive(understood),
        lambda row: baselines.says("abusive", row.text),
        lambda _row, understood: str(understood.intake["abuse"]["level"]),
        only=_negative,
    ),
    Decision(
        Question("complaint_or_not", "complaint or not", MACRO, VADER, mark=0.78),
        "complaint",
        lambda row: bool(row.named("complaint")),
        answers.probability("complaint"),
        lambda row: baselines.negative(row) > 0,
        both=True,
    ),
    _adapted(Question("twcs_AppleSupport", "kinds", MACRO, KEYWORDS), "topics", "kinds", APPLE, "apple"),
    _adapted(Question("twcs_SpotifyCares", "kinds", MACRO, KEYWORDS), "topics", "kinds", SPOTIFY, "spotify"),
    Spans(
        Question("cfpb_stories", "money", F1, PATTERN, mark=0.967),
        ("amount",),
        lambda row: row.spans["amounts"],
        answers.facts("amount"),
        baselines.money,
        distinct=True,
        each=False,
    ),
    Spans(
        Question("nlupp", "money", F1, PATTERN, mark=0.95),
        ("amount",),
        _slots(NLUPP_MONEY),
        answers.facts("amount"),
        baselines.money,
        each=False,
    ),
    _dates(Question("nlupp", "dates, exact words", F1, PATTERN, mark=0.75), overlapping=False),
    _dates(Question("nlupp", "dates, overlapping words", F1, PATTERN), overlapping=True),
    Spans(
        Question("nlupp", "person names", F1, PATTERN),
        ("person_name",),
        _slots(NLUPP_NAMES),
        answers.facts("person_name"),
        baselines.names,
        each=False,
    ),
    Decision(
        Question("nlupp", "wants a person", F1, KEYWORDS, mark=0.85),
        "wants_person",
        lambda row: WANTS_PERSON in row.named("intents"),
        answers.probability("wants_person"),
        lambda row: baselines.says("wants_person", row.text),
    ),
    Decision(
        Question("convabuse_dev", "abusive", MACRO, KEYWORDS, mark=0.85),
        "abuse",
        lambda row: bool(row.named("abuse")),
        answers.abusive,
        lambda row: baselines.says("abusive", row.text),
        both=True,
    ),
)
