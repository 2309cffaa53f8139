"""What the customer wants: the latest outright wish, else the strongest sign of one."""

from __future__ import annotations

from collections.abc import Sequence

from understanding.labels import NOT_SAID
from understanding.passages import Passage
from understanding.shapes import Wanted

_OUTRIGHT = 0.6
_SIGN = 0.15


def wanted(passages: Sequence[Passage]) -> Wanted:
    wishes = [
        (chance, name, passage) for passage in passages for name, chance in passage.wanted.items() if chance >= _SIGN
    ]
    outright = [wish for wish in wishes if wish[0] >= _OUTRIGHT]
    if not wishes:
        return {"kind": NOT_SAID, "words": None, "fragment": None, "start": None, "end": None}
    # Of the last passage with an outright wish the clearest one.
    _, name, passage = (
        max(outright, key=lambda wish: (wish[2].place, wish[0])) if outright else max(wishes, key=lambda wish: wish[0])
    )
    return {"kind": name, **passage.quoted()}
