"""The designers' labelled examples, as the classifiers learn them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from understanding.labels import FEELINGS, FLAGS, KINDS, NOT_SAID, ROLES, WANTED

_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_ALLOWED = {"feelings": FEELINGS, "kinds": KINDS, "roles": ROLES, "wanted": (*WANTED, NOT_SAID), "flags": FLAGS}


class BadExample(ValueError):
    """A label that does not exist, or of a wrong shape; the message names the example."""


@dataclass(frozen=True)
class Example:
    text: str
    intent: str
    feelings: dict[str, float] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    complaint: bool | None = None

    def labels(self, group: str) -> tuple[str, ...]:
        """`group`: feelings, kinds, roles or wanted."""
        return tuple(getattr(self, group))


def example_of(text: str, intent: str, labels: dict[str, Any] | None) -> Example:
    labels = labels or {}
    for group, names in labels.items():
        if group == "complaint":
            continue
        unknown = set(names or ()) - set(_ALLOWED.get(group, ()))
        if group not in _ALLOWED or unknown:
            raise BadExample(
                f"{group}: {sorted(unknown)} in the metadata of the example {text[:60]!r} is no label of ours"
            )
    return Example(
        text=_ANNOTATED.sub(r"\1", text).strip(),
        intent=intent,
        feelings={name: float(value) for name, value in (labels.get("feelings") or {}).items()},
        kinds=tuple(labels.get("kinds") or ()),
        roles=tuple(labels.get("roles") or ()),
        wanted=tuple(name for name in labels.get("wanted") or () if name != NOT_SAID),
        complaint=labels.get("complaint"),
    )


def read_folder(folder: Path) -> tuple[list[Example], dict[str, list[str]]]:
    """The examples and word lists of every Rasa YAML file under the folder, without Rasa's seconds of importing."""
    examples: list[Example] = []
    wordlists: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.yml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
        for item in (content or {}).get("nlu") or ():
            if "lookup" in item:
                wordlists.setdefault(item["lookup"], []).extend(_lines(item["examples"]))
            elif "intent" in item:
                examples.extend(_examples(item))
    return examples, wordlists


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _examples(item: dict[str, Any]) -> Iterator[Example]:
    listed = item.get("examples") or ""
    if isinstance(listed, str):
        yield from (example_of(line, item["intent"], None) for line in _lines(listed))
    else:
        yield from (example_of(entry["text"], item["intent"], entry.get("metadata")) for entry in listed)


def _lines(listed: str) -> Iterable[str]:
    return [line.lstrip()[2:].strip() for line in listed.splitlines() if line.lstrip().startswith("- ")]
