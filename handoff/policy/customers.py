"""`customers.yml`: the pictures that are taken in, and the customer's own page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handoff.model.picture import PictureRules
from handoff.policy.document import Document

MILLION = 1_000_000


@dataclass(frozen=True)
class Customers:
    pictures: PictureRules
    link_days: int


def from_document(document: Document) -> Customers | None:
    """None when something is wrong; what, stands in the document's problems."""
    if document.problems:
        return None
    given: dict[str, Any] = document.value["pictures"]
    if given["thumbnail"] > given["longest_side"]:
        document.problem(("pictures", "thumbnail"), "must not be above longest_side")
        return None
    return Customers(
        pictures=PictureRules(
            largest=given["largest_megabytes"] * MILLION,
            in_a_message=given["in_a_message"],
            most_pixels=given["most_megapixels"] * MILLION,
            longest_side=given["longest_side"],
            thumbnail=given["thumbnail"],
            unsent=timedelta(hours=float(given["unsent_hours"])),
            fetch_after=float(given["fetch"]["after"]),
            fetch_times=given["fetch"]["times"],
        ),
        link_days=document.value["own_page"]["link_days"],
    )
