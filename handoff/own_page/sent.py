"""What a customer sends from the own page: one form, parsed once."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from sanic import Request

from handoff.model.fragment_text import LONGEST
from handoff.model.refusal import Refusal


class NotTaken(Refusal):
    """`phrase`: the designers' response that says why."""

    code: ClassVar[str] = "not_taken"
    status: ClassVar[int] = 422

    def __init__(self, phrase: str, **fields: str) -> None:
        super().__init__(phrase)
        self.phrase, self.fields = phrase, fields


@dataclass(frozen=True)
class Sent:
    """`id`: of the form as it was shown, so that sending it twice is sending it once."""

    id: str
    text: str
    pictures: tuple[bytes, ...]

    @classmethod
    def of(cls, request: Request) -> "Sent":
        files = request.files.getlist("picture", []) if request.files else []
        return cls(
            id=field(request, "id")[:36] or str(uuid.uuid4()),
            text=field(request, "text"),
            pictures=tuple(file.body for file in files or () if file.body),
        )

    def check(self, most_pictures: int) -> None:
        """Raises NotTaken."""
        if len(self.pictures) > most_pictures:
            raise NotTaken("too_many", count=str(most_pictures))
        if len(self.text) > LONGEST:
            raise NotTaken("too_long")
        if not self.text.strip() and not self.pictures:
            raise NotTaken("nothing_sent")


def field(request: Request, name: str) -> str:
    """Blank when it was not sent."""
    form = request.form
    return str(form.get(name, "")) if form else ""
