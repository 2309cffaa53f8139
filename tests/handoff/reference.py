"""A conversation as it should be: a small model of the service, without a database, a bot or a carrier.

`reference_acts` says what people do to it, `reference_course` what happens by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

URGENT, DONE = "I want a human", "that's all"


@dataclass(frozen=True)
class Line:
    """`words`: whole ones of a customer and an agent; of others what they mean.

    `left`: "" on the web, else ready | unknown | taken | failed | kept (never sent); `epoch`: it was spoken in.
    """

    id: int
    author: str
    words: str
    left: str = ""
    epoch: int = 0
    read: bool = True

    def kept(self) -> "Line":
        return replace(self, left="kept") if self.left == "ready" else self


@dataclass(frozen=True)
class Talk:
    """`turn`: lines of the live turn, None when there is none; `answered`: those of the last answer, and its own."""

    on_sms: bool
    floor: str = "customer"
    epoch: int = 0
    holder: str | None = None
    case: str | None = None
    case_of: str | None = None  # who has or had it
    said: tuple[Line, ...] = ()
    count: int = 0
    turn: tuple[int, ...] | None = None
    closed: bool = False
    returned: bool = False  # the live turn is an agent's handing back
    waiting: tuple[int, ...] = ()  # told while the bot is about to say that it is back
    answered: tuple[tuple[int, ...], int] | None = None
    stopped: bool = False
    refused: int = 0  # acts of this step

    def moved(self, to: str, holder: str | None = None) -> "Talk":
        """What the bot said and what has not left is not sent any more."""
        said = tuple(line.kept() if line.author == "bot" else line for line in self.said)
        return replace(self, floor=to, epoch=self.epoch + 1, holder=holder, said=said)

    def with_turn_closed(self) -> "Talk":
        return replace(self.moved("bot"), closed=True)

    def without_turn(self) -> "Talk":
        return replace(self, turn=None, closed=False, returned=False)

    def given_to_person(self) -> "Talk":
        """By the service itself: the bot does not answer."""
        waiting = replace(self.moved("queue"), case="waiting", case_of=None)
        return waiting.without_turn().with_said("system", "unavailable")

    def with_said(self, author: str, words: str) -> "Talk":
        left = "" if author == "customer" or not self.on_sms else "kept" if self.stopped else "ready"
        line = Line(self.count + 1, author, words, left, self.epoch, read=author != "customer")
        return replace(self, said=(*self.said, line), count=line.id)

    def with_line(self, changed: Line) -> "Talk":
        return replace(self, said=tuple(changed if line.id == changed.id else line for line in self.said))


Act = Callable[[Talk], Talk]
