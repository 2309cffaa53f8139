"""Everything that we hold of a customer's case, as a file for the customer."""

from typing import Any

from sqlalchemy import Connection

from handoff.model.case import Case
from handoff.model.intake import Fact
from handoff.model.message import Message
from handoff.own_page.shown import first_name
from handoff.store import conversations, messages, pictures, promises

MOST = 10_000  # messages


def everything(conn: Connection, case: Case, facts: list[Fact], address: str) -> dict[str, Any]:
    """`address`: of the page, for the pictures."""
    conversation = conversations.get(conn, case.conversation)
    return {
        "case": case.ref,
        "state": case.state.value,
        "opened_at": case.opened_at.isoformat(),
        "channel": conversation.channel.value,
        "phone": conversation.address if conversation.address.startswith("+") else None,
        "facts": [{"key": fact["key"], "value": fact["value"], "words": fact["words"]} for fact in facts],
        "promises": [
            {
                "what": row.what,
                "due": row.due_at.isoformat(),
                "kept": row.kept_at.isoformat() if row.kept_at else None,
            }
            for row in promises.of_case(conn, case.id)
        ],
        "messages": [_message(one) for one in messages.thread(conn, case.conversation, limit=MOST)],
        "pictures": [
            {
                "at": one.created_at.isoformat(),
                "state": one.picture.state.value,
                "address": f"{address}/{one.picture.id}",
            }
            for one in pictures.sent_in(conn, case.conversation)
        ],
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "at": message.at.isoformat(),
        "author": message.author.value,
        "name": first_name(message.name) if message.name else None,
        "text": message.text,
        "pictures": [picture.id for picture in message.pictures],
    }
