"""The yardstick: Python's `sqlite3` alone writes the same rows as an accepted message, several with one fsync."""

import queue
import sqlite3
import threading
import time
import uuid
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from handoff.store.database import GROUP_COMMIT

INSERT_MESSAGE = "INSERT INTO messages (id, conversation, seq, author, text, at) VALUES (?, ?, ?, 'customer', ?, ?)"
INSERT_INBOX = (
    "INSERT INTO inbox (message, conversation, provider, external_id, received_at, read_attempts, turn) "
    "VALUES (?, ?, ?, ?, ?, 0, ?)"
)
NEXT_SEQ = "UPDATE conversations SET last_seq = last_seq + 1 WHERE id = ? RETURNING last_seq"
SET_TIMER = (
    "INSERT INTO timers (id, conversation, kind, epoch, due_at, state) VALUES (?, ?, 'pause', 0, ?, 'set') "
    "ON CONFLICT (conversation, kind, epoch) DO UPDATE SET due_at = excluded.due_at, state = 'set'"
)
NEW_CONVERSATION = (
    "INSERT INTO conversations "
    "(id, channel, address, opened_at, floor, epoch, last_seq, interruptions, reasked, known) "
    "VALUES (?, 'web', ?, ?, 'customer', 0, 0, 0, 0, '{}')"
)
NEW_TURN = "INSERT INTO turns (id, conversation, epoch, state, opened_at, attempts) VALUES (?, ?, 0, 'open', ?, 0)"


@dataclass(frozen=True)
class Told:
    conversation: str
    turn: str
    external_id: str
    text: str


def per_cpu_second(file: Path, count: int, customers: int, text: str) -> float:
    """Acknowledged messages for each second of this process; `file`: a database with the schema."""
    conn = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("PRAGMA foreign_keys=ON")
    open_to = [_open(conn) for _ in range(customers)]
    messages = [Told(*open_to[number % customers], str(uuid.uuid4()), f"{text}, {number}") for number in range(count)]
    waiting: queue.SimpleQueue[tuple[Told, Future[int]] | None] = queue.SimpleQueue()
    writer = threading.Thread(target=_write_groups, args=(conn, waiting))
    before = time.process_time()
    acknowledged = []
    for message in messages:
        acknowledged.append(Future[int]())
        waiting.put((message, acknowledged[-1]))
    waiting.put(None)
    writer.start()
    writer.join()
    assert all(future.result() for future in acknowledged)
    return count / (time.process_time() - before)


def _open(conn: sqlite3.Connection) -> tuple[str, str]:
    conversation, turn = uuid.uuid4().hex, uuid.uuid4().hex
    conn.execute(NEW_CONVERSATION, (conversation, conversation, _now()))
    conn.execute(NEW_TURN, (turn, conversation, _now()))
    return conversation, turn


def _write_groups(conn: sqlite3.Connection, waiting: "queue.SimpleQueue[tuple[Told, Future[int]] | None]") -> None:
    while True:
        group: list[tuple[Told, Future[int]]] = []
        while len(group) < GROUP_COMMIT and (given := waiting.get()) is not None:
            group.append(given)
        if not group:
            return
        conn.execute("BEGIN IMMEDIATE")
        places = [_write(conn, message) for message, _ in group]
        conn.execute("COMMIT")
        for (_, future), seq in zip(group, places, strict=True):
            future.set_result(seq)
        if len(group) < GROUP_COMMIT:
            return


def _write(conn: sqlite3.Connection, told: Told) -> int:
    id, now = uuid.uuid4().hex, _now()
    (seq,) = conn.execute(NEXT_SEQ, (told.conversation,)).fetchone()
    conn.execute(INSERT_MESSAGE, (id, told.conversation, seq, told.text, now))
    conn.execute(INSERT_INBOX, (id, told.conversation, "web:" + told.conversation, told.external_id, now, told.turn))
    conn.execute(SET_TIMER, (uuid.uuid4().hex, told.conversation, now + 12_000_000))
    return int(seq)


def _now() -> int:
    return time.time_ns() // 1000
