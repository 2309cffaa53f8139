"""`python -m tuning`: bends the language model of understanding/sentence_vectors.py towards what designers label.

Needs torch (tuning/requirements.txt) and about half an hour; the half megabyte that it writes is kept in Git.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional as F
from understanding.examples import Example, read_folder
from understanding.lessons import GROUPS, labels_of, lesson
from understanding.sentence_vectors import model_folder, said
from understanding.tuned import FILE, was_taught

from tuning.network import Network

TOGETHER = 32  # texts in one step
ROUNDS = 2
OLD_FOR_EACH_NEW = 2
STEP, STEP_OF_QUESTIONS = 1e-3, 3e-3
WARM_UP = 0.06
MOST_TOKENS = 96


def answers(examples: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
    """Examples by all labels of all groups: what is true, and which questions the example teaches something about."""
    columns = [(group, label) for group in GROUPS for label in labels_of(group, examples)]
    true = np.zeros((len(examples), len(columns)), dtype=np.float32)
    asked = np.zeros_like(true)
    for group in GROUPS:
        own = [place for place, (of, _) in enumerate(columns) if of == group]
        for row, names in zip(*lesson(examples, group), strict=True):
            asked[row, own] = 1
            true[row, own] = [columns[place][1] in names for place in own]
    return true, asked


def rounds(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Texts of about equal length together, in an order that chance decides."""
    order = random.sample(range(len(lengths)), len(lengths))
    steps = []
    for first in range(0, len(order), 20 * TOGETHER):
        near = sorted(order[first : first + 20 * TOGETHER], key=lambda place: lengths[place])
        steps += [near[start : start + TOGETHER] for start in range(0, len(near), TOGETHER)]
    random.shuffle(steps)
    yield from steps


def tune(network: Network, texts: Sequence[list[list[int]]], true: np.ndarray, asked: np.ndarray) -> None:
    network.train()
    questions = list(network.asked.parameters())
    corrections = list(network.corrected.parameters())
    groups = [{"params": questions, "lr": STEP_OF_QUESTIONS}, {"params": corrections, "lr": STEP}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    total = ROUNDS * math.ceil(len(texts) / TOGETHER)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARM_UP * total)) * max(0.0, 1 - step / total)
    )
    lengths = [sum(map(len, sentences)) for sentences in texts]
    begun, step = time.monotonic(), 0
    for _ in range(ROUNDS):
        for rows in rounds(lengths):
            of = torch.tensor([place for place, row in enumerate(rows) for _ in texts[row]])
            odds = network([ids for row in rows for ids in texts[row]], of, len(rows))
            wrong = F.binary_cross_entropy_with_logits(odds, torch.tensor(true[rows]), reduction="none")
            loss = (wrong * torch.tensor(asked[rows])).sum() / len(rows)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            pace.step()
            step += 1
            if step % 25 == 0:
                left = (time.monotonic() - begun) / step * (total - step)
                print(f"{step} of {total}, {loss.item():.2f}, {left / 60:.0f} min left", file=sys.stderr, flush=True)


def with_some_old(examples: Sequence[Example], old: Sequence[Example]) -> list[Example]:
    """The new examples, and some of the old so that what these taught is kept."""
    learned = {one.text for one in old}
    new = [one for one in examples if one.text not in learned]
    kept = [one for one in examples if one.text in learned]
    return new + random.sample(kept, min(len(kept), OLD_FOR_EACH_NEW * len(new)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("data"), help="the folder with the examples")
    parser.add_argument("--to", type=Path, default=FILE)
    parser.add_argument(
        "--further", type=Path, metavar="OLD", help="what it learned from before: go on from there with what is new"
    )
    options = parser.parse_args()
    torch.manual_seed(7)
    random.seed(7)
    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    examples = [one for one in read_folder(options.data)[0] if was_taught(one.text) and list(said(one.text))]
    if options.further:
        examples = with_some_old(examples, read_folder(options.further)[0])
    texts = [[found.ids for found in tokenizer.encode_batch(list(said(one.text)))] for one in examples]
    true, asked = answers(examples)
    network = Network(load_file(str(model_folder() / "model.safetensors")), true.shape[1])
    if options.further:
        with np.load(FILE, allow_pickle=False) as kept:
            network.begin_with({name: torch.from_numpy(kept[name]) for name in kept.files})
    tune(network, texts, true, asked)
    halves = {name: half.numpy().astype(np.float16) for name, half in network.corrections().items()}
    np.savez(options.to, **halves)
    print(f"{options.to}: learned from {len(examples)} examples", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
