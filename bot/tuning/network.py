"""The language model of understanding/sentence_vectors.py in torch, with narrow corrections beside its weights.

Only the corrections and the questions on top are trained (LoRA, Hu and others 2021); the model's own weights stay.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH, HEADS, LAYERS = 384, 12, 6
NARROW = 8  # numbers between the two halves of a correction
AT_ONCE = 24  # sentences of about equal length: less is read that is not there
SHARPNESS = 10.0  # vectors have length 1; the questions see them longer
CORRECTED = (
    "attention.self.query",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class Corrected(nn.Module):
    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.down = nn.Parameter(torch.randn(NARROW, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.up = nn.Parameter(torch.zeros(weight.shape[0], NARROW))

    def forward(self, rows: Tensor) -> Tensor:
        return F.linear(rows, self.weight, self.bias) + 2 * (rows @ self.down.T) @ self.up.T


class Network(nn.Module):
    """Sentences to the log-odds of every label of their text."""

    def __init__(self, weights: dict[str, Tensor], labels: int) -> None:
        super().__init__()
        self.weights = weights
        self.corrected = nn.ModuleDict(
            {
                name.replace(".", "/"): Corrected(weights[f"{name}.weight"], weights[f"{name}.bias"])
                for name in (f"encoder.layer.{layer}.{part}" for layer in range(LAYERS) for part in CORRECTED)
            }
        )
        self.asked = nn.Linear(WIDTH, labels)
        nn.init.zeros_(self.asked.weight)
        nn.init.constant_(self.asked.bias, -3.0)

    def forward(self, sentences: Sequence[Sequence[int]], text: Tensor, texts: int) -> Tensor:
        """`text`: of which text each sentence is, 0 … `texts` - 1."""
        order = sorted(range(len(sentences)), key=lambda place: len(sentences[place]))
        near = [order[first : first + AT_ONCE] for first in range(0, len(order), AT_ONCE)]
        read = torch.cat([self._sentences(*together([sentences[place] for place in places])) for places in near])
        said = F.normalize(read, dim=1)[torch.tensor(order).argsort()]
        whole = F.normalize(torch.zeros(texts, WIDTH).index_add(0, text, said), dim=1)
        return self.asked(F.dropout(whole * SHARPNESS, 0.1, self.training))

    def _sentences(self, tokens: Tensor, there: Tensor) -> Tensor:
        length = tokens.shape[1]
        places = self.weights["embeddings.position_embeddings.weight"][:length]
        rows = self.weights["embeddings.word_embeddings.weight"][tokens] + places
        rows = self._norm("embeddings.LayerNorm", rows + self.weights["embeddings.token_type_embeddings.weight"][0])
        for layer in range(LAYERS):
            rows = self._layer(f"encoder.layer.{layer}.", self._drop(rows), there)
        kept = there[:, :, None].to(rows.dtype)
        return (rows * kept).sum(1) / kept.sum(1)

    def _layer(self, name: str, rows: Tensor, there: Tensor) -> Tensor:
        number, length, _ = rows.shape
        query, key, value = (
            self._dense(f"{name}attention.self.{part}", rows).view(number, length, HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        heard = F.scaled_dot_product_attention(query, key, value, attn_mask=there[:, None, None, :])
        heard = heard.transpose(1, 2).reshape(number, length, WIDTH)
        attended = self._drop(self._dense(f"{name}attention.output.dense", heard))
        rows = self._norm(f"{name}attention.output.LayerNorm", attended + rows)
        wide = F.gelu(self._dense(f"{name}intermediate.dense", rows))
        return self._norm(f"{name}output.LayerNorm", self._drop(self._dense(f"{name}output.dense", wide)) + rows)

    def _dense(self, name: str, rows: Tensor) -> Tensor:
        place = name.replace(".", "/")
        if place in self.corrected:
            made: Tensor = self.corrected[place](rows)
            return made
        return F.linear(rows, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, name: str, rows: Tensor) -> Tensor:
        return F.layer_norm(rows, (WIDTH,), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], 1e-12)

    def _drop(self, rows: Tensor) -> Tensor:
        return F.dropout(rows, 0.1, self.training)

    def begin_with(self, corrections: dict[str, Tensor]) -> None:
        """What `corrections` made once."""
        for place, one in self.corrected.items():
            name = place.replace("/", ".")
            one.up.data = corrections[f"{name}.up"].float() / 2
            one.down.data = corrections[f"{name}.down"].float()

    def corrections(self) -> dict[str, Tensor]:
        """For each corrected weight its two halves; their product is added to it."""
        made = {}
        for place, one in self.corrected.items():
            name = place.replace("/", ".")
            made |= {f"{name}.up": 2 * one.up.detach(), f"{name}.down": one.down.detach()}
        return made


def together(sentences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Sentences of unequal length in one table, and where there is something."""
    width = max(map(len, sentences))
    tokens = torch.zeros(len(sentences), width, dtype=torch.long)
    there = torch.zeros(len(sentences), width, dtype=torch.bool)
    for row, ids in enumerate(sentences):
        tokens[row, : len(ids)] = torch.tensor(ids)
        there[row, : len(ids)] = True
    return tokens, there
