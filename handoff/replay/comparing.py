"""Says where a conversation differs from what its story expects, in sentences a designer can act on."""

from typing import Any

from handoff.replay.player import Outcome
from handoff.replay.story import Story


def differences(story: Story, outcome: Outcome) -> list[str]:
    found = [outcome.problem] if outcome.problem else []
    for name, wanted in story.expect.items():
        found += _CHECKS[name](wanted, outcome)
    return found


def _view(outcome: Outcome) -> dict[str, Any]:
    """The packet when the story was handed over, else the live understanding."""
    return outcome.packet or outcome.conversation.get("intake") or {}


def _same(label: str, wanted: Any, got: Any) -> list[str]:
    return [] if wanted == got else [f"{label}: expected {wanted!r}, got {got!r}"]


def _number(label: str) -> Any:
    return lambda wanted, outcome: _same(label, wanted, outcome.conversation[label])


def _questions(wanted: int, outcome: Outcome) -> list[str]:
    asked = len(outcome.conversation["asked"])
    return [] if asked <= wanted else [f"questions: at most {wanted}, the bot asked {asked}"]


def _facts(wanted: dict[str, str], outcome: Outcome) -> list[str]:
    got = {fact["key"]: fact["value"] for fact in _view(outcome).get("facts", [])}
    return [
        f"fact {key}: expected {value!r}, got {got.get(key)!r}"
        for key, value in wanted.items()
        if got.get(key, "").casefold() != str(value).casefold()
    ]


def _names(label: str) -> Any:
    def check(wanted: list[str], outcome: Outcome) -> list[str]:
        got = {item["name"] if isinstance(item, dict) else item for item in _view(outcome).get(label, [])}
        missing = [name for name in wanted if name not in got]
        return [f"{label}: {', '.join(missing)} missing, got {sorted(got)}"] if missing else []

    return check


def _wanted(wanted: str, outcome: Outcome) -> list[str]:
    return _same("wanted", wanted, (_view(outcome).get("wanted") or {}).get("kind"))


def _handed_over(wanted: bool, outcome: Outcome) -> list[str]:
    return _same("handed_over", wanted, outcome.packet is not None)


def _reason(wanted: str, outcome: Outcome) -> list[str]:
    return _same("reason", wanted, ((outcome.packet or {}).get("handoff") or {}).get("reason"))


def _remedy(wanted: str, outcome: Outcome) -> list[str]:
    return _same("remedy", wanted, ((outcome.packet or {}).get("remedy") or {}).get("id"))


def _severity(wanted: int, outcome: Outcome) -> list[str]:
    severity = (outcome.packet or {}).get("severity")
    got = severity.get("level") if isinstance(severity, dict) else severity
    return _same("severity", wanted, got)


def _kind(wanted: str, outcome: Outcome) -> list[str]:
    return _same("kind", wanted, _view(outcome).get("kind"))


def _says(wanted: list[str], outcome: Outcome) -> list[str]:
    said = " ".join(outcome.bot_texts).casefold()
    return [f"says: {words!r} was never said" for words in wanted if words.casefold() not in said]


def _never_says(wanted: list[str], outcome: Outcome) -> list[str]:
    said = " ".join(outcome.bot_texts).casefold()
    return [f"never_says: {words!r} was said" for words in wanted if words.casefold() in said]


_CHECKS: dict[str, Any] = {
    "interruptions": _number("interruptions"),
    "reasked": _number("reasked"),
    "questions": _questions,
    "facts": _facts,
    "feelings": _names("feelings"),
    "kinds": _names("kinds"),
    "flags": _names("flags"),
    "kind": _kind,
    "wanted": _wanted,
    "handed_over": _handed_over,
    "reason": _reason,
    "remedy": _remedy,
    "severity": _severity,
    "says": _says,
    "never_says": _never_says,
}
