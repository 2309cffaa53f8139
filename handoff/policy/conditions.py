"""The expressions of `remedies.yml` over the facts of a situation, checked before they are ever needed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import rule_engine
from rule_engine.ast.base import ExpressionBase
from rule_engine.ast.binary.comparison import ComparisonExpression, LogicExpression
from rule_engine.ast.expression.access import ContainsExpression
from rule_engine.ast.literal import ArrayExpression, StringExpression
from rule_engine.errors import EngineError, SymbolResolutionError

from handoff.model.labels import FEELINGS, FLAGS, KINDS, WANTED
from handoff.model.situation import Situation

_TEXT, _NUMBER, _YES_NO = rule_engine.DataType.STRING, rule_engine.DataType.FLOAT, rule_engine.DataType.BOOLEAN
_LIST = rule_engine.DataType.ARRAY(_TEXT)
_FACTS: dict[str, Any] = {
    "kind": _TEXT,
    "kinds": _LIST,
    "wanted": _TEXT,
    "product": _TEXT,
    "reason": _TEXT,
    "channel": _TEXT,
    "amount": _NUMBER,
    "days_late": _NUMBER,
    "days_to_deadline": _NUMBER,
    "contacts_before": _NUMBER,
    "severity": _NUMBER,
    "amount_known": _YES_NO,
    "has_deadline": _YES_NO,
    "second_failure": _YES_NO,
    "flags": _LIST,
    "feelings": _LIST,
}
REASONS = (
    "story_complete",
    "wants_person",
    "danger",
    "self_harm",
    "threat",
    "abuse",
    "cannot_understand",
    "assistant_unavailable",
)
_VALUES = {
    "kind": KINDS,
    "kinds": KINDS,
    "wanted": WANTED,
    "flags": FLAGS,
    "feelings": FEELINGS,
    "reason": REASONS,
    "channel": ("web", "sms"),
}
_CONTEXT = rule_engine.Context(type_resolver=rule_engine.type_resolver_from_dict(_FACTS))


class BadCondition(Exception):
    """The message says what is wrong with the expression and what would be right."""


class Condition:
    """Raises BadCondition when it could never be decided, or never be true by a slip of the pen."""

    def __init__(self, text: str) -> None:
        try:
            self._rule = rule_engine.Rule(text, context=_CONTEXT)
        except SymbolResolutionError as error:
            raise BadCondition(
                f"does not know {error.symbol_name!r}; known are: {', '.join(sorted(_FACTS))}"
            ) from error
        except EngineError as error:
            raise BadCondition(f"cannot be read ({_first_words(error)}); write such as kind == 'late'") from error
        expression = self._rule.statement.expression
        if expression.result_type != _YES_NO:
            raise BadCondition("must be true or false; write a comparison such as kind == 'late'")
        for part in _parts(expression):
            _check_part(part)

    def fits(self, situation: Situation) -> bool:
        return bool(self._rule.matches(_facts(situation)))


def _facts(situation: Situation) -> dict[str, Any]:
    days = situation.days_to_deadline
    return {
        **vars(situation),
        "kinds": list(situation.kinds),
        "flags": list(situation.flags),
        "feelings": list(situation.feelings),
        "amount": Decimal(0) if situation.amount is None else situation.amount,
        "amount_known": situation.amount is not None,
        "days_to_deadline": 0 if days is None else days,
        "has_deadline": days is not None,
    }


def _parts(expression: Any) -> Iterator[Any]:
    yield expression
    for name in ("left", "right", "container", "member", "condition", "case_true", "case_false"):
        inner = getattr(expression, name, None)
        if isinstance(inner, ExpressionBase):
            yield from _parts(inner)


def _check_part(part: Any) -> None:
    if isinstance(part, LogicExpression):
        for side in (part.left, part.right):
            if side.result_type != _YES_NO:
                raise BadCondition("joins something that is not true or false; write a comparison on each side")
    elif isinstance(part, ComparisonExpression):
        if part.left.result_type != part.right.result_type:
            raise BadCondition(
                "compares two different sorts of value, which are never equal; a list needs `'x' in list`"
            )
        _check_values(part.left, part.right)
        _check_values(part.right, part.left)
    elif isinstance(part, ContainsExpression):
        _check_values(part.member, part.container)
        _check_values(part.container, part.member)


def _check_values(named: Any, given: Any) -> None:
    """A misspelt label would never fit, and nobody would notice."""
    allowed = _VALUES.get(getattr(named, "name", ""))
    if allowed is None:
        return
    for value in _texts(given):
        if value not in allowed:
            raise BadCondition(f"{named.name} is never {value!r}; it is one of: {', '.join(allowed)}")


def _texts(expression: Any) -> list[str]:
    if isinstance(expression, StringExpression):
        return [str(expression.value)]
    if isinstance(expression, ArrayExpression):
        return [text for item in expression.value for text in _texts(item)]
    return []


def _first_words(error: EngineError) -> str:
    return str(error.message).splitlines()[0]
