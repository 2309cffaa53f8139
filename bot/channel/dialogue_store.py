"""Where dialogues are kept: one SQL table, SQLite or PostgreSQL, and never silently somewhere else."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore, create_engine_kwargs
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException


class DialogueStoreUnavailable(RasaException):
    """The database of the dialogues cannot be opened."""


class DialogueMoved(Exception):
    """Another process answered in this conversation since the dialogue was read; nothing was saved."""


FORGOTTEN = "forgotten"  # stands in place of a turn: of this conversation nothing is kept any more
MAKING_TABLES = 0x616D656E6474  # any number, the same for all replicas

# Once given, an answer stays the answer: also when its turn was superseded, or two processes had it at once.
# Only forgetting takes it away, and leaves a mark.
ANSWERS = sa.Table(
    "answers",
    SQLTrackerStore.Base.metadata,
    sa.Column("conversation", sa.String(128), primary_key=True),
    sa.Column("turn", sa.String(128), primary_key=True),
    sa.Column("answer", sa.Text, nullable=False),
)


class DialogueStore(SQLTrackerStore):
    def __init__(self, domain: Any = None, host: str | None = None, event_broker: Any = None, **_: Any) -> None:
        """Unlike its parent it does not wait for ever, nor go on without a table. Raises DialogueStoreUnavailable."""
        url = _url(host or os.environ["AMENDS_TRACKER_DB"])
        try:
            self.engine = _engine(url)
            self._make_tables()
        except (sa.exc.SQLAlchemyError, OSError) as error:
            reason = type(getattr(error, "orig", error)).__name__
            sentence = f"The bot's database {url!r} (AMENDS_TRACKER_DB) cannot be opened: {reason}."
            raise DialogueStoreUnavailable(sentence) from error
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        TrackerStore.__init__(self, domain, event_broker)

    def _make_tables(self) -> None:
        """Several replicas may start at once. POSTGRESQL_SCHEMA: Rasa's own name for a schema apart from others'."""
        with self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MAKING_TABLES})
                if schema := os.environ.get("POSTGRESQL_SCHEMA"):
                    name = self.engine.dialect.identifier_preparer.quote(schema)
                    connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {name}"))
            else:
                connection.execute(sa.text("BEGIN IMMEDIATE"))
            self.Base.metadata.create_all(connection)

    def ping(self) -> None:
        """Raises what the database raises."""
        with self.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))

    async def dialogue(self, conversation: str) -> DialogueStateTracker:
        """What was said so far, or an empty dialogue."""
        tracker = await self.retrieve(conversation) or self.init_tracker(conversation)
        tracker.events_when_read = len(tracker.events)  # type: ignore[attr-defined]
        return tracker

    def answer_to(self, conversation: str, turn: str) -> dict[str, Any] | None:
        query = sa.select(ANSWERS.c.answer).where(ANSWERS.c.conversation == conversation, ANSWERS.c.turn == turn)
        with self.engine.connect() as connection:
            kept = connection.execute(query).scalar()
        return None if kept is None else json.loads(kept)

    def keep(self, tracker: DialogueStateTracker, turn: str, answer: dict[str, Any]) -> None:
        """The dialogue and the answer, or neither. Raises DialogueMoved."""
        read = tracker.events_when_read  # type: ignore[attr-defined]
        with self._alone(tracker.sender_id) as session:
            if self._is_forgotten(session, tracker.sender_id):
                raise DialogueMoved
            if self._event_query(session, tracker.sender_id, fetch_events_from_all_sessions=False).count() != read:
                raise DialogueMoved
            # Not as objects: SQLAlchemy's care for each of a dozen costs as much as the disk.
            session.execute(self.SQLEvent.__table__.insert(), self._rows(tracker, list(tracker.events)[read:]))
            given = {"conversation": tracker.sender_id, "turn": turn, "answer": json.dumps(answer)}
            session.execute(ANSWERS.insert().values(given))
            session.commit()

    def forget(self, conversation: str) -> None:
        """Everything that was said in it, and every answer. The same again changes nothing."""
        with self._alone(conversation) as session:
            session.execute(sa.delete(self.SQLEvent).where(self.SQLEvent.sender_id == conversation))
            session.execute(sa.delete(ANSWERS).where(ANSWERS.c.conversation == conversation))
            session.execute(ANSWERS.insert().values(conversation=conversation, turn=FORGOTTEN, answer="null"))
            session.commit()

    @contextlib.contextmanager
    def _alone(self, conversation: str) -> Iterator[sa.orm.Session]:
        """No other replica writes in this conversation between look and write."""
        with self.session_scope() as session:
            if self.engine.dialect.name == "postgresql":
                session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:c))"), {"c": conversation})
            else:
                session.execute(sa.text("BEGIN IMMEDIATE"))
            yield session

    def _is_forgotten(self, session: sa.orm.Session, conversation: str) -> bool:
        mark = (ANSWERS.c.conversation == conversation, ANSWERS.c.turn == FORGOTTEN)
        return session.execute(sa.select(ANSWERS.c.turn).where(*mark)).first() is not None

    def _rows(self, tracker: DialogueStateTracker, events: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "sender_id": tracker.sender_id,
                "type_name": event.type_name,
                "timestamp": event.timestamp,
                "intent_name": getattr(event, "intent_name", None),
                "action_name": getattr(event, "action_name", None),
                "data": json.dumps(event.as_dict()),
            }
            for event in events
        ]


def _url(place: str) -> sa.engine.URL:
    return sa.engine.make_url(place if "://" in place else f"sqlite:///{place}")


def _engine(url: sa.engine.URL) -> sa.engine.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, **create_engine_kwargs(url))
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url, poolclass=sa.pool.StaticPool, connect_args={"check_same_thread": False, "timeout": 5}
    )

    @sa.event.listens_for(engine, "connect")
    def _durable(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine
