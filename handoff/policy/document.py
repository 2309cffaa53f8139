"""A policy file as it is read: its values, where each stands, and what is wrong with it."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

SCHEMAS = Path(__file__).parent / "schemas"

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    file: str
    line: int
    place: str  # such as `rows[3].when`
    sentence: str  # what is wrong and what would be right

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.place}: {self.sentence}"


class PolicyError(Exception):
    """The policies cannot be used; every problem is named."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Document:
    file: str
    value: Any
    lines: dict[Place, int]
    problems: list[Problem] = field(default_factory=list)

    def problem(self, place: Place, sentence: str) -> None:
        nearest = place
        while nearest and nearest not in self.lines:
            nearest = nearest[:-1]
        self.problems.append(Problem(self.file, self.lines.get(nearest, 1), _words(place), sentence))


def read_document(path: Path) -> Document:
    """The file, checked against `schemas/<name>.json`. With `problems`, its `value` cannot be used."""
    document = _parse(path)
    if not document.problems:
        schema = json.loads((SCHEMAS / f"{path.stem}.json").read_text(encoding="utf-8"))
        for error in sorted(Draft202012Validator(schema).iter_errors(document.value), key=lambda e: str(e.path)):
            document.problem(tuple(error.absolute_path), _explain(error))
    return document


def _parse(path: Path) -> Document:
    document = Document(path.name, None, {})
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError:
        document.problem((), "the file is missing")
        return document
    except UnicodeDecodeError:
        document.problem((), "save the file as UTF-8")
        return document
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        document.problems.append(Problem(path.name, line, "file", f"this is not YAML: {error.problem}"))
        return document
    if root is None:
        document.problem((), "the file is empty")
        return document
    value = _value(root, (), document)
    return Document(path.name, value, document.lines, document.problems)


class _Loader(yaml.CSafeLoader):
    """Plain scalars mean what they look like: `17:30` and `2026-12-24` stay text, `no` is a word, 0.10 is exact."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (pyyaml's own class attribute)


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _value(node: yaml.Node, place: Place, document: Document) -> Any:
    document.lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, index), document) for index, item in enumerate(node.value)]
    text = str(node.value)
    match node.tag.removeprefix("tag:yaml.org,2002:"):
        case "bool":
            return text == "true"
        case "null":
            return None
        case "int":
            return int(text)
        case "float":
            return Decimal(text)
        case _:
            return text


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        value = _value(value_node, (*place, key), document)
        if key in found:
            document.problem((*place, key), "stands here twice; keep one, the other would be lost silently")
        found[key] = value
    return found


def _words(place: Iterable[str | int]) -> str:
    words = ""
    for step in place:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else step
    return words or "file"


def _explain(error: ValidationError) -> str:
    schema: Any = error.schema
    wanted: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "required":
            missing = [name for name in wanted if name not in instance]
            return f"needs {', '.join(repr(name) for name in missing)}"
        case "additionalProperties":
            known = ", ".join(sorted(schema.get("properties", {})))
            unknown = [name for name in instance if name not in schema.get("properties", {})]
            return f"does not know {', '.join(repr(name) for name in unknown)}; known are: {known}"
        case "enum":
            return f"{instance!r} is not one of: {', '.join(str(value) for value in wanted)}"
        case "pattern" | "type" | "oneOf" | "anyOf":
            right = schema.get("description") or f"must be a {schema.get('type', 'different value')}"
            return f"{instance!r} is not right here: {right}"
        case _:
            return error.message
