"""From a story to the few facts that its urgency and its remedy are decided by."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from handoff.model.intake import Intake, fact_values
from handoff.model.money import Money
from handoff.model.severity import Judgement, Plight, judge
from handoff.model.situation import Situation
from handoff.policy.policies import Policies

LIKELY = 0.5  # confidence from which a further kind of issue counts
SHOWN = 0.4  # intensity from which a feeling counts
AGAIN = re.compile(r"\b(again|replacement|another one|(second|third|fourth|fifth|2nd|3rd|[4-9]th) (time|one))\b", re.I)


@dataclass(frozen=True)
class Circumstances:
    situation: Situation  # with the severity in it
    judgement: Judgement


def circumstances_of(
    intake: Intake,
    *,
    policies: Policies,
    now: datetime,
    reason: str = "story_complete",
    channel: str = "web",
    second_failure: bool = False,
    first_word: datetime | None = None,
    at_least: Judgement | None = None,
) -> Circumstances:
    """`at_least`: what the story was judged before; it never becomes less urgent."""
    values = fact_values(intake)
    today = now.astimezone(policies.site.time_zone).date()
    contacts = _count(values.get("contacts_before"))
    repeated = second_failure or _failed_before(intake, contacts)
    plain = Situation(
        kind=intake["kind"],
        kinds=_kinds(intake),
        wanted=intake["wanted"]["kind"],
        amount=_amount(values.get("amount"), policies.site.currency),
        product=values.get("product", ""),
        days_late=_days_late(values.get("promised_date"), today),
        days_to_deadline=_days_to(intake["deadline"] or values.get("deadline"), today),
        contacts_before=contacts,
        flags=tuple(flag["name"] for flag in intake["flags"]),
        feelings=tuple(one["name"] for one in intake["feelings"] if one["intensity"] >= SHOWN),
        second_failure=repeated,
        reason=reason,
        channel=channel,
    )
    waited = now - first_word if first_word else timedelta()
    judgement = judge(_plight(plain, intake, waited))
    if at_least is not None:
        judgement = judgement.at_least(at_least)
    return Circumstances(replace(plain, severity=int(judgement.severity)), judgement)


def _failed_before(intake: Intake, contacts: int) -> bool:
    """The flag `repeat` alone may be a long wait; a second failure was told to us before, or happened again."""
    repeats = [flag for flag in intake["flags"] if flag["name"] == "repeat"]
    return bool(repeats) and (contacts > 0 or any(AGAIN.search(flag.get("words") or "") for flag in repeats))


def _plight(situation: Situation, intake: Intake, waited: timedelta) -> Plight:
    return Plight(
        handoff_reason=situation.reason,
        kind=situation.kind,
        flags=situation.flags,
        feelings=tuple((one["name"], one["intensity"]) for one in intake["feelings"]),
        days_to_deadline=situation.days_to_deadline,
        contacts_before=situation.contacts_before,
        second_failure=situation.second_failure,
        waited=waited,
    )


def _kinds(intake: Intake) -> tuple[str, ...]:
    further = [one["name"] for one in intake["kinds"] if one["confidence"] >= LIKELY]
    return tuple(dict.fromkeys([intake["kind"], *further]))


def _amount(value: str | None, currency: str) -> Decimal | None:
    money = Money.parse(value) if value else None
    return money.amount if money and money.currency == currency else None


def _days_late(promised: str | None, today: date) -> int:
    day = day_of(promised)
    return max((today - day).days, 0) if day else 0


def _days_to(deadline: str | None, today: date) -> int | None:
    """None also when it has passed: nothing can be there in time any more."""
    day = day_of(deadline)
    return (day - today).days if day and day >= today else None


def _count(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 4 else 0


def day_of(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
