"""What an agent or a program asks of a case, made typed once, for the desk and the API alike."""

from decimal import Decimal, InvalidOperation

from handoff.cases.handing import Why
from handoff.model.agent import Agent, Role
from handoff.model.refusal import Forbidden, Malformed

MOST_MONEY = Decimal(1_000_000)


def may_act(agent: Agent) -> Agent:
    """Raises Forbidden."""
    if agent.role is Role.DESIGNER:
        raise Forbidden("A designer may read cases, not act on them. Ask an agent or a supervisor.")
    return agent


def amount(given: str) -> Decimal | None:
    """None when there is none. Raises Malformed."""
    if not given.strip():
        return None
    try:
        found = Decimal(given.strip())
    except InvalidOperation as error:
        raise Malformed("The amount must be a number such as 40 or 39.99.") from error
    if not found.is_finite() or not 0 <= found <= MOST_MONEY:
        raise Malformed("The amount must be a number such as 40 or 39.99, not below 0.")
    return found


def hand_back_for(given: str) -> Why:
    """Without a word it is a new topic, as it always was. Raises Malformed."""
    try:
        return Why(given or Why.NEW_TOPIC)
    except ValueError:
        raise Malformed("The assistant takes a conversation back for feedback or for a new topic.") from None
