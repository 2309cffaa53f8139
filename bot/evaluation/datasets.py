"""The data sets: which file each is, and how one of its lines becomes a row. Labels stay the data set's own."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.adapters import RECORD
from evaluation.rows import Row, Span, Summarised

Line = Mapping[str, Any]
_SEED = 7
_REDACTED_AMOUNT = re.compile(r"\{\$[\d,.]+\}")
_TOPICS_AFTER = "company"  # the columns after it are the topics of the tweets of one company


class BadData(ValueError):
    """Says which line of which file does not have the shape that docs/evaluate.md gives."""


@dataclass(frozen=True)
class DataSet:
    name: str
    about: str
    row: Callable[[str, Line], Row]

    def path(self, directory: Path) -> Path:
        return directory / f"{self.name}.jsonl"

    def rows(self, directory: Path, sample: int | None = None) -> list[Row]:
        """In the file's order; a sample is the same at every run. Raises BadData."""
        path = self.path(directory)
        lines = path.read_text(encoding="utf-8").split("\n")  # other ends of lines may stand in a text
        places: Sequence[int] = [place for place, line in enumerate(lines) if line.strip()]
        if sample is not None and sample < len(places):
            places = sorted(random.Random(_SEED).sample(places, sample))
        return [self._parsed(path, place, lines[place]) for place in places]

    def _parsed(self, path: Path, place: int, line: str) -> Row:
        try:
            return self.row(f"{self.name}:{place + 1}", json.loads(line))
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as wrong:
            raise BadData(f"{path.name}, line {place + 1}: {type(wrong).__name__}: {wrong}") from wrong


def _text(identity: str, line: Line) -> Row:
    return Row(identity, (_string(line["text"]),))


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is missing")
    return value


def _emotions(identity: str, line: Line) -> Row:
    return Row(identity, (_string(line["text"]),), {"emotions": frozenset(line["labels"])})


def _airline(identity: str, line: Line) -> Row:
    reason = frozenset([line["reason"]]) if line["reason"] else frozenset()
    return Row(identity, (_string(line["text"]),), {"sentiment": frozenset([line["sentiment"]]), "reason": reason})


def _complaint_or_not(identity: str, line: Line) -> Row:
    return Row(identity, (_string(line["text"]),), {"complaint": _yes("complaint", line["complaint"])})


def _convabuse(identity: str, line: Line) -> Row:
    return Row(identity, (_string(line["text"]),), {"abuse": _yes("abusive", line["abusive"])})


def _twcs(identity: str, line: Line) -> Row:
    columns = list(line)
    topics = columns[columns.index(_TOPICS_AFTER) + 1 :]
    return Row(identity, (_string(line["text"]),), {"topics": frozenset(topic for topic in topics if line[topic])})


def _nlupp(identity: str, line: Line) -> Row:
    slots = line.get("slots") or {}
    spans = tuple(Span(key, 0, *slot["span"]) for key, slot in slots.items())
    return Row(identity, (_string(line["text"]),), {"intents": frozenset(line.get("intents") or ())}, {"slots": spans})


def _cfpb(identity: str, line: Line) -> Row:
    """Whoever published these wrote every amount as {$9400.00}."""
    text = _string(line["text"])
    amounts = tuple(Span("amount", 0, *found.span()) for found in _REDACTED_AMOUNT.finditer(text))
    return Row(identity, (text,), spans={"amounts": amounts})


def _gold(_identity: str, line: Line) -> Row:
    labels = {
        "complaint": _yes("complaint", line["complaint"]),
        "kinds": frozenset(line["kinds"]),
        "feelings": frozenset(feeling["name"] for feeling in line["feelings"]),
        "flags": frozenset(line["flags"]),
        "wanted": frozenset(line["wanted"]["kinds"]),
    }
    spans = {
        "facts": tuple(_span(fact["key"], fact) for fact in line["facts"]),
        "key_sentences": tuple(_span("key", sentence) for sentence in line["key_sentences"]),
    }
    return Row(line["id"], tuple(map(_string, line["messages"])), labels, spans)


def _tweetsumm(_identity: str, line: Line) -> Row:
    """The customer's turns only: the bot never hears the company's agent."""
    own = [place for place, turn in enumerate(line["turns"]) if turn["speaker"] == "Customer"]
    messages = tuple(_string(line["turns"][place]["text"]) for place in own)
    sentences: dict[tuple[int, int], Span] = {}
    for fragment, place in enumerate(own):
        for number, span in _located(messages[fragment], line["turns"][place]["sentences"], fragment):
            sentences[place, number] = span
    places = {pair: number for number, pair in enumerate(sentences)}
    annotations = line["annotations"]
    chosen = [
        frozenset(places[pair] for pair in map(tuple, one["extractive"]) if pair in places) for one in annotations
    ]
    return Row(
        line["id"],
        messages,
        {"upset": _yes("upset", int(line["is_negative"])), "dialogue": frozenset([line["dialog_type"]]) - {None}},
        summarised=Summarised(
            tuple(sentences.values()),
            tuple(one for one in chosen if one),
            # The first sentence of a written summary is about the customer, the rest about the agent.
            tuple(one["abstractive"][0] for one in annotations if one["abstractive"]),
        ),
    )


def _located(text: str, sentences: Sequence[str], fragment: int) -> Iterator[tuple[int, Span]]:
    """Each sentence with its number. White space may differ; crumbs of the splitter ("e!") are left out."""
    place = 0
    for number, sentence in enumerate(sentences):
        found = re.compile(r"\s+".join(map(re.escape, sentence.split()))).search(text, place)
        if found:
            place = found.end()
            yield number, Span("sentence", fragment, *found.span())


def _abcd(identity: str, line: Line) -> Row:
    """What the company knows of the customer, where it is one of our facts."""
    record = line["record"]
    known = {key: frozenset([str(record[theirs])]) for theirs, key in RECORD.items() if theirs in record}
    return Row(identity, tuple(_string(turn["text"]) for turn in line["customer_turns"]), known)


def _span(key: str, at: Line) -> Span:
    return Span(key, int(at["fragment"]), int(at["start"]), int(at["end"]))


def _yes(label: str, true: Any) -> frozenset[str]:
    return frozenset([label]) if true else frozenset()


DATA_SETS = {
    data.name: data
    for data in (
        DataSet("stories_gold", "real complaint stories, annotated by hand", _gold),
        DataSet("goemotions_dev", "Reddit comments (GoEmotions)", _emotions),
        DataSet("empathetic_dev", "first turns about a feeling (EmpatheticDialogues)", _emotions),
        DataSet("tweetsumm_dev", "support dialogues with human summaries (TweetSumm)", _tweetsumm),
        DataSet("airline", "tweets to airlines", _airline),
        DataSet("complaint_or_not", "tweets to brands", _complaint_or_not),
        DataSet("twcs_AppleSupport", "tweets to Apple's support, with topics", _twcs),
        DataSet("twcs_SpotifyCares", "tweets to Spotify's support, with topics", _twcs),
        DataSet("nlupp", "bank and hotel requests (NLU++)", _nlupp),
        DataSet("cfpb_stories", "consumer complaint narratives (CFPB)", _cfpb),
        DataSet("abcd_curated_dev", "support dialogues with the customer's true record (ABCD)", _abcd),
        DataSet("convabuse_dev", "what people say to bots (ConvAbuse)", _convabuse),
        DataSet("shop_remarks", "long remarks to an online shop", _text),
        DataSet("sms_corpus", "how people text (NUS SMS corpus)", _text),
        DataSet("naughty_strings", "hostile strings", _text),
        DataSet("xss_payloads", "hostile strings", _text),
    )
}
