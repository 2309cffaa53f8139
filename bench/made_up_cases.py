"""A desk of a year: believable cases, made up from a seed, written in bulk with the same columns as real ones."""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from bench.made_up_stories import FIRST, Story, made_up
from handoff.model.agent import Agent, Role
from handoff.model.case import OPEN, CaseState
from handoff.model.finding import words_of
from handoff.store import case_words
from handoff.store.queue import flags_column, place_of
from handoff.store.tables import (
    agents,
    case_events,
    case_queue,
    cases,
    conversations,
    messages,
    promises,
)

AT_ONCE = 2_000  # cases in one round of statements
STAFF = ("Maya", "Sam", "Kim", "Jo", "Ravi", "Elena", "Tess", "Noor", "Ben", "Ivo", "Ada", "Lin")
REASONS = {4: "Somebody was or could be hurt by a product", 3: "It went wrong before", 2: "Very angry"}


def fill(conn: Connection, people: Sequence[Agent], *, count: int, open_share: float, now: datetime, seed: int) -> None:
    """`open_share`: 0..1 of the cases that nobody has resolved; a third of those nobody has taken."""
    chance = random.Random(seed)
    for start in range(0, count, AT_ONCE):
        numbers = range(FIRST + start, FIRST + min(start + AT_ONCE, count))
        _write(conn, [made_up(chance, number, people, open_share, now) for number in numbers])


def staff(conn: Connection, now: datetime) -> list[Agent]:
    made = [Agent(uuid.uuid4().hex, f"{name.lower()}@example.com", name, Role.AGENT) for name in STAFF]
    rows = [{**vars(one), "password_hash": "!", "active": True, "created_at": now} for one in made]
    conn.execute(insert(agents), rows)
    return made


def _write(conn: Connection, stories: Sequence[Story]) -> None:
    rows: dict[Table, list[dict[str, Any]]] = {
        conversations: [_conversation(one) for one in stories],
        messages: [row for one in stories for row in _messages(one)],
        cases: [_case(one) for one in stories],
        case_queue: [_standing(one) for one in stories],
        promises: [_promise(one) for one in stories],
        case_events: [_event(one) for one in stories],
    }
    for table, values in rows.items():
        conn.execute(insert(table), values)
    words = [{"id": one.number, "words": " ".join(words_of(one.texts))} for one in stories]
    conn.execute(text(case_words.statement(conn, "set")), words)


def _conversation(one: Story) -> dict[str, Any]:
    floor = {CaseState.WAITING: "queue", CaseState.TAKEN: "human"}.get(one.state, "customer")
    return {
        "id": _id(one, "c"),
        "channel": "sms" if one.sms else "web",
        "address": one.phone if one.sms else _id(one, "s"),
        "opened_at": one.first_word,
        "closed_at": one.ended,
        "floor": floor,
        "epoch": 3,
        "holder": one.agent if floor == "human" else None,
        "last_seq": len(one.said) + bool(one.answered),
        "interruptions": 0,
        "reasked": 0,
        "known": {},
    }


def _messages(one: Story) -> Iterator[dict[str, Any]]:
    for index, said in enumerate(one.said):
        at = one.first_word + timedelta(seconds=12 * index)
        yield {**_said(one, index + 1, "customer", said, at), "name": None, "agent": None}
    if one.answered and one.agent:
        said = f"Hello {one.name.split()[0]}, I am sorry about the {one.product}. I am on it now."
        yield {
            **_said(one, len(one.said) + 1, "agent", said, one.answered),
            "name": "Maya",
            "agent": one.agent,
        }


def _said(one: Story, seq: int, author: str, said: str, at: datetime) -> dict[str, Any]:
    return {
        "id": _id(one, f"m{seq}"),
        "conversation": _id(one, "c"),
        "seq": seq,
        "author": author,
        "text": said,
        "at": at,
    }


def _case(one: Story) -> dict[str, Any]:
    closed = one.state is CaseState.CLOSED
    return {
        "id": one.number,
        "ref": f"A-{one.number}",
        "conversation": _id(one, "c"),
        "state": one.state.value,
        "channel": "sms" if one.sms else "web",
        "kind": one.kind,
        "severity": one.severity,
        "headline": one.headline,
        "agent": one.agent,
        "first_word_at": one.first_word,
        "opened_at": one.first_word + timedelta(minutes=1),
        "promised_at": one.promised,
        "taken_at": one.answered,
        "first_reply_at": one.answered,
        "resolved_at": None if closed else one.ended,
        "closed_at": one.ended if closed else None,
        "version": 4,
        "packet": _packet(one),
    }


def _packet(one: Story) -> dict[str, Any]:
    """As large as a real one; the queue never reads it."""
    spans = [{"fragment": _id(one, f"m{seq}"), "start": 0, "end": len(said)} for seq, said in enumerate(one.said, 1)]
    facts = {"order_number": one.order, "product": one.product, "person_name": one.name}
    return {
        "ref": f"A-{one.number}",
        "headline": one.headline,
        "quotes": {"happened": {"words": one.said[1], **spans[1]}, "cost": None, "wants": None},
        "summary": [{"text": said, "from": [span]} for said, span in zip(one.said, spans, strict=True)],
        "feelings": [{"name": one.feeling, "intensity": one.intensity, "quote": one.said[2], **spans[2]}],
        "facts": [
            {"key": key, "value": value, "words": value, "confidence": 0.9, "source": "customer", **spans[0]}
            for key, value in facts.items()
        ],
        "flags": [{"name": name, "words": one.said[2], **spans[2]} for name in one.flags],
        "severity": one.severity,
        "severity_reasons": _reasons(one),
        "second_failure": "repeat" in one.flags,
        "remedy": {
            "id": "replace_and_refund_shipping",
            "because": "It came broken. " * 20,
            "script": "I am sorry. " * 40,
        },
        "draft_reply": f"Hello {one.name}, " + "I have read all of it. " * 20,
    }


def _standing(one: Story) -> dict[str, Any]:
    is_open = one.state in OPEN
    due = one.promised if is_open and one.answered is None else None
    return {
        "case": one.number,
        "place": place_of(
            id=one.number,
            state=one.state,
            severity=one.severity,
            due_at=due,
            first_word_at=one.first_word,
            ended_at=one.ended,
        ),
        "state": one.state.value,
        "agent": one.agent,
        "kind": one.kind,
        "channel": "sms" if one.sms else "web",
        "due_at": due,
        "flags": flags_column(one.flags),
        "waits_since": one.first_word if due else None,
        "feeling": one.feeling,
        "intensity": one.intensity,
        "second_failure": "repeat" in one.flags,
        "reasons": _reasons(one),
    }


def _reasons(one: Story) -> list[str]:
    return [words for level, words in REASONS.items() if level == one.severity]


def _promise(one: Story) -> dict[str, Any]:
    kept = one.answered is not None
    return {
        "id": _id(one, "p"),
        "case": one.number,
        "what": "first_answer",
        "words": "by 4:30 pm today",
        "due_at": one.promised,
        "state": "kept" if kept else "open",
        "made_at": one.first_word,
        "kept_at": one.answered,
    }


def _event(one: Story) -> dict[str, Any]:
    return {"case": one.number, "at": one.first_word, "actor": one.agent, "what": "viewed", "data": {"seq": 2}}


def _id(one: Story, kind: str) -> str:
    return f"{one.number:08d}{kind}"
