"""What was said and by whom, which turn it belongs to, and what is to happen when."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from handoff.store.columns import Instant, Json
from handoff.store.tables.metadata import metadata

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
    Column("forgotten_at", Instant),  # and every bot has removed them, too
)
Index(
    "uq_conversations_open_address",
    conversations.c.channel,
    conversations.c.address,
    unique=True,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)
_to_forget = text("erased_at IS NOT NULL AND forgotten_at IS NULL")
Index(
    "ix_conversations_to_forget",
    conversations.c.erased_at,
    sqlite_where=_to_forget,
    postgresql_where=_to_forget,
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
Index("ix_inbox_turn", inbox.c.turn)

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
Index("ix_turns_conversation", turns.c.conversation, turns.c.answered_at)
Index("ix_turns_answered_at", turns.c.answered_at)
