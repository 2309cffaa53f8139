"""A picture that a customer sent: what became of it, and what we take."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from handoff.model.refusal import NotFound, Refusal

KEPT_AS = "image/jpeg"  # whatever came: it is drawn anew


class PictureState(StrEnum):
    WAITING = "waiting"  # still at the carrier
    READY = "ready"
    REFUSED = "refused"  # it came, and is none that we keep
    LOST = "lost"  # the carrier did not hand it over
    ERASED = "erased"


class Trouble(StrEnum):
    """Why there is no picture."""

    NOT_A_PICTURE = "not_a_picture"
    DAMAGED = "damaged"
    HIDES_SOMETHING = "hides_something"  # a second file inside
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NOT_FOUND = "not_found"
    FOREIGN = "foreign"  # the address is not the carrier's


class PictureRefused(Refusal):
    code: ClassVar[str] = "picture_refused"
    status: ClassVar[int] = 422

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(SENTENCES[trouble])
        self.trouble = trouble


class PictureUnknown(NotFound):
    code: ClassVar[str] = "picture_unknown"


# For programs; customers read the widget's and the designers' own words.
SENTENCES = {
    Trouble.NOT_A_PICTURE: "This is no JPEG, PNG, WebP or GIF picture.",
    Trouble.DAMAGED: "This picture is damaged and cannot be opened.",
    Trouble.HIDES_SOMETHING: "This file holds something else besides the picture.",
    Trouble.TOO_LARGE: "This picture is too large.",
    Trouble.TOO_MANY: "These are too many pictures for one message.",
    Trouble.NOT_FOUND: "This picture did not come.",
    Trouble.FOREIGN: "This picture is not where the carrier keeps pictures.",
}


@dataclass(frozen=True)
class PictureRules:
    """The numbers of `policy/customers.yml`. Sizes in bytes and pixels."""

    largest: int
    in_a_message: int
    most_pixels: int
    longest_side: int
    thumbnail: int
    unsent: timedelta
    fetch_after: float  # seconds
    fetch_times: int


@dataclass(frozen=True)
class Picture:
    """As everybody in the conversation sees it."""

    id: str
    state: PictureState
    trouble: Trouble | None
    width: int | None
    height: int | None
