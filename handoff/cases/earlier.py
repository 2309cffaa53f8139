"""What a returning customer has been through with us before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handoff.cases.packet_shape import Previous
from handoff.model.case import CaseState
from handoff.model.channel import Channel
from handoff.model.intake import Intake, fact_values
from handoff.model.read_intake import read_intake
from handoff.store import cases

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
