"""What a customer reads on the own page: the facts, the promises, who has the case, what was said and shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row

from handoff.cases.packet_shape import CasePage
from handoff.desk.facts_said import fact_value
from handoff.desk.moments import Moments
from handoff.model.case import Case, CaseState
from handoff.model.message import Author, Message
from handoff.model.picture import Picture, PictureState
from handoff.parts import Parts
from handoff.phrases import Phrases, PhrasesError
from handoff.store import messages, promises

MOST = 500  # messages


@dataclass(frozen=True)
class Promised:
    words: str
    by: str
    state: str  # kept | late | open


@dataclass(frozen=True)
class Said:
    mine: bool
    who: str
    text: str
    at: datetime
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Read:
    promised: list[Promised]
    thread: list[Said]


async def values(parts: Parts, case: Case, moments: Moments) -> dict[str, object]:
    """Everything that `case.html` names."""
    packet = cast(CasePage, await parts.cases.packet(case.ref))
    read = await parts.database.read(lambda conn: _read(conn, case, parts, moments))
    site = parts.policies.site
    year = moments.now().year
    return {
        "ref": case.ref,
        "headline": packet["headline"],
        "standing": standing(parts, case, moments.now()),
        "owner": first_name(case.holder_name) if case.holder_name else site.team,
        "facts": [
            (label(parts.phrases, fact["key"]), fact_value(site, fact["key"], fact["value"], year))
            for fact in packet["facts"]
        ],
        "promised": read.promised,
        "thread": read.thread,
        "moments": moments,
        "without": lambda picture: without(parts.phrases, picture),
    }


def standing(parts: Parts, case: Case, now: datetime) -> str:
    """The state of the case in plain words."""
    name: str = case.state.value
    if case.state is CaseState.WAITING and case.promised_at < now:
        name = "waiting_late"
    elif case.state is CaseState.CLOSED and case.resolved_at is None:
        name = "back"
    person = first_name(case.holder_name) if case.holder_name else parts.policies.site.team
    promised = parts.policies.hours.said(case.promised_at, now)
    return parts.phrases.text(f"utter_service_page_{name}", case.ref, person=person, promised=promised)


def first_name(name: str) -> str:
    return name.split()[0] if name.split() else name


def label(phrases: Phrases, key: str) -> str:
    """`key`: of a fact."""
    try:
        return phrases.text(f"utter_service_fact_{key}")
    except PhrasesError:  # one that a company added
        return key.replace("_", " ").capitalize()


def without(phrases: Phrases, picture: Picture) -> str | None:
    """Why a picture is not there; None when it is."""
    match picture.state:
        case PictureState.READY:
            return None
        case PictureState.REFUSED if picture.trouble is not None:
            return phrases.text(f"utter_service_picture_{picture.trouble.value}")
        case PictureState.WAITING:
            return phrases.text("utter_service_picture_waiting")
        case _:
            return phrases.text("utter_service_picture_lost")


def _read(conn: Connection, case: Case, parts: Parts, moments: Moments) -> Read:
    told = messages.thread(conn, case.conversation, limit=MOST)
    return Read(
        [_promised(row, parts, moments) for row in promises.of_case(conn, case.id)],
        [_said(message, parts) for message in told if message.at >= case.first_word_at],
    )


def _promised(row: Row[Any], parts: Parts, moments: Moments) -> Promised:
    first = row.what == promises.FIRST_ANSWER
    words = parts.phrases.text("utter_service_page_first_answer") if first else row.what
    late = row.due_at < moments.now()
    state = "kept" if row.kept_at is not None else "late" if late else "open"
    return Promised(words, moments.full(row.due_at), state)


def _said(message: Message, parts: Parts) -> Said:
    who = {
        Author.CUSTOMER: "utter_service_page_you",
        Author.BOT: "utter_service_page_assistant",
        Author.SYSTEM: "utter_service_page_assistant",
    }.get(message.author)
    name = parts.phrases.text(who) if who else first_name(message.name or parts.policies.site.team)
    return Said(message.author is Author.CUSTOMER, name, message.text, message.at, message.pictures)
