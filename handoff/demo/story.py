"""The stories of the demo as they are written, with what was understood of them."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from handoff.model.agent import Role

HERE = Path(__file__).parent
UNITS = {"s": 1, "m": 60, "h": 3600}
DOES = ("takes", "replies", "says", "notes", "gives", "asks", "keeps", "resolves", "hands")


class DemoError(Exception):
    """A story of the demo cannot be played; the sentence says which and why."""


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    role: Role


@dataclass(frozen=True)
class Step:
    """`does`: one of DOES; `who`: a first name, or the customer's words. `more`: as written."""

    does: str
    who: str
    after: timedelta
    more: dict[str, Any]


@dataclass(frozen=True)
class Story:
    """`intake`: with fragments by their place, `a0` the first answer. `readings`: of the messages, then of what is said
    later. `answers`: to the questions about `asked`. `made_right`: the answer to whether it was made right."""

    id: str
    when: str
    phone: str | None
    tells: tuple[str, ...]
    answers: tuple[str | None, ...]
    asked: tuple[str, ...]
    reason: str
    steps: tuple[Step, ...]
    made_right: str | None
    later: str | None
    intake: dict[str, Any]
    reflection: str
    readings: tuple[dict[str, Any], ...]
    answer_readings: tuple[dict[str, Any], ...]


def load() -> tuple[list[Person], list[Story]]:
    """Raises DemoError."""
    week = yaml.safe_load((HERE / "week.yml").read_text(encoding="utf-8"))
    lines = (HERE / "understood.jsonl").read_text(encoding="utf-8").splitlines()
    understood = {one["id"]: one for one in map(json.loads, lines)}
    people = [Person(one["name"], one["email"], Role(one["role"])) for one in week["people"]]
    return people, [_story(one, understood) for one in week["stories"]]


def _story(one: dict[str, Any], understood: dict[str, Any]) -> Story:
    if one["id"] not in understood:
        raise DemoError(f"{one['id']}: nothing is understood of it in understood.jsonl")
    known = understood[one["id"]]
    steps = [step for step in one.get("then", []) if "answers" not in step]
    asked: dict[str, Any] = next((step for step in one.get("then", []) if "answers" in step), {})
    return Story(
        id=one["id"],
        when=one["when"],
        phone=one.get("sms"),
        tells=tuple(one["tells"]),
        answers=tuple(one.get("answers", ())),
        asked=tuple(known["asked"]),
        reason=one.get("reason", "story_complete"),
        steps=tuple(_step(one["id"], step) for step in steps),
        made_right=asked.get("answers"),
        later=asked.get("says"),
        intake={**known["intake"], **one.get("understood", {})},
        reflection=(known["reflection"] or {}).get("text") or "",
        readings=tuple(known["readings"]),
        answer_readings=tuple(known["answers"]),
    )


def _step(story: str, step: dict[str, Any]) -> Step:
    does = next((name for name in DOES if name in step), None)
    if does is None:
        raise DemoError(f"{story}: a step does one of {', '.join(DOES)}, not {step}")
    after = step["after"]
    return Step(does, step[does], timedelta(seconds=int(after[:-1]) * UNITS[after[-1]]), step)
