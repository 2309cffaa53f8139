"""Where there is nothing to find: hostile strings that must not break anything, and small talk that is no alarm."""

from __future__ import annotations

from understanding.labels import FEELINGS

from evaluation.reader import Understood
from evaluation.rows import Row
from evaluation.tables import answers
from evaluation.tasks.shares import Share
from evaluation.tasks.task import Question, Task
from evaluation.tasks.yes_or_no import YES

_PROBABILITIES = ("complaint", "upset", "wants_person")


def _read(_row: Row, understood: Understood) -> bool:
    return "error" not in understood.intake and all(0 <= understood.intake[name] <= 1 for name in _PROBABILITIES)


def _what(_row: Row, understood: Understood) -> str:
    return str(understood.intake.get("error", ""))


def _danger(_row: Row, understood: Understood) -> bool:
    return "safety" in answers.names("flags")(understood)


def _wants_person(_row: Row, understood: Understood) -> bool:
    return answers.probability("wants_person")(understood) >= YES


def _abusive(_row: Row, understood: Understood) -> float:
    return answers.abusive(understood)


def _feels(_row: Row, understood: Understood) -> bool:
    return bool(set(answers.names("feelings")(understood)) & set(FEELINGS))


def _said(_row: Row, understood: Understood) -> str:
    flags, feelings = (sorted(answers.names(group)(understood)) for group in ("flags", "feelings"))
    return f"flags: {flags}, feelings: {feelings}, abuse: {understood.intake['abuse']['level']}"


SOUND: tuple[Task, ...] = (
    *(
        Share(Question(data, "read without an error", "share", mark=1.0), _read, None, _what)
        for data in ("naughty_strings", "xss_payloads")
    ),
    *(
        Share(Question("sms_corpus", name, "share", most=True), value, None, _said)
        for name, value in {
            "flagged as a danger": _danger,
            "called abusive": _abusive,
            "taken for a wish for a person": _wants_person,
            "said to show a feeling": _feels,
        }.items()
    ),
)
