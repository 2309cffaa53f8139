"""Values of facts and sums of money as people at the desk read them."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from babel.dates import format_skeleton

from handoff.cases.fact_values import DATES
from handoff.model.money import Money
from handoff.policy.site import Site


def said(site: Site, amount: object) -> str:
    """`amount`: a number in the site's currency, or money such as `40.00 GBP`."""
    money = Money.parse(str(amount))
    if money is None:
        try:
            money = site.money(Decimal(str(amount)))
        except InvalidOperation:
            return str(amount)
    return site.said(money)


def fact_value(site: Site, key: str, value: str, this_year: int) -> str:
    if key == "amount":
        return said(site, value)
    if key in DATES:
        try:
            day = datetime.fromisoformat(value)
            skeleton = "MMMEd" if day.year == this_year else "yMMMEd"
            return str(format_skeleton(skeleton, day, locale=site.locale))
        except ValueError:
            return value
    return value


def written(key: str, value: str) -> str:
    """As it is written into a form field."""
    money = Money.parse(value) if key == "amount" else None
    return f"{money.amount}" if money else value


def kind_of_field(key: str, value: str = "") -> str:
    """The type of the form field; a date in the customer's words ("this morning") stays words."""
    if key in DATES and (not value or _is_day(value)):
        return "date"
    return {"email": "email", "phone": "tel"}.get(key, "text")


def _is_day(value: str) -> bool:
    try:
        return len(value) == len(date.fromisoformat(value).isoformat())
    except ValueError:
        return False
