"""What a returning customer has been through with us before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from handoff.cases.packet_shape import CasePage, Previous
from handoff.model.case import CaseState
from handoff.model.channel import Channel
from handoff.model.intake import Intake, fact_values
from handoff.model.read_intake import read_intake
from handoff.policy.policies import Policies
from handoff.policy.remedies import RemedyUnknown
from handoff.store import cases, remedies
from handoff.store.conversations import Conversation

LOOKED_AT = 5  # earlier cases on one page
SECOND_FAILURE_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class Earlier:
    cases: list[Previous]
    second_failure: bool  # the same kind of issue, or the same product, went wrong within 90 days


def earlier_of(
    conn: Connection, channel: Channel, address: str, intake: Intake, *, but: int | None, now: datetime
) -> Earlier:
    """`but`: the case that is being looked at."""
    product = fact_values(intake).get("product")
    found, again = [], False
    for row in cases.earlier_of_address(conn, channel, address, but=but):
        its_product = fact_values(read_intake(row["packet"])).get("product")
        found.append(
            Previous(
                ref=row["ref"],
                kind=row["kind"],
                headline=row["headline"],
                state=row["state"],
                opened_at=row["opened_at"].isoformat(),
                product=its_product,
                remedy=row["applied"],
            )
        )
        alike = (row["kind"] == intake["kind"] != "other") or (product is not None and product == its_product)
        # Given back to the assistant: not a failure but the same story, still being told.
        returned = row["state"] == CaseState.CLOSED and row["resolved_at"] is None
        again = again or (alike and not returned and now - row["opened_at"] <= SECOND_FAILURE_WITHIN)
    return Earlier(found, again)


@dataclass(frozen=True)
class EarlierCase:
    ref: str
    headline: str
    kind: str
    state: str
    opened_at: datetime
    given: list[tuple[str, Decimal | None]]  # the remedies' titles with their sums


def earlier_cases(
    conn: Connection, page: CasePage, conversation: Conversation, policies: Policies
) -> list[EarlierCase]:
    """Of the same person: of this address, and of the phone that they named. The newest first, as they stand now."""
    addresses = [(conversation.channel, conversation.address)]
    addresses += [(Channel.SMS, fact["value"]) for fact in page["facts"] if fact["key"] == "phone"]
    this = cases.get(conn, page["ref"]).id
    rows = {
        row["id"]: row
        for channel, address in dict.fromkeys(addresses)
        for row in cases.earlier_of_address(conn, channel, address, but=this)
        if row["id"] < this
    }
    return [
        EarlierCase(
            ref=row["ref"],
            headline=row["headline"],
            kind=row["kind"],
            state=row["state"],
            opened_at=row["opened_at"],
            given=[(title_of(one.remedy, policies), one.amount) for one in remedies.of_case(conn, row["id"])],
        )
        for row in sorted(rows.values(), key=lambda row: -row["id"])[:LOOKED_AT]
    ]


def title_of(remedy: str, policies: Policies) -> str:
    """A remedy that was given stays given when its row is taken out of the policy."""
    try:
        return policies.remedies.with_id(remedy).title
    except RemedyUnknown:
        return remedy
