"""The labels of the contract in words that an agent reads at a glance."""

from collections.abc import Sequence

from handoff.cases.packet_shape import Change

FEELINGS = {
    "angry": "Angry",
    "frustrated": "Frustrated",
    "disappointed": "Disappointed",
    "worried": "Worried",
    "sad": "Sad",
    "confused": "Confused",
    "embarrassed": "Embarrassed",
    "ignored": "Not heard",
    "cheated": "Cheated",
    "exhausted": "Worn out",
    "grateful": "Grateful",
}
KINDS = {
    "late": "Late",
    "missing": "Missing",
    "damaged": "Damaged",
    "wrong_item": "Wrong item",
    "faulty": "Faulty",
    "not_as_described": "Not as described",
    "overcharged": "Overcharged",
    "refund_missing": "Refund missing",
    "cancellation": "Cancellation",
    "staff": "Treatment by staff",
    "no_response": "No answer from us",
    "account_access": "Account access",
    "technical": "Technical",
    "safety": "Safety",
    "fraud": "Fraud",
    "policy": "Our rules",
    "other": "Other",
}
FACTS = {
    "order_number": "Order number",
    "reference_number": "Reference",
    "product": "Product",
    "purchase_date": "Bought on",
    "incident_date": "Happened on",
    "promised_date": "Promised for",
    "deadline": "Needed by",
    "amount": "Amount",
    "person_name": "Name",
    "email": "E-mail",
    "phone": "Phone",
    "place": "Place",
    "contacts_before": "Earlier contacts",
    "waiting_time": "Waiting for",
    "company_promise": "We promised",
}
MISSING = {
    "purchase_date": "the day it was bought",
    "incident_date": "the day it happened",
    "promised_date": "the day that was promised",
    "deadline": "by when it is needed",
    "contacts_before": "how often they wrote before",
    "company_promise": "what we promised",
}
WANTED = {
    "refund": "Their money back",
    "replacement": "A replacement",
    "repair": "A repair",
    "delivery": "The delivery",
    "cancellation": "To cancel",
    "compensation": "Compensation",
    "apology": "An apology",
    "explanation": "An explanation",
    "answer": "An answer",
    "correction": "A correction",
    "improvement": "That we do better",
    "access": "Access",
    "not_said": "Not said yet",
}
FLAGS = {
    "safety": "Safety",
    "legal": "Speaks of legal steps",
    "public": "May go public",
    "vulnerable": "Vulnerable",
    "fraud": "Fraud",
    "repeat": "Not the first time",
    "leaving": "About to leave us",
}
SEVERITIES = {4: "At once", 3: "Urgent", 2: "Soon", 1: "Calm"}
STATES = {
    "waiting": "Waiting",
    "taken": "With a person",
    "resolved": "Resolved",
    "closed": "Closed",
    "reopened": "Reopened",
}
REASONS = {
    "story_complete": "The story is told and the facts are here.",
    "wants_person": "The customer asked for a person.",
    "danger": "Somebody may be in danger.",
    "self_harm": "The customer may harm themselves.",
    "threat": "The customer threatened somebody.",
    "abuse": "The customer became abusive; the claim still counts.",
    "cannot_understand": "The assistant could not understand.",
    "assistant_unavailable": "The assistant could not answer.",
}
CHANNELS = {"web": "Web chat", "sms": "SMS"}
WAYS = {"web": "in the chat", "sms": "as SMS"}
SOURCES = {"customer": "customer", "channel": "channel", "agent": "colleague"}
ROLES = {"agent": "Agent", "supervisor": "Supervisor", "designer": "Designer", "admin": "Administrator"}
TIMELINE = {"contact": "earlier contact", "company_promise": "we promised", "incident": "it happened"}
DECIDED = {
    "corrected": "corrected",
    "added": "added",
    "confirmed": "confirmed",
    "picked": "chose",
    "removed": "took out",
}
APPROVALS = {"approved": "said yes", "declined": "said no"}
FLOORS = {"customer": "Customer is telling", "bot": "Assistant", "queue": "Waiting for a person", "human": "A person"}


def strength(intensity: float) -> str:
    """`intensity`: 0..1"""
    return "very" if intensity >= 0.75 else "clearly" if intensity >= 0.45 else "a little"


CHANGES = {
    "fact_added": "{key} is known: {after}",
    "fact_changed": "{key} was {before}, now {after}",
    "fact_gone": "{key} {before} was taken back",
    "feeling_added": "feels {after} too",
    "flag_added": "new sign: {after}",
    "wanted_changed": "now wants {after}",
    "kind_changed": "now about {after}",
    "severity_raised": "more urgent now",
    "headline_changed": "new headline: {after}",
    "missing_changed": "missing facts: {after}",
}


def change(made: Change) -> str:
    """What a new version of the packet brought, in words."""
    key = FACTS.get(made["key"] or "", plain(made["key"] or ""))
    known = FACTS | WANTED | KINDS | FEELINGS | FLAGS
    before, after = (known.get(said or "", said or "nothing") for said in (made["before"], made["after"]))
    return CHANGES.get(made["what"], plain(made["what"])).format(key=key, before=before, after=after)


def plain(label: str) -> str:
    """A label that a company added itself."""
    return label.replace("_", " ").capitalize()


def several(things: Sequence[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def sure(confidence: float | None, confirmed_by: str | None) -> str:
    """`confidence`: 0..1, or None when nobody measured it."""
    if confirmed_by:
        return "confirmed"
    if confidence is None or confidence >= 0.85:
        return "sure"
    return "likely" if confidence >= 0.6 else "please check"


AUDITED = {
    "read": "read",
    "opened": "opened the case",
    "taken": "took it",
    "replied": "answered the customer",
    "noted": "wrote a private note",
    "fact": "decided a fact",
    "remedy": "gave a remedy",
    "asked": "asked for a yes",
    "approved": "said yes",
    "declined": "said no",
    "withdrawn": "took the request back",
    "resolved": "resolved it",
    "returned": "gave it back to the assistant",
    "closed": "closed it",
    "reopened": "opened it again",
    "refreshed": "understood it anew",
    "handed_to_team": "gave it to the team",
    "handed_to_colleague": "gave it to a colleague",
    "came_back": "put it back into the queue",
    "promise_kept": "kept a promise",
    "promise_due_soon": "recalled a promise",
    "promise_broken": "noted a promise that was not kept in time",
    "followed_up": "asked whether it was made right",
    "said_it_waits": "said that it waits for a person",
    "follow_up_skipped": "did not ask whether it was made right",
    "made_right": "heard that it was made right",
    "added": "let in",
    "deactivated": "deactivated",
    "activated": "let in again",
    "password_reset": "gave a new password to",
    "role_changed": "changed the role of",
}
HANDED_OVER = {
    "story_complete": "The story was told",
    "wants_person": "Wanted a person",
    "danger": "Danger",
    "self_harm": "May harm themselves",
    "threat": "A threat",
    "abuse": "Abusive words",
    "cannot_understand": "Not understood",
    "assistant_unavailable": "Assistant was away",
    "not_made_right": "Not made right",
}
PROMISED_BY = {"first_answer": "The first answer", "own_words": "In a person's own words"}
