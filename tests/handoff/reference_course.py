"""What becomes of a conversation by itself: it is read, answered, sent. All the states in which it may come to rest.

What happens at the same time may happen in either order, so there may be several.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from tests.handoff.reference import DONE, URGENT, Act, Line, Talk


@dataclass(frozen=True)
class Around:
    """What the world is like. `bot_wrong`: it reads and does not answer as agreed. `shaky`: a send may end without an
    answer. `deaf`: a number may be refused. `held`: no text leaves for the moment.
    """

    bot_up: bool = True
    bot_wrong: bool = False
    shaky: bool = False
    deaf: bool = False
    held: bool = False


def possible(start: Iterable[Talk], acts: Sequence[Act], around: Around) -> set[Talk]:
    """Where everything may have come to rest after acts that were done at the same time."""
    ends: set[Talk] = set()
    for order in permutations(acts):
        states = {replace(talk, refused=0) for talk in start}
        for act in order:
            states = {act(talk) for talk in reach(states, around)}
        ends |= {talk for talk in reach(states, around) if not any(by_itself(talk, around))}
    return ends


def reach(states: Iterable[Talk], around: Around) -> set[Talk]:
    found, left = set(states), list(states)
    while left:
        for talk in by_itself(left.pop(), around):
            if talk not in found:
                found.add(talk)
                left.append(talk)
    return found


def by_itself(talk: Talk, around: Around) -> Iterator[Talk]:
    if around.bot_up:
        unread = next((line for line in talk.said if not line.read), None)
        if unread is not None:
            yield talk.with_line(replace(unread, read=True))
        if talk.turn is not None and talk.closed:
            yield talk.given_to_person() if around.bot_wrong else _answer(talk)
    if talk.turn and not talk.closed and talk.floor == "customer" and _ends(talk):
        yield talk.with_turn_closed()
    for line in talk.said:
        if line.left == "ready" and not around.held:
            yield from _sent(talk, line, around)
        elif line.left == "unknown":
            yield talk.with_line(replace(line, left="taken"))
            yield talk.with_line(replace(line, left="ready"))


def _ends(talk: Talk) -> bool:
    lines = [line for line in talk.said if line.id in (talk.turn or ())]
    return any(line.read and line.words == URGENT for line in lines) or (lines[-1].read and lines[-1].words == DONE)


def _answer(talk: Talk) -> Talk:
    told = talk.turn or ()
    if talk.returned:
        waiting, talk = talk.waiting, replace(talk.moved("customer").without_turn(), waiting=())
        talk = talk.with_said("bot", "back")
        return replace(talk, answered=(told, talk.count), turn=waiting or None)
    if any(line.words == URGENT for line in talk.said if line.id in told):
        talk = replace(talk.moved("queue"), case="waiting", case_of=None)
        talk = talk.without_turn().with_said("bot", "handed over")
    else:
        talk = talk.moved("customer").without_turn().with_said("bot", f"heard {len(told)}")
    return replace(talk, answered=(told, talk.count))


def _sent(talk: Talk, line: Line, around: Around) -> Iterator[Talk]:
    if talk.stopped or (line.author == "bot" and line.epoch != talk.epoch):
        yield talk.with_line(replace(line, left="kept"))
        return
    yield talk.with_line(replace(line, left="taken"))
    if around.shaky:
        yield talk.with_line(replace(line, left="unknown"))
    if around.deaf:
        yield talk.with_line(replace(line, left="failed"))
