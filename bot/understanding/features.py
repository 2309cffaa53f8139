"""What a classifier sees of a sentence: words, letters, word lists, emphasis and its meaning, as one row."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from understanding.labels import FEELINGS
from understanding.sentence_vectors import WIDTH, meanings
from understanding.wordlists import Wordlists
from understanding.words import Word, words_of

_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_STRETCHED = re.compile(r"([a-zA-Z])\1{2,}")
_FEELING = ("feeling_", "hint_")
_NAMED_SHARE = 0.3
Rows = csr_matrix


def _words(words: Sequence[Word]) -> Iterator[str]:
    """Single words (a denied one as "not_…") and pairs of neighbours."""
    texts = ["not_" + word.text if word.negated and word.kind == "word" else word.text for word in words]
    yield from texts
    plain = [word.text for word in words if word.kind not in {"stop", "quote"}]
    yield from (f"{first} {second}" for first, second in pairwise(plain))


def _letters(words: Sequence[Word], denied: set[int]) -> Iterator[str]:
    """Letter groups of 2 to 5 inside each word; a denied feeling word leaves none, or it would still be felt."""
    for place, word in enumerate(words):
        if word.kind == "word" and place not in denied:
            padded = f" {word.text} "
            for length in range(2, 6):
                yield from (padded[start : start + length] for start in range(len(padded) - length + 1))


def _marks(text: str, words: Sequence[Word], hits: Iterable[tuple[str, int, int]]) -> Iterator[str]:
    """Hits of word lists with their sign and owner, and how loudly it was typed."""
    seen = set()
    for name, first, _ in hits:
        word = words[first]
        sign = "not:" if word.negated else "quoted:" if word.quoted else ""
        yield sign + name
        seen.add(sign + name)
        if name.startswith(_FEELING) and not sign and word.owner:
            yield f"{word.owner}:{name}"
    yield from (f"both:{name}" for name in seen if name in {"strong", "mild", "again", "sarcasm", "asks"})
    yield from _emphasis(text, words)


def _emphasis(text: str, words: Sequence[Word]) -> Iterator[str]:
    exclamations, questions = text.count("!"), text.count("?")
    if exclamations:
        yield "!" if exclamations == 1 else "!!"
    if questions:
        yield "?" if questions == 1 else "??"
    if "?!" in text or "!?" in text:
        yield "?!"
    if _SHOUTED.search(text):
        yield "shouted"
    if text.isupper() and len(words) > 2:
        yield "all shouted"
    if _STRETCHED.search(text):
        yield "stretched"
    if ".." in text or "…" in text:
        yield "trailing"
    yield f"length:{min(6, len(words).bit_length())}"
    yield f"begins:{words[0].text}" if words else "empty"


def _lists_of(text: str, wordlists: Wordlists) -> tuple[Counter[str], Counter[str], Counter[str]]:
    words = words_of(text)
    hits = wordlists.hits(words)
    denied = {place for name, first, last in hits if name.startswith(_FEELING) for place in range(first, last)}
    denied = {place for place in denied if words[place].negated}
    return Counter(_words(words)), Counter(_letters(words, denied)), Counter(_marks(text, words, hits))


class _Block:
    """One kind of feature: its vocabulary and the weight of each entry; rows have length 1."""

    def __init__(self, vocabulary: dict[str, int], weight: np.ndarray) -> None:
        self.vocabulary = vocabulary
        self.weight = weight

    @classmethod
    def learned(cls, counts: Sequence[Counter[str]], least: int) -> _Block:
        documents = Counter(feature for count in counts for feature in count)
        kept = sorted(feature for feature, number in documents.items() if number >= least)
        numbers = np.array([documents[feature] for feature in kept], dtype=np.float32)
        weight = np.log((1 + len(counts)) / (1 + numbers)) + 1
        return cls({feature: place for place, feature in enumerate(kept)}, weight.astype(np.float32))

    def rows(self, counts: Sequence[Counter[str]]) -> Rows:
        places: list[int] = []
        values: list[float] = []
        ends = [0]
        for count in counts:
            for feature, number in count.items():
                place = self.vocabulary.get(feature)
                if place is not None:
                    places.append(place)
                    values.append(1.0 if number == 1 else 1.0 + float(np.log(number)))
            ends.append(len(places))
        found = np.array(values, dtype=np.float32) * self.weight[np.array(places, dtype=np.int64)]
        return _unit(csr_matrix((found, places, ends), shape=(len(counts), len(self.vocabulary)), dtype=np.float32))


def _unit(rows: Rows) -> Rows:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    rows.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(rows.indptr)).astype(np.float32)
    return rows


def _named(marks: Sequence[Counter[str]]) -> Rows:
    said = [[float(_is_own(mark, f"feeling_{feeling}")) * _NAMED_SHARE for feeling in FEELINGS] for mark in marks]
    return csr_matrix(np.array(said, dtype=np.float32))


def _is_own(mark: Counter[str], name: str) -> bool:
    """Named, and not only as somebody else's."""
    return mark[name] > mark[f"them:{name}"]


def named_columns(width: int) -> dict[str, int]:
    first = width - WIDTH - len(FEELINGS)
    return {feeling: first + place for place, feeling in enumerate(FEELINGS)}


class Features:
    """Learned from all examples once, shared by every classifier."""

    LEAST = (1, 3, 2)
    SHARES = (1.0, 0.8, 1.0)

    def __init__(self, wordlists: Wordlists, blocks: Sequence[_Block]) -> None:
        self.wordlists = wordlists
        self._blocks = list(blocks)

    @classmethod
    def learned(cls, texts: Sequence[str], wordlists: Wordlists) -> Features:
        counts = list(zip(*(_lists_of(text, wordlists) for text in texts), strict=True))
        return cls(wordlists, [_Block.learned(block, least) for block, least in zip(counts, cls.LEAST, strict=True)])

    def rows(self, texts: Sequence[str], vectors: np.ndarray | None = None) -> Rows:
        """One row per text; its last 384 columns are the sentence's vector. `vectors`: when they are known already."""
        if not texts:
            return csr_matrix((0, self.width), dtype=np.float32)
        counts = list(zip(*(_lists_of(text, self.wordlists) for text in texts), strict=True))
        parts = [
            block.rows(count) * share for block, count, share in zip(self._blocks, counts, self.SHARES, strict=True)
        ]
        meaning = meanings(texts) if vectors is None else vectors
        return hstack([*parts, _named(counts[-1]), csr_matrix(meaning)], format="csr", dtype=np.float32)

    @property
    def width(self) -> int:
        return sum(len(block.vocabulary) for block in self._blocks) + len(FEELINGS) + WIDTH

    def save(self, folder: Path) -> None:
        description: dict[str, Any] = {
            "wordlists": self.wordlists.lists,
            "vocabularies": [list(block.vocabulary) for block in self._blocks],
        }
        (folder / "features.json").write_text(json.dumps(description), encoding="utf-8")
        np.savez(folder / "features.npz", *(block.weight for block in self._blocks))

    @classmethod
    def load(cls, folder: Path) -> Features:
        description = json.loads((folder / "features.json").read_text(encoding="utf-8"))
        with np.load(folder / "features.npz", allow_pickle=False) as weights:
            blocks = [
                _Block({feature: place for place, feature in enumerate(vocabulary)}, weights[f"arr_{number}"])
                for number, vocabulary in enumerate(description["vocabularies"])
            ]
        return cls(Wordlists(description["wordlists"]), blocks)
