"""E-mail addresses; one with a slip ("czhang@emailcom") is kept as doubtful, so that it is asked about."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import DamerauLevenshtein

from understanding.facts.found import CERTAIN, DOUBTFUL, PLAUSIBLE, Message
from understanding.shapes import FoundFact

_WRITTEN = re.compile(
    r"(?<![\w@])[A-Za-z0-9][\w.+%'-]*(?:@|\s?@\s?(?=[\w-]+\s?\.\s?(?:com|co|net|org|in|uk)\b))"
    r"[A-Za-z0-9][\w,-]*(?:\s?\.\s?(?=[a-z])[\w-]+|\.[\w-]+)*"
)
_SPELLED = re.compile(
    r"\b(?P<local>[a-z0-9_]+(?:(?: dot |\.| underscore )[a-z0-9_]+){0,4}) (?:at|\(at\)|\[at\]) "
    r"(?P<domain>[a-z0-9-]+(?:(?: dot |\.| ?\(dot\) ?)[a-z0-9-]+){0,3} ?(?:dot |\.|\(dot\) ?)(?:com|co|net|org|in|"
    r"uk|ca|au|de|fr|edu)(?: dot (?:uk|in|au))?)\b",
    re.IGNORECASE,
)
_DOMAINS = (
    "gmail.com", "hotmail.com", "yahoo.com", "outlook.com", "icloud.com", "aol.com", "live.com", "hotmail.co.uk",
    "yahoo.co.uk", "yahoo.co.in", "btinternet.com", "googlemail.com", "rediffmail.com", "protonmail.com",
)  # fmt: skip
_REAL_NEIGHBOURS = frozenset({"gmx.com", "mail.com", "ymail.com", "email.com", "live.co", "me.com", "aim.com"})


def find_emails(message: Message) -> list[FoundFact]:
    found = []
    if "@" in message.folded:
        for match in _WRITTEN.finditer(message.folded):
            found.append(_written(message, match))
    for match in _SPELLED.finditer(message.folded):
        address = _join(match["local"]) + "@" + _join(match["domain"])
        if re.search(r"\bdot\b", match.group(), re.IGNORECASE) and _is_valid(address):
            found.append(message.fact("email", address, *match.span(), PLAUSIBLE))
    return found


def _written(message: Message, match: re.Match[str]) -> FoundFact:
    words = match.group().rstrip(".,-_'")
    address = re.sub(r"\s", "", words)
    end = match.start() + len(words)
    local, _, domain = address.rpartition("@")
    if _is_valid(address) and not _is_slip(domain.lower()):
        return message.fact("email", f"{local}@{domain.lower()}", match.start(), end, CERTAIN)
    return message.fact("email", address, match.start(), end, DOUBTFUL)


def _is_valid(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _is_slip(domain: str) -> bool:
    """One letter away from a great provider's name, but not that name: "gmial.com", "gmail.con"."""
    if domain in _DOMAINS or domain in _REAL_NEIGHBOURS:
        return False
    return any(DamerauLevenshtein.distance(domain, known, score_cutoff=1) <= 1 for known in _DOMAINS)


def _join(spelled: str) -> str:
    return re.sub(r" ?\(?\bdot\b\)? ?", ".", spelled.lower()).replace(" underscore ", "_").replace(" ", "")
