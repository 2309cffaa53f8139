"""`authority.yml`: how much each role may give to one customer for one case."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from handoff.model.agent import Role
from handoff.policy.document import Document


@dataclass(frozen=True)
class Authority:
    limits: dict[Role, Decimal]  # in the site's currency
    asks: dict[Role, Role]
    decide_within: timedelta  # of opening hours

    def limit(self, role: Role) -> Decimal:
        return self.limits[role]

    def allows(self, role: Role, amount: Decimal) -> bool:
        return amount <= self.limits[role]

    def who_may(self, role: Role, amount: Decimal) -> Role | None:
        """The first role, going up from `role`, whose limit covers `amount`."""
        asked: Role | None = role
        while asked is not None and not self.allows(asked, amount):
            asked = self.asks.get(asked)
        return asked


def from_document(document: Document) -> Authority | None:
    if document.problems:
        return None
    limits = {Role(role): Decimal(limit) for role, limit in document.value["limits"].items()}
    asks = {Role(role): Role(above) for role, above in document.value["asks"].items()}
    for role, above in asks.items():
        if limits[above] <= limits[role]:
            document.problem(
                ("asks", role.value), f"{above.value} may give no more than {role.value}; name somebody who may"
            )
    decide_within = timedelta(minutes=document.value["decide_within"])
    return None if document.problems else Authority(limits, asks, decide_within)
