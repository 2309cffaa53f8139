"""What is new in a case since this agent last looked at it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handoff.cases.packet_shape import CasePage, Change
from handoff.model.message import Author
from handoff.store import cases, conversations, messages

LOOKED = "viewed"


@dataclass(frozen=True)
class Look:
    """How far an agent had read when the page was opened, and how far the story was by then."""

    seq: int
    version: int
    at: datetime
    until_seq: int
    until_version: int

    def __str__(self) -> str:
        parts = (self.seq, self.version, self.at.isoformat(), self.until_seq, self.until_version)
        return "~".join(map(str, parts))

    @classmethod
    def parse(cls, given: str) -> "Look | None":
        try:
            seq, version, at, until_seq, until_version = given.split("~")
            return cls(int(seq), int(version), datetime.fromisoformat(at), int(until_seq), int(until_version))
        except ValueError:
            return None


@dataclass(frozen=True)
class News:
    """`since`: the look that it is measured from, for the page's next request. `first`: the id of the first message."""

    since: str
    at: datetime
    messages: int
    first: str | None
    changes: list[Change]


def news(conn: Connection, page: CasePage, agent: str, since: str | None, now: datetime) -> News:
    """`since`: as an earlier page had it. What comes while the page is open is not news: it is seen coming."""
    look = (Look.parse(since) if since else None) or _last_look(conn, page, agent, now)
    said = messages.thread(conn, page["conversation"], after=look.seq)
    new = [one for one in said if one.author is Author.CUSTOMER and one.seq <= look.until_seq]
    changed = [
        change
        for version in page["changes"]
        if look.version < version["version"] <= look.until_version
        for change in version["changed"]
    ]
    return News(str(look), look.at, len(new), new[0].id if new else None, changed)


def _last_look(conn: Connection, page: CasePage, agent: str, now: datetime) -> Look:
    """Who looks for the first time has no news: all of it is new."""
    case = cases.get(conn, page["ref"])
    seq, version = conversations.get(conn, page["conversation"]).last_seq, page["version"]
    found = [event for event in cases.events(conn, case.id) if event.what == LOOKED and event.actor == agent]
    if not found:
        return Look(seq, version, now, seq, version)
    last = found[-1]
    return Look(last.data["seq"], last.data["version"], last.at, seq, version)
