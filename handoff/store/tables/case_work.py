"""The case: its packet, where it stands in the queue, and everything that people do with it."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from handoff.store.columns import Amount, Instant, Json
from handoff.store.tables.metadata import metadata

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),  # the number of the reference: A-1042 is 1042
    Column("ref", Text, nullable=False, unique=True),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("state", Text, nullable=False),  # waiting | taken | resolved | closed | reopened
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("severity", Integer, nullable=False),  # 1 calm .. 4 at once
    Column("headline", Text, nullable=False),
    Column("agent", Text, ForeignKey("agents.id")),
    Column("first_word_at", Instant, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("promised_at", Instant, nullable=False),
    Column("taken_at", Instant),
    Column("first_reply_at", Instant),
    Column("resolved_at", Instant),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False, default=1),
    Column("packet", Json, nullable=False),
)
Index("ix_cases_queue", cases.c.state, cases.c.severity, cases.c.promised_at, cases.c.id)
Index("ix_cases_conversation", cases.c.conversation)

# Where each case stands in the queue, and what its row shows. Narrow, so that a page of the queue never reads a packet;
# `store.queue.stand` keeps it true in the transaction of every change.
case_queue = Table(
    "case_queue",
    metadata,
    Column("case", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("place", Text, nullable=False),  # digits; what is due next comes first, what has ended last
    Column("state", Text, nullable=False),
    Column("agent", Text, ForeignKey("agents.id")),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("due_at", Instant),  # the next promise, or when a silent agent loses the case
    Column("flags", Text, nullable=False),  # ,safety,repeat,
    Column("waits_since", Instant),  # the customer's first word that nobody has answered
    Column("feeling", Text),
    Column("intensity", Float),
    Column("second_failure", Boolean, nullable=False),
    Column("reasons", Json, nullable=False),
)

# Every filter of the queue walks along it in order and stops when the page is full.
Index(
    "ix_case_queue_place",
    case_queue.c.place,
    case_queue.c.state,
    case_queue.c.agent,
    case_queue.c.kind,
    case_queue.c.channel,
    case_queue.c.due_at,
    case_queue.c.flags,
    case_queue.c.case,
    unique=True,
)
Index("ix_case_queue_agent", case_queue.c.agent, case_queue.c.place)

case_events = Table(
    "case_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case", Integer, ForeignKey("cases.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text),  # agent id, or null for the service
    Column("what", Text, nullable=False),  # opened taken replied noted remedy resolved returned refreshed viewed …
    Column("data", Json),
)
Index("ix_case_events_case", case_events.c.case)

notes = Table(
    "notes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case", Integer, ForeignKey("cases.id"), nullable=False),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

remedies = Table(
    "remedies",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case", Integer, ForeignKey("cases.id"), nullable=False),
    Column("remedy", Text, nullable=False),  # the row's id in remedies.yml
    Column("amount", Amount),  # in the site's currency
    Column("state", Text, nullable=False),  # applied
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("approver", Text, ForeignKey("agents.id")),  # who said yes where the agent alone might not
    Column("reason", Text),
    Column("at", Instant, nullable=False),
    Column("decided_at", Instant),
)
Index("ix_remedies_remedy_at", remedies.c.remedy, remedies.c.at)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case", Integer, ForeignKey("cases.id"), nullable=False),
    Column("remedy", Text, nullable=False),  # the row's id in remedies.yml
    Column("amount", Amount, nullable=False),  # as it was asked
    Column("words", Text, nullable=False),  # what the customer is to be told
    Column("why", Text, nullable=False),  # the requester's reason, may be blank
    Column("asked_by", Text, ForeignKey("agents.id"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("role", Text, nullable=False),  # the first role that may say yes to this amount
    Column("state", Text, nullable=False),  # asked | approved | declined | withdrawn
    Column("granted", Amount),  # what was said yes to
    Column("decided_by", Text, ForeignKey("agents.id")),
    Column("decided_at", Instant),
    Column("answer", Text),  # the decider's reason
)
Index(
    "uq_approvals_asked",
    approvals.c.case,
    unique=True,
    sqlite_where=text("state = 'asked'"),
    postgresql_where=text("state = 'asked'"),
)
Index(
    "ix_approvals_due",
    approvals.c.due_at,
    sqlite_where=text("state = 'asked'"),
    postgresql_where=text("state = 'asked'"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("case", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("agent", Text, ForeignKey("agents.id"), primary_key=True),
    Column("kind", Text, primary_key=True),  # reply | note
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# Replies that wait for the end of the customer's quiet hours.
scheduled = Table(
    "scheduled",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case", Integer, ForeignKey("cases.id"), nullable=False),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("client_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("promised", Json, nullable=False),  # [words, due] of what it promises
    Column("seq", Integer, nullable=False),  # the last message when it was written
    Column("at", Instant, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # waiting | sent | taken_back | held
    Column("because", Text),  # why it was held
    Column("settled_at", Instant),
    UniqueConstraint("case", "agent", "client_id"),
)
Index(
    "ix_scheduled_waiting",
    scheduled.c.case,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)

templates = Table(
    "templates",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("channel", Text),  # web | sms; null for both
    Column("version", Integer, nullable=False),
    Column("edited_by", Text, ForeignKey("agents.id")),  # null: as the policy file has it
    Column("edited_at", Instant, nullable=False),
    Column("removed_at", Instant),
)

promises = Table(
    "promises",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case", Integer, ForeignKey("cases.id"), nullable=False),
    Column("made_by", Text),  # agent id, or null for the service
    Column("what", Text, nullable=False),  # first_answer | the agent's words
    Column("words", Text, nullable=False),  # as the customer was told
    Column("due_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # open | kept | broken
    Column("made_at", Instant, nullable=False),
    Column("kept_at", Instant),
)
Index("ix_promises_case", promises.c.case)
Index("ix_notes_case", notes.c.case)
Index("ix_remedies_case", remedies.c.case)

# What the board and the reports look for.
Index("ix_cases_opened_at", cases.c.opened_at)
Index("ix_promises_due_at", promises.c.due_at)
Index("ix_case_events_what_at", case_events.c.what, case_events.c.at)
