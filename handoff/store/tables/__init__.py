"""The schema: one set of tables for SQLite and PostgreSQL. Alembic's tree in `migrations/` builds exactly these.

Uniqueness is a constraint, never a look before a write. `seq` orders a conversation and is given at the commit.
"""

from handoff.store.tables.case_work import (
    approvals,
    case_events,
    case_queue,
    cases,
    drafts,
    notes,
    promises,
    remedies,
    scheduled,
    templates,
)
from handoff.store.tables.metadata import metadata
from handoff.store.tables.own_page import keys, own_pages
from handoff.store.tables.people import agents, api_tokens, desk_choices, desk_sessions, notices, presence, saved_views
from handoff.store.tables.record import audit
from handoff.store.tables.talk import conversations, inbox, messages, pictures, timers, turns, web_sessions
from handoff.store.tables.texting import our_numbers, outbox, suppressions

__all__ = [
    "agents",
    "api_tokens",
    "approvals",
    "audit",
    "case_events",
    "case_queue",
    "cases",
    "conversations",
    "desk_choices",
    "desk_sessions",
    "drafts",
    "inbox",
    "keys",
    "messages",
    "metadata",
    "notes",
    "notices",
    "our_numbers",
    "outbox",
    "own_pages",
    "pictures",
    "presence",
    "promises",
    "remedies",
    "saved_views",
    "scheduled",
    "suppressions",
    "templates",
    "timers",
    "turns",
    "web_sessions",
]
