"""Words by which a customer says that we may not text them, or may again; they count only as a lone message."""

import re

from handoff.model.wish import Wish

__all__ = ["Wish", "wish"]

_STOP = frozenset({"stop", "stopall", "unsubscribe", "end", "quit", "revoke", "optout", "opt out", "cancel"})
_START = frozenset({"start", "unstop"})


def wish(text: str, carriers_word: str | None = None) -> Wish | None:
    """`carriers_word`: Twilio's own OptOutType, which wins. "STOP ignoring me" and "cancel my order" are no wish."""
    word = carriers_word or " ".join(re.sub(r"[^a-z]+", " ", text.casefold()).split())
    if word.casefold() in _STOP:
        return Wish.STOP
    return Wish.START if word.casefold() in _START else None
