"""The schema: one set of tables for SQLite and PostgreSQL. Alembic's tree in `migrations/` builds exactly these.

Uniqueness is a constraint, never a look before a write. `seq` orders a conversation and is given at the commit.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from handoff.store.columns import Amount, Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

agents = Table(
    "agents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # agent | supervisor | designer | admin
    Column("password_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Instant, nullable=False),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),  # acts at the desk under this name
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),  # random; also Rasa's sender id; never a phone number
    Column("channel", Text, nullable=False),  # web | sms
    Column("address", Text, nullable=False),  # web: the session; sms: the customer's number, E.164
    Column("our_number", Text),  # sms: the number that was written to, E.164
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("floor", Text, nullable=False),  # customer | bot | queue | human
    Column("epoch", Integer, nullable=False, default=0),  # grows with every change of the floor
    Column("holder", Text, ForeignKey("agents.id")),  # the agent, while the floor is human
    Column("last_seq", Integer, nullable=False, default=0),
    Column("phase", Text),  # the bot's own word for where the dialogue stands
    Column("expects", Text),  # the fact key that the bot asked for last; makes the quiet time short
    Column("intake", Json),  # the latest understanding of the whole story, as the bot gave it
    Column("typing_until", Instant),  # web: the customer is writing until then
    Column("typing_agent", Text),
    Column("interruptions", Integer, nullable=False, default=0),
    Column("reasked", Integer, nullable=False, default=0),
    Column("known", Json, nullable=False, default=dict),  # facts certain from the channel or an agent
    Column("erased_at", Instant),  # the customer had their words removed
)
Index(
    "uq_conversations_open_address",
    conversations.c.channel,
    conversations.c.address,
    unique=True,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("author", Text, nullable=False),  # customer | bot | agent | system
    Column("name", Text),  # the agent's name as the customer sees it
    Column("agent", Text, ForeignKey("agents.id")),
    Column("text", Text, nullable=False),
    Column("buttons", Json),  # [{"id", "title"}]
    Column("media", Json),  # ids of `pictures`
    Column("turn", Text),
    Column("origin", Text),  # of the texts in the outbox that carry it to a phone
    Column("at", Instant, nullable=False),
    UniqueConstraint("conversation", "seq"),
)
Index("ix_messages_at", messages.c.at)

inbox = Table(
    "inbox",
    metadata,
    Column("message", Text, ForeignKey("messages.id"), primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("provider", Text, nullable=False),  # web:SESSION | twilio
    Column("external_id", Text, nullable=False),  # the client's uuid | the carrier's MessageSid
    Column("button", Text),  # the id of the pressed button
    Column("received_at", Instant, nullable=False),
    Column("reading", Json),  # what the bot read in this fragment
    Column("read_at", Instant),
    Column("read_attempts", Integer, nullable=False, default=0),
    Column("turn", Text),  # the latest turn that holds it
    UniqueConstraint("provider", "external_id"),
)
Index(
    "ix_inbox_unread",
    inbox.c.received_at,
    sqlite_where=text("read_at IS NULL"),
    postgresql_where=text("read_at IS NULL"),
)
Index("ix_inbox_conversation", inbox.c.conversation)

# What a customer sent besides words. The files stand in the media folder under names made from their content.
pictures = Table(
    "pictures",
    metadata,
    Column("id", Text, primary_key=True),  # random: it stands in addresses
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("message", Text, ForeignKey("messages.id")),  # null: uploaded and not sent yet
    Column("client_id", Text),  # web: the upload's own id
    Column("source", Text),  # sms: where the carrier keeps it
    Column("state", Text, nullable=False),  # waiting | ready | refused | lost | erased
    Column("trouble", Text),
    Column("file", Text),  # of the picture and, with another ending, of its thumbnail
    Column("width", Integer),
    Column("height", Integer),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", Instant),  # when it is fetched next, or when what was not sent is removed
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("conversation", "client_id"),
)
Index("ix_pictures_message", pictures.c.message)
Index(
    "ix_pictures_due",
    pictures.c.due_at,
    sqlite_where=text("due_at IS NOT NULL"),
    postgresql_where=text("due_at IS NOT NULL"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("epoch", Integer, nullable=False),  # the epoch of the floor while the bot answers this turn
    Column("state", Text, nullable=False),  # open | closed | answered | dropped | failed
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("close_reason", Text),  # done | said_done | urgent | quiet | button | returned
    Column("button", Text),
    Column("supersedes", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_until", Instant),
    Column("answered_at", Instant),
    Column("answer", Json),
    Column("error", Text),
)
Index(
    "uq_turns_open",
    turns.c.conversation,
    unique=True,
    sqlite_where=text("state IN ('open', 'closed')"),
    postgresql_where=text("state IN ('open', 'closed')"),
)
Index(
    "ix_turns_closed",
    turns.c.closed_at,
    sqlite_where=text("state = 'closed'"),
    postgresql_where=text("state = 'closed'"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("origin", Text, nullable=False),  # turn id, or `agent:` / `system:` + client id
    Column("part", Integer, nullable=False, default=0),  # index within the origin
    Column("place", Integer, nullable=False, server_default="0"),  # the seq of its first message: the order of leaving
    Column("author", Text, nullable=False),  # bot | agent | system
    Column("epoch", Integer, nullable=False),
    Column("to_address", Text, nullable=False),
    Column("from_address", Text),
    Column("body", Text, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("priority", Integer, nullable=False),  # 0 human, 1 bot, 2 follow-up
    Column("state", Text, nullable=False),  # ready sending sent delivered failed unknown cancelled expired
    Column("ready_at", Instant, nullable=False),  # of an unknown one: when it is looked up again
    Column("spoken_at", Instant, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_until", Instant),
    Column("external_id", Text, unique=True),
    Column("error", Text),
    Column("settled_at", Instant),
    UniqueConstraint("origin", "part"),
)
# For each of our numbers exactly the ORDER BY of the claim.
Index(
    "ix_outbox_claim",
    outbox.c.from_address,
    outbox.c.priority,
    outbox.c.ready_at,
    outbox.c.id,
    sqlite_where=text("state = 'ready'"),
    postgresql_where=text("state = 'ready'"),
)
Index(
    "ix_outbox_waiting",
    outbox.c.priority,
    outbox.c.spoken_at,
    sqlite_where=text("state = 'ready'"),
    postgresql_where=text("state = 'ready'"),
)
Index(
    "ix_outbox_sending",
    outbox.c.lease_until,
    sqlite_where=text("state = 'sending'"),
    postgresql_where=text("state = 'sending'"),
)
Index(
    "ix_outbox_unknown",
    outbox.c.ready_at,
    sqlite_where=text("state = 'unknown'"),
    postgresql_where=text("state = 'unknown'"),
)
Index("ix_outbox_conversation", outbox.c.conversation)

# The numbers we text from: one pace for all processes, one look at the carrier's list at a time.
our_numbers = Table(
    "our_numbers",
    metadata,
    Column("number", Text, primary_key=True),
    Column("free_at", Instant),  # when the next text may leave
    Column("checked_at", Instant),  # until when we know what the carrier took in for it
    Column("check_at", Instant),  # when it is looked at again
)

timers = Table(
    "timers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("kind", Text, nullable=False),  # pause | promise | follow_up | unavailable
    Column("epoch", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # set | fired | cancelled
    Column("data", Json),
    UniqueConstraint("conversation", "kind", "epoch"),
)
Index(
    "ix_timers_due",
    timers.c.due_at,
    sqlite_where=text("state = 'set'"),
    postgresql_where=text("state = 'set'"),
)

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

# The customer's own page of a case. A link holds for one serial; with the next, the links told before are over.
own_pages = Table(
    "own_pages",
    metadata,
    Column("case", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("told_at", Instant),  # when a message brought the link
)

# Random keys that all processes sign with.
keys = Table(
    "keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("key", Text, nullable=False),
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

# Who has which page of the desk before them, and who is writing a reply there.
presence = Table(
    "presence",
    metadata,
    Column("agent", Text, ForeignKey("agents.id"), primary_key=True),
    Column("page", Text, primary_key=True),  # a case's reference, or `desk`
    Column("until", Instant, nullable=False),
    Column("typing_until", Instant),
)
Index("ix_presence_page", presence.c.page)

# What one person at the desk must hear of: a case was handed to them, a case went back to the queue.
notices = Table(
    "notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("case", Integer, ForeignKey("cases.id"), nullable=False),
    Column("what", Text, nullable=False),  # handed | came_back
    Column("who", Text),  # the name of the person it is about
    Column("words", Text),
    Column("at", Instant, nullable=False),
    Column("seen_at", Instant),
)
Index(
    "ix_notices_unseen",
    notices.c.agent,
    sqlite_where=text("seen_at IS NULL"),
    postgresql_where=text("seen_at IS NULL"),
)

# How the desk behaves for one person: sounds, notifications, keys.
desk_choices = Table(
    "desk_choices",
    metadata,
    Column("agent", Text, ForeignKey("agents.id"), primary_key=True),
    Column("choices", Json, nullable=False),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("agent", Text, ForeignKey("agents.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("query", Json, nullable=False),  # the filters by name
    Column("at", Instant, nullable=False),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("words", Text),
    Column("lifted_at", Instant),  # START
)

# Who read and who changed what. Rows are only added: the database itself refuses to change or remove one. No customer's
# words, and no foreign keys, so that erasing a customer's data leaves the record of who saw it.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor", Text),  # agent id; null for the service and the shell
    Column("what", Text, nullable=False),  # read | an event of a case | what was done to an account
    Column("case", Integer),
    Column("conversation", Text),  # read before there was a case
    Column("about", Text),  # agent id, where it is about a person at the desk
    Column("data", Json),
)
Index("ix_audit_at", audit.c.at)
Index("ix_audit_case", audit.c.case, audit.c.actor)

# What the board and the reports look for.
Index("ix_cases_opened_at", cases.c.opened_at)
Index("ix_promises_due_at", promises.c.due_at)
Index("ix_case_events_what_at", case_events.c.what, case_events.c.at)
Index("ix_turns_answered_at", turns.c.answered_at)
