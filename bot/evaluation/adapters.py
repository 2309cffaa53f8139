"""THE table that maps public label sets to ours. A label that stands nowhere here maps to none of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Adapter = Mapping[str, tuple[str, ...]]

# our feeling → their emotions
GOEMOTIONS: Adapter = {
    "angry": ("anger",),
    "frustrated": ("annoyance",),
    "disappointed": ("disappointment",),
    "worried": ("fear", "nervousness"),
    "sad": ("sadness", "grief"),
    "confused": ("confusion",),
    "embarrassed": ("embarrassment",),
    "grateful": ("gratitude",),
}
EMPATHETIC: Adapter = {
    "angry": ("angry", "furious"),
    "frustrated": ("annoyed",),
    "disappointed": ("disappointed",),
    "worried": ("anxious", "apprehensive", "afraid", "terrified"),
    "sad": ("sad", "devastated", "lonely"),
    "embarrassed": ("embarrassed", "ashamed"),
}

# their reason → the kinds of ours that say it. One of ours may say several of theirs: "staff" is both the person on
# board and the one on the phone. A reason without a kind of its own ("longlines") has what we call it.
AIRLINE: Adapter = {
    "Late Flight": ("late",),
    "Cancelled Flight": ("cancellation",),
    "Lost Luggage": ("missing",),
    "Damaged Luggage": ("damaged",),
    "Customer Service Issue": ("no_response", "staff"),
    "Flight Attendant Complaints": ("staff",),
    "Flight Booking Problems": ("technical", "account_access", "overcharged"),
    "Bad Flight": ("faulty", "not_as_described", "policy"),
    "longlines": ("other",),
}

# our kind → their topics; topics that are about a product and no issue ("iPhone", "Playlist") are left out
APPLE: Adapter = {
    "technical": ("Update", "Unresponsive/Freezing Device"),
    "faulty": ("Battery",),
    "refund_missing": ("Refund",),
}
SPOTIFY: Adapter = {
    "technical": ("App",),
    "account_access": ("Account",),
    "overcharged": ("Billing/Payment",),
}

# our fact → their slots
NLUPP_MONEY: Adapter = {"amount": ("amount_of_money",)}
NLUPP_NAMES: Adapter = {"person_name": ("person_name",)}
NLUPP_DATES: Adapter = {"date": ("date", "date_from", "date_to")}
# What a date is about is not annotated there; any of our dates counts.
DATE_FACTS = frozenset({"purchase_date", "incident_date", "promised_date", "deadline"})

# their record of a customer → our fact
RECORD = {"customer_name": "person_name", "phone": "phone", "email": "email", "order_id": "order_number"}

# their intent → the probability of ours
WANTS_PERSON = "handoff"
# our levels of abuse that count as abusive; swearing at a situation does not
ABUSIVE = frozenset({"insult", "slur", "threat"})


def ours(theirs: Iterable[str], adapter: Adapter) -> frozenset[str]:
    """Our labels for the labels of a public data set."""
    given = frozenset(theirs)
    return frozenset(name for name, sources in adapter.items() if given & set(sources))
