"""`site.yml`: whose complaint line this is, and how its dates, money and times are written."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_currency

from handoff.model.money import Money
from handoff.policy.document import Document


@dataclass(frozen=True)
class Site:
    company: str
    team: str
    locale: Locale
    currency: str
    date_order: str  # DMY | MDY
    phone_region: str
    time_zone: ZoneInfo
    reference_prefix: str
    first_reference: int
    sms_price: Decimal  # of one segment
    allowed_origins: tuple[str, ...]

    def money(self, amount: Decimal) -> Money:
        return Money(amount, self.currency)

    def said(self, money: Money) -> str:
        """As people write it: £40, £39.99."""
        if money.amount != money.amount.to_integral_value():
            return str(format_currency(money.amount, money.currency, locale=self.locale))
        whole = self.locale.currency_formats["standard"].pattern.replace(".00", "")
        return str(format_currency(money.amount, money.currency, whole, locale=self.locale, currency_digits=False))

    def said_day(self, day: date, this_year: int) -> str:
        """Friday, 28 November; with the year when it is another one."""
        skeleton = "MMMMEEEEd" if day.year == this_year else "yMMMMEEEEd"
        return str(format_skeleton(skeleton, day, locale=self.locale))


def from_document(document: Document) -> Site | None:
    """None when something is wrong; what, stands in the document's problems."""
    if document.problems:
        return None
    value = document.value
    locale = _locale(value["language"], document)
    if value["time_zone"] not in available_timezones():
        document.problem(("time_zone",), f"{value['time_zone']!r} is not a time zone; write one such as Europe/London")
    if locale is None or document.problems:
        return None
    return Site(
        company=value["company"],
        team=value["team"],
        locale=locale,
        currency=value["currency"],
        date_order=value["date_order"],
        phone_region=value["phone_region"],
        time_zone=ZoneInfo(value["time_zone"]),
        reference_prefix=value["reference_prefix"],
        first_reference=value["first_reference"],
        sms_price=Decimal(value["sms_price"]),
        allowed_origins=tuple(value["allowed_origins"]),
    )


def _locale(language: str, document: Document) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        document.problem(("language",), f"{language!r} is not a known language; write one such as en-GB")
        return None
