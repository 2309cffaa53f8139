"""A text that agents put into a reply, with fields that a case fills."""

from dataclasses import dataclass

FIELDS = frozenset(
    {
        "name",
        "product",
        "order_number",
        "reference_number",
        "amount",
        "deadline",
        "place",
        "happened",
        "next_step",
        "promised",
        "reference",
        "agent",
        "team",
        "company",
    }
)


@dataclass(frozen=True)
class Template:
    id: str
    title: str
    text: str
    channel: str | None  # None: for every channel
