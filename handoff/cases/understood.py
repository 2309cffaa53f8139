"""What the service adds to a story that was only read: how urgent it is and what would make it right."""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from handoff.cases.circumstances import circumstances_of
from handoff.cases.suggestion import suggest
from handoff.clock import Clock
from handoff.model.intake import fact_values
from handoff.model.read_intake import read_intake
from handoff.model.severity import Severity
from handoff.policy.policies import Policies, PolicyError

COMPLAINT = 0.5


def complete(intake: Mapping[str, Any], policies: Policies, *, now: datetime | None = None) -> dict[str, Any]:
    """The intake with `severity`, `severity_reasons` and `remedy` as in a packet; no remedy without a complaint.

    `now`: when the story was told; without it, this moment.
    """
    story = read_intake(intake)
    found = circumstances_of(story, policies=policies, now=now or Clock().now())
    complains = story["complaint"] is None or story["complaint"] >= COMPLAINT
    needed = complains or found.judgement.severity >= Severity.URGENT
    return {
        **intake,
        "severity": int(found.judgement.severity),
        "severity_reasons": list(found.judgement.reasons),
        "remedy": suggest(found.situation, fact_values(story), policies) if needed else None,
    }


def main(policy_dir: Path) -> None:
    """Standard input to standard output, one story a line; holds one line at a time."""
    policies = _load(policy_dir)
    for line in sys.stdin:
        if line.strip():
            story = json.loads(line)
            # A line that could not be read stays as it is, in its place.
            shown = story if "error" in story else _shown(complete(story, policies))
            print(json.dumps(shown, ensure_ascii=False), flush=True)


def _shown(story: dict[str, Any]) -> dict[str, Any]:
    """As a designer reads it: abuse as a probability like its neighbours, the reflection as its words."""
    abuse, reflection = story.get("abuse"), story.get("reflection")
    if isinstance(abuse, dict):
        story = {**story, "abuse": abuse.get("probability", 0.0), "abuse_level": abuse.get("level", "none")}
    return {**story, "reflection": reflection.get("text")} if isinstance(reflection, dict) else story


def _load(policy_dir: Path) -> Policies:
    try:
        return Policies.load(policy_dir)
    except PolicyError as error:
        raise SystemExit(str(error)) from error
