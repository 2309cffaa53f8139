"""Simple systems on the same rows: words that name a label, VADER, the first two sentences, patterns for money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from understanding.sentences import split
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from evaluation.rows import Row, Span

_WORDS = Path(__file__).with_name("baselines.yml")
_NOT_SAID = re.compile(r"@\w+|https?://\S+")
_MONEY = re.compile(
    r"\{?[£$€]\s?\d[\d,]*(?:\.\d+)?\}?|\d[\d,]*(?:\.\d+)?\s?(?:£|\$|€|pounds?|dollars?|euros?|quid|bucks|gbp|usd|eur)",
    re.IGNORECASE,
)
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|(?:{_MONTH})\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})(?:\s+\d{{4}})?|today|tomorrow|tonight|yesterday"
    r"|(?:(?:last|next|this)\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:last|next|this)\s+(?:week|month|year))\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:my name is|name's|i am|i'm|this is)\s+(\w+(?:\s\w+)?)", re.IGNORECASE)
_FIRST = 2


def words(group: str, text: str) -> frozenset[str]:
    """The labels of a group whose words stand in the text."""
    return frozenset(label for label, pattern in _patterns(group).items() if pattern.search(text))


def says(rule: str, text: str) -> bool:
    return _compiled(_listed()[rule]).search(text) is not None


def negative(row: Row) -> float:
    """-1..1: what VADER finds worst, sentence by sentence."""
    compounds = [
        _vader().polarity_scores(_NOT_SAID.sub("", sentence.text))["compound"]
        for message in row.messages
        for sentence in split(message)
    ]
    return -min(compounds, default=0.0)


def first_sentences(row: Row) -> tuple[Span, ...]:
    """Of the given ones where there are some; a sentence that is nothing but a name or a link is none."""
    given = (
        row.summarised.sentences
        if row.summarised
        else (
            Span("sentence", place, sentence.start, sentence.end)
            for place, message in enumerate(row.messages)
            for sentence in split(message)
        )
    )
    return tuple([span for span in given if re.search(r"\w", _NOT_SAID.sub("", row.words_at(span)))][:_FIRST])


def money(row: Row) -> tuple[Span, ...]:
    return _found(row, _MONEY, "amount")


def dates(row: Row, key: str = "date") -> tuple[Span, ...]:
    return _found(row, _DATE, key)


def names(row: Row) -> tuple[Span, ...]:
    return _found(row, _NAME, "person_name", group=1)


def facts(row: Row) -> tuple[Span, ...]:
    return (*money(row), *dates(row, "incident_date"), *names(row))


def _found(row: Row, pattern: re.Pattern[str], key: str, group: int = 0) -> tuple[Span, ...]:
    return tuple(
        Span(key, place, *found.span(group))
        for place, message in enumerate(row.messages)
        for found in pattern.finditer(message)
    )


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, Any]:
    listed: Mapping[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return listed


@lru_cache(maxsize=32)
def _patterns(group: str) -> dict[str, re.Pattern[str]]:
    return {label: _compiled(listed) for label, listed in _listed()[group].items()}


@lru_cache(maxsize=256)
def _compiled(listed: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{' '.join(listed.split())})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
