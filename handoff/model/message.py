"""What is said in a conversation, as everybody sees it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from handoff.model.delivery import Delivery
from handoff.model.picture import Picture


class Author(StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True)
class Button:
    id: str
    title: str


@dataclass(frozen=True)
class Media:
    """What a carrier says that it has for us. `kind`: a media type such as image/jpeg, by its word."""

    kind: str
    url: str
    wanted: bool = True  # not one more than a message may have


@dataclass(frozen=True)
class Utterance:
    """Words that are about to be said."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Message:
    """`seq`: its place in the conversation, from 1, given when it was committed.

    `origin`: of the texts that carry it to a phone. Where a thread was asked for: `delivery`, how these fared, and
    `pictures`, what became of those of `media`.
    """

    id: str
    conversation: str
    seq: int
    author: Author
    name: str | None
    text: str
    buttons: tuple[Button, ...]
    media: tuple[str, ...]  # ids of pictures
    turn: str | None
    at: datetime
    origin: str | None = None
    delivery: Delivery | None = None
    pictures: tuple[Picture, ...] = ()

    def as_event(self) -> dict[str, Any]:
        """The `message` event of the public contract; absent fields are left out."""
        event: dict[str, Any] = {"seq": self.seq, "author": self.author.value, "text": self.text}
        if self.name is not None:
            event["name"] = self.name
        if self.buttons:
            event["buttons"] = [asdict(button) for button in self.buttons]
        if self.pictures:
            event["media"] = [_shown(picture) for picture in self.pictures]
        if self.delivery is not None:
            event["delivery"] = self.delivery.state.value
        event["at"] = self.at.isoformat()
        return event

    @classmethod
    def from_row(cls, row: Any) -> "Message":
        """`row`: a mapping with the columns of the table."""
        return cls(
            id=row["id"],
            conversation=row["conversation"],
            seq=row["seq"],
            author=Author(row["author"]),
            name=row["name"],
            text=row["text"],
            buttons=tuple(Button(one["id"], one["title"]) for one in row["buttons"] or ()),
            media=tuple(row["media"] or ()),
            turn=row["turn"],
            at=row["at"],
            origin=row["origin"],
        )


def _shown(picture: Picture) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": picture.id, "state": picture.state.value}
    if picture.trouble is not None:
        shown["trouble"] = picture.trouble.value
    if picture.width is not None:
        shown |= {"width": picture.width, "height": picture.height}
    return shown
