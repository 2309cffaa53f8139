"""The promises that a reply is sent with: as the agent left them ticked, or as the words say."""

import hashlib
from datetime import datetime, timedelta

from sanic import Request

from handoff.cases.commitments import MOST, Commitment, commitments
from handoff.desk.guard import field
from handoff.model.refusal import Malformed
from handoff.policy.policies import Policies

FURTHEST = timedelta(days=366)


def advised_for(text: str) -> str:
    """Marks the advice that was shown for exactly these words."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def promised_in(request: Request, policies: Policies, now: datetime) -> list[Commitment]:
    """Words that were sent quicker than they were looked at keep their promises all the same. Raises Malformed."""
    text = field(request, "text")
    if not field(request, "advised"):
        return []
    if field(request, "advised") != advised_for(text):
        return commitments(text, policies, now)
    ticked = [number for number in range(MOST) if field(request, f"keep-{number}")]
    return [_one(request, number, policies, now) for number in ticked]


def _one(request: Request, number: int, policies: Policies, now: datetime) -> Commitment:
    words = " ".join(field(request, f"promise-{number}").split())[:300]
    try:
        local = datetime.fromisoformat(field(request, f"due-{number}"))
    except ValueError:
        raise Malformed("Say by when the promise is due: a day and a time.") from None
    due = local.replace(tzinfo=policies.site.time_zone)
    if not now < due <= now + FURTHEST:
        raise Malformed("A promise is due in the future, within a year. Choose another time.")
    return Commitment(words or "A promise", due)
