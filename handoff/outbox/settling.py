"""What became of a text: the carrier's answer, its callbacks in any order and as often as it likes, its list."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handoff.model.delivery import DeliveryState, may_become
from handoff.model.texting import Texting
from handoff.model.wish import Wish
from handoff.outbox.wishes import heed
from handoff.store import outbox
from handoff.store.outbox import Standing

PART_MISSING = "part_missing"
_RETRY_FROM = (DeliveryState.SENDING, DeliveryState.SENT)


@dataclass(frozen=True)
class News:
    """`external_id`: the carrier's id of the try it is about. `retry_after`: seconds the carrier asks us to wait."""

    state: DeliveryState
    external_id: str | None = None
    code: int | None = None
    retry_after: float | None = None


def settle(conn: Connection, outbox_id: str, news: News, *, texting: Texting, now: datetime) -> str | None:
    """The conversation. News of no text of ours, of an earlier try, or older than what is known, changes nothing."""
    text = outbox.standing(conn, outbox_id)
    if text is None or _is_about_earlier_try(text, news):
        return None
    if texting.is_opt_out(news.code):
        heed(conn, Wish.STOP, text.channel, text.to_address, words="", at=now, now=now)
    wait = _retry_wait(text, news, texting)
    if wait is not None:
        # Its old id stays until the next try has one: late news about the first try must find it.
        outbox.change(
            conn, text.id, state=DeliveryState.READY, ready_at=now + wait, lease_until=None, error=_word(news)
        )
    elif may_become(text.state, news.state):
        _move(conn, text, news, texting, now)
    return text.conversation


def _move(conn: Connection, text: Standing, news: News, texting: Texting, now: datetime) -> None:
    columns = {"state": news.state, "settled_at": now, "lease_until": None}
    if news.external_id is not None:
        columns["external_id"] = news.external_id
    if news.state in (DeliveryState.FAILED, DeliveryState.UNKNOWN):
        columns["error"] = _word(news)
    if news.state is DeliveryState.UNKNOWN:
        columns["ready_at"] = now + timedelta(seconds=texting.unknown.look_after)
    outbox.change(conn, text.id, **columns)
    if news.state is DeliveryState.FAILED:
        outbox.cancel_later_parts(conn, text.origin, text.part, reason=PART_MISSING, now=now)


def _is_about_earlier_try(text: Standing, news: News) -> bool:
    """Only that it arrived after all counts then."""
    if news.external_id is None or text.external_id is None or news.state is DeliveryState.DELIVERED:
        return False
    if text.state in (DeliveryState.READY, DeliveryState.SENDING):
        return news.external_id == text.external_id
    return news.external_id != text.external_id


def _retry_wait(text: Standing, news: News, texting: Texting) -> timedelta | None:
    if news.state is not DeliveryState.FAILED or text.state not in _RETRY_FROM:
        return None
    return texting.retry_after(news.code, text.attempts, news.retry_after)


def _word(news: News) -> str | None:
    return None if news.code is None else str(news.code)
