"""The names that both programs agree on (docs/contracts.md). A company may add to them, not rename."""

KINDS = (
    "late",
    "missing",
    "damaged",
    "wrong_item",
    "faulty",
    "not_as_described",
    "overcharged",
    "refund_missing",
    "cancellation",
    "staff",
    "no_response",
    "account_access",
    "technical",
    "safety",
    "fraud",
    "policy",
    "other",
)

FEELINGS = (
    "angry",
    "frustrated",
    "disappointed",
    "worried",
    "sad",
    "confused",
    "embarrassed",
    "ignored",
    "cheated",
    "exhausted",
    "grateful",
)

FACT_KEYS = (
    "order_number",
    "reference_number",
    "product",
    "purchase_date",
    "incident_date",
    "promised_date",
    "deadline",
    "amount",
    "person_name",
    "email",
    "phone",
    "place",
    "contacts_before",
    "waiting_time",
    "company_promise",
)

WANTED = (
    "refund",
    "replacement",
    "repair",
    "delivery",
    "cancellation",
    "compensation",
    "apology",
    "explanation",
    "answer",
    "correction",
    "improvement",
    "access",
    "not_said",
)

FLAGS = ("safety", "legal", "public", "vulnerable", "fraud", "repeat", "leaving")
