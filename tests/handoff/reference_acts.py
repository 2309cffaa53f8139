"""What customers and agents do to a conversation, and hours in which nobody does anything."""

from dataclasses import replace

from handoff.channels.sms.opt_out import Wish, wish
from tests.handoff.reference import Act, Talk


def tell(text: str) -> Act:
    def act(talk: Talk) -> Talk:
        if talk.on_sms and wish(text) is Wish.STOP:
            talk = replace(talk, stopped=True, said=tuple(line.kept() for line in talk.said))
        elif talk.on_sms and wish(text) is Wish.START:
            talk = replace(talk, stopped=False)
        if talk.floor == "bot" and not talk.returned:
            talk = talk.moved("customer")
            return _join(talk, text, talk.turn or ())
        if talk.floor == "customer":
            if talk.turn is not None:
                return _join(talk, text, talk.turn)
            back, told = _take_back(talk)
            return _join(back, text, told)
        said = talk.with_said("customer", text)
        return replace(said, waiting=(*talk.waiting, said.count)) if talk.returned else said

    return act


def done(talk: Talk) -> Talk:
    return talk.with_turn_closed() if talk.floor == "customer" and talk.turn is not None else talk


def take(agent: str) -> Act:
    return lambda talk: _taken(talk, agent) or _refuse(talk)


def reply(agent: str, text: str) -> Act:
    def act(talk: Talk) -> Talk:
        held = _taken(talk, agent)
        if held is None or (talk.on_sms and talk.stopped):
            return _refuse(talk)
        return held.with_said("agent", text)

    return act


def resolve(agent: str) -> Act:
    def act(talk: Talk) -> Talk:
        if talk.case == "resolved" and talk.case_of == agent:
            return talk
        if talk.case != "taken" or talk.holder != agent:
            return _refuse(talk)
        return replace(talk.moved("customer"), case="resolved")

    return act


def hand_back(agent: str) -> Act:
    def act(talk: Talk) -> Talk:
        if talk.case == "closed" and talk.case_of == agent:
            return talk
        if talk.case != "taken" or talk.holder != agent:
            return _refuse(talk)
        return replace(talk.moved("bot"), case="closed", turn=(), closed=True, returned=True, waiting=())

    return act


def long_silence(bot_up: bool) -> Act:
    """Hours pass: an open turn closes; one that no bot answered goes to a person."""

    def act(talk: Talk) -> Talk:
        if talk.turn is None:
            return talk
        if not talk.closed:
            return talk.with_turn_closed()
        return talk if bot_up else talk.given_to_person()

    return act


def _join(talk: Talk, text: str, turn: tuple[int, ...]) -> Talk:
    said = talk.with_said("customer", text)
    return replace(said, turn=(*turn, said.count), closed=False)


def _take_back(talk: Talk) -> tuple[Talk, tuple[int, ...]]:
    """An answer that has not left is not said; its turn goes on."""
    unsent = [line for line in talk.said if line.author == "bot" and line.left == "ready"]
    if not unsent or talk.answered is None:
        return talk, ()
    told, answer = talk.answered
    said = tuple(line.kept() if line in unsent else line for line in talk.said if line.id != answer)
    return replace(talk, said=said), told


def _taken(talk: Talk, agent: str) -> Talk | None:
    """With the floor at this agent; None where that cannot be."""
    if talk.case in (None, "closed") or (talk.case == "taken" and talk.holder != agent):
        return None
    if talk.case == "taken":
        return talk
    return replace(talk.moved("human", agent).without_turn(), case="taken", case_of=agent)


def _refuse(talk: Talk) -> Talk:
    return replace(talk, refused=talk.refused + 1)
