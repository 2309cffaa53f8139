"""All policies of a company, read once at start. They are right as a whole or not used at all."""

from dataclasses import dataclass
from pathlib import Path

from handoff.model.lateness import Timers
from handoff.model.listening import Listening
from handoff.model.template import Template
from handoff.model.texting import Texting
from handoff.policy import (
    authority,
    boundaries,
    customers,
    hours,
    intake,
    listening,
    products,
    remedies,
    replies,
    site,
    templates,
    texting,
    timers,
    writing,
)
from handoff.policy.document import PolicyError, Problem, read_document

__all__ = ["Policies", "PolicyError"]


@dataclass(frozen=True)
class Policies:
    site: site.Site
    hours: hours.Hours
    listening: Listening
    intake: intake.IntakeRules
    remedies: remedies.Remedies
    authority: authority.Authority
    boundaries: boundaries.Boundaries
    products: products.Products
    replies: replies.Replies
    texting: Texting
    customers: customers.Customers
    timers: Timers
    writing: writing.WritingRules
    templates: tuple[Template, ...]

    @classmethod
    def load(cls, directory: Path) -> "Policies":
        """Raises PolicyError, which names every problem of every file with its place."""
        names = (
            "site",
            "hours",
            "listening",
            "intake",
            "remedies",
            "authority",
            "boundaries",
            "products",
            "replies",
            "texting",
            "customers",
            "timers",
            "writing",
            "templates",
        )
        documents = {name: read_document(directory / f"{name}.yml") for name in names}
        found_site = site.from_document(documents["site"])
        found_replies = replies.from_document(documents["replies"])
        banned = found_replies.banned if found_replies else ()
        found = (
            found_site,
            hours.from_document(documents["hours"], found_site),
            listening.from_document(documents["listening"]),
            intake.from_document(documents["intake"]),
            remedies.from_document(documents["remedies"], banned),
            authority.from_document(documents["authority"]),
            boundaries.from_document(documents["boundaries"]),
            products.from_document(documents["products"]),
            found_replies,
            texting.from_document(documents["texting"]),
            customers.from_document(documents["customers"]),
            timers.from_document(documents["timers"]),
            writing.from_document(documents["writing"], banned),
            templates.from_document(documents["templates"], banned),
        )
        problems: list[Problem] = [problem for name in names for problem in documents[name].problems]
        if problems:
            raise PolicyError(problems)
        # Without problems every loader has given its value.
        return cls(*found)  # type: ignore[arg-type]
