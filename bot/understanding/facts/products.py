"""Products and services: those of products.yml (also misspelled), and unlisted ones such as "my washing machine"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from understanding.facts.found import CERTAIN, LIKELY, PLAUSIBLE, Message
from understanding.facts.tokens import Token, is_listed, phrases, tokens_of
from understanding.facts.wordlists import words
from understanding.shapes import FoundFact

_CLOSE_ENOUGH = 87
_SHORTEST_FUZZY = 5
_LONGEST_NAME = 60
_DETERMINERS = frozenset(
    re.findall(
        r"\S+",
        """
        a an the my our this that these those your new his her some two three four one both another
        """,
    )
)
_OWN = frozenset(("my", "our", "this", "the", "these", "a", "an"))
_MODIFIER_FREE = frozenset(
    re.findall(
        r"\S+",
        """
        old brand entire whole lovely poor stupid bloody damn fucking first second third last other same
        """,
    )
)
_MEANS = frozenset({"phone", "website", "app", "email", "internet", "line", "mobile"})
_TROUBLE = re.compile(
    r"arriv\w+|came|broke\w*|stop\w*|work\w*|won't|wont|leak\w*|crack\w*|deliver\w*|damag\w*|fault\w*|smash\w*|"
    r"bent|torn|ripped|melted|"
    r"explod\w+|fell|die[ds]?|dead|missing|late|never|hasn't|hasnt|defective|scratched|dented|snapped|turn\w*|"
    r"smell\w*|overheat\w*|fail\w*|"
    r"is|was|were|has|had|doesn't|doesnt|didn't|keeps|got|i|that|which|from|bought"
)
_NUMBERED = re.compile(
    r"[a-z]{0,3}\d{1,4}[a-z]{0,4}|pro|max|plus|mini|ultra|air|se|x|xr|xs|cc|lite|series|gen", re.IGNORECASE
)


def find_products(message: Message) -> list[FoundFact]:
    tokens = tokens_of(message.folded)
    found = _from_catalogue(message, tokens)
    things = words("things")
    for first, last in phrases(tokens, things):
        _add(found, message, tokens, first, last)
    for index, token in enumerate(tokens):
        if token.low in ("my", "our") or (
            token.low in words("acquiring") and index + 1 < len(tokens) and tokens[index + 1].low in _DETERMINERS
        ):
            _add_unlisted(found, message, tokens, index + (1 if token.low in ("my", "our") else 2))
    return sorted(found, key=lambda fact: fact["start"])


def read_product(message: Message, start: int, end: int) -> FoundFact | None:
    """A bare answer to "what was it you bought?"."""
    span = re.compile(
        r"(?:(?:it'?s|it was|its|an?|the|my|this|i bought|i ordered) )*(?P<name>[^.!?\n]{2,60})", re.I
    ).match(message.folded, start, end)
    if span is None or not re.search(r"[^\W\d_]{2}", span["name"]):
        return None
    first, last = span.span("name")
    last -= len(span["name"]) - len(span["name"].rstrip(" ,"))
    return message.fact("product", message.text[first:last], first, last, PLAUSIBLE)


def _from_catalogue(message: Message, tokens: list[Token]) -> list[FoundFact]:
    names = _lowered(tuple(message.products.items()))
    if not names:
        return []
    found: list[FoundFact] = []
    longest = max(len(name.split()) for name in names)
    for first, last in phrases(tokens, names, longest):
        start, end = tokens[first].start, tokens[last - 1].end
        called = " ".join(token.low for token in tokens[first:last])
        name = names.get(called) or names.get(called[:-1]) or names[called[:-2]]
        found.append(message.fact("product", name, start, end, CERTAIN))
    found.extend(_misspelled(message, tokens, names, longest, found))
    return found


def _misspelled(
    message: Message, tokens: list[Token], names: Mapping[str, str], longest: int, exact: list[FoundFact]
) -> list[FoundFact]:
    """Windows of words that are nearly a name and begin with its letter."""
    windows = {
        (tokens[first].start, tokens[first + size - 1].end): None
        for first in range(len(tokens))
        for size in range(1, min(longest, len(tokens) - first) + 1)
    }
    texts = {span: message.folded[slice(*span)].lower() for span in windows}
    spans = [
        span for span, window in texts.items() if len(window) >= _SHORTEST_FUZZY and span[1] - span[0] < _LONGEST_NAME
    ]
    if not spans:
        return []
    known = list(names)
    likeness = process.cdist([texts[span] for span in spans], known, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    found: list[FoundFact] = []
    for row, column in sorted(zip(*likeness.nonzero(), strict=True), key=lambda hit: -likeness[hit]):
        (start, end), name = spans[row], known[column]
        window = texts[spans[row]]
        if window[0] != name[0] or _means_something_else(window):
            continue
        if all(start >= fact["end"] or end <= fact["start"] for fact in (*exact, *found)):
            found.append(message.fact("product", names[name], start, end, LIKELY))
    return found


def _means_something_else(window: str) -> bool:
    return is_listed(window, words("things")) or window in words("function_words")


@lru_cache(maxsize=8)
def _lowered(products: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {called.lower(): name for called, name in products}


def _add(found: list[FoundFact], message: Message, tokens: list[Token], first: int, last: int) -> None:
    """A thing of the list, with the words that belong to it in front ("pigeon gas stove") and behind ("iPhone X")."""
    if _is_part_of_another(tokens, first, last):
        return
    head = " ".join(token.low for token in tokens[first:last])
    begin = first
    while begin and first - begin < 2 and _qualifies(message, tokens, begin):
        begin -= 1
    determiner = tokens[begin - 1].low if begin else ""
    if determiner not in _DETERMINERS:
        begin = first if determiner not in words("acquiring") else begin
        determiner = tokens[begin - 1].low if begin else ""
    while (
        last < len(tokens)
        and last - first < 4
        and tokens[last].start - tokens[last - 1].end == 1
        and _NUMBERED.fullmatch(tokens[last].word)
    ):
        last += 1
    if head.rstrip("s") in words("things_doubtful") or head in words("things_doubtful"):
        if determiner not in _DETERMINERS:
            return
        confidence = PLAUSIBLE if determiner in _OWN else PLAUSIBLE - 0.1
    else:
        confidence = LIKELY if determiner in _OWN or last - first > 1 else PLAUSIBLE
    before = {token.low for token in tokens[max(0, begin - 3) : begin]}
    if before & words("acquiring"):
        confidence = min(0.9, confidence + 0.15)
    _append(found, message, tokens[begin].start, tokens[last - 1].end, confidence)


def _is_part_of_another(tokens: list[Token], first: int, last: int) -> bool:
    """ "flight attendant" is no flight, and "on the phone" says only how they spoke."""
    if last < len(tokens) and tokens[last].low in words("continuing"):
        return tokens[last].start - tokens[last - 1].end == 1
    before = [token.low for token in tokens[max(0, first - 2) : first]]
    return tokens[first].low in _MEANS and any(word in ("on", "by", "over", "via") for word in before)


def _qualifies(message: Message, tokens: list[Token], begin: int) -> bool:
    """Whether the word before `begin` belongs to the noun after it."""
    word, following = tokens[begin - 1], tokens[begin]
    if message.folded[word.end : following.start] not in (" ", "-"):
        return False
    return (
        word.low not in words("function_words")
        and word.low not in _DETERMINERS
        and word.low not in _MODIFIER_FREE
        and not word.low.endswith(("ing", "ly"))
        and not word.low.isdigit()
    )


def _add_unlisted(found: list[FoundFact], message: Message, tokens: list[Token], first: int) -> None:
    """ "my X", "ordered a X" where X is in no list: up to three words, neither function words nor generic ones."""
    last = first
    while (
        last < len(tokens)
        and last - first < 3
        and tokens[last].low not in words("function_words")
        and not tokens[last].low.endswith("ly")
    ):
        gap = message.folded[tokens[last - 1].end : tokens[last].start] if last > first else " "
        if gap not in (" ", "-"):
            break
        last += 1
    generic = words("generic")
    if last == first or any(token.low in generic for token in tokens[first:last]):
        return
    if tokens[first - 1].low in ("my", "our") and tokens[last - 1].low.endswith(("ing", "ed", "ness", "ment", "tion")):
        return
    if any(token.word[0].isdigit() for token in tokens[first:last]):
        return
    if not (
        _in_trouble(tokens, last) or {token.low for token in tokens[max(0, first - 4) : first]} & words("acquiring")
    ):
        return
    _append(found, message, tokens[first].start, tokens[last - 1].end, 0.5)


def _in_trouble(tokens: list[Token], last: int) -> bool:
    """Whether what follows is what happens to things: they arrive, break, stop, leak."""
    return any(_TROUBLE.fullmatch(token.low) for token in tokens[last : last + 2])


def _append(found: list[FoundFact], message: Message, start: int, end: int, confidence: float) -> None:
    if all(start >= fact["end"] or end <= fact["start"] for fact in found):
        found.append(message.fact("product", message.text[start:end], start, end, round(confidence, 2)))
