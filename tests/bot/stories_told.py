"""Intakes as the assistant understands them, written out for the tests of the reflection."""

from typing import Any

NO_QUOTES: dict[str, Any] = {"happened": None, "cost": None, "wants": None}


def said(words: str) -> dict[str, Any]:
    return {"words": words, "fragment": "m0", "start": 0, "end": len(words)}


def feeling(name: str, intensity: float, quote: str = "") -> dict[str, Any]:
    return {"name": name, "intensity": intensity, "quote": quote}


def fact(key: str, value: str, words: str = "", confidence: float = 0.9) -> dict[str, Any]:
    return {"key": key, "value": value, "words": words or value, "confidence": confidence, "fragment": "m1"}


def intake(
    happened: str,
    *,
    cost: str = "",
    feelings: tuple[dict[str, Any], ...] = (),
    facts: tuple[dict[str, Any], ...] = (),
    wanted: str = "not_said",
) -> Any:
    return {
        "headline": happened[:80],
        "summary": [],
        "quotes": {
            "happened": said(happened) if happened else None,
            "cost": said(cost) if cost else None,
            "wants": None,
        },
        "feelings": list(feelings),
        "facts": list(facts),
        "wanted": {"kind": wanted},
    }


BLENDER = intake(
    "my ProBlend came with a cracked jug AGAIN",
    cost="I had promised the kids smoothies for the party",
    feelings=(feeling("frustrated", 0.8, "so fed up with this"),),
    facts=(fact("contacts_before", "3", "called three times"), fact("person_name", "Priya Nair")),
    wanted="replacement",
)
HEATING = intake(
    "the engineer didn't turn up and we've had no heating since Sunday",
    cost="my mother is 82 and sat in her coat all weekend",
    feelings=(feeling("worried", 0.9, "I'm worried sick"), feeling("angry", 0.7, "and angry")),
    wanted="repair",
)
FEE = intake(
    "you charged me £45 for a delivery that was meant to be free",
    feelings=(feeling("cheated", 0.5),),
    facts=(fact("amount", "45.00 GBP", "£45"),),
    wanted="refund",
)
HOTEL = intake(
    "the hotel room on Harbour Street smelled of paint and the balcony door was stuck",
    wanted="compensation",
)
LOCKED = intake(
    "i cant log in to the app since the update",
    feelings=(feeling("confused", 0.2),),
    wanted="access",
)
RUDE = intake(
    "the man at the Croydon desk laughed at me and walked away while I was still talking",
    feelings=(feeling("embarrassed", 0.6, "humiliated in front of everyone"),),
    wanted="apology",
)
LATE = intake(
    "Sofa was due on Tuesday, still nothing!!",
    cost="took 2 days off work",
    feelings=(feeling("exhausted", 0.75), feeling("ignored", 0.5)),
    facts=(
        fact("company_promise", "they promised Tuesday", "they promised Tuesday"),
        fact("deadline", "2026-12-24", "Christmas Eve"),
    ),
    wanted="delivery",
)
ALL = {
    "blender": BLENDER,
    "heating": HEATING,
    "fee": FEE,
    "hotel": HOTEL,
    "locked": LOCKED,
    "rude": RUDE,
    "late": LATE,
}


def texts_of(story: Any) -> list[str]:
    """The customer's messages, from what the intake keeps of them."""
    quotes = [quote["words"] for quote in story["quotes"].values() if quote]
    return [*quotes, *(fact["words"] for fact in story["facts"]), *(felt["quote"] for felt in story["feelings"])]
