"""A bot of few words, scripted by the customer's own text: the shape of docs/contracts.md over real HTTP.

It reads by simple signs: "that's all" is done, "?" asks, "human" wants a person, "order 1234" gives the number.
It answers: a human wish hands over, thanks are returned, a story is handed over, anything else is heard.
"""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json, text

SECRET = "a secret between the two"
POISON = "unreadable"  # no reading of a fragment with this word

SIGNS = (
    (r"^(hi|hello)\b", "greet"),
    (r"^thanks", "thanks"),
    (r"that's all|that is all", "done_telling"),
    (r"\bhuman\b", "wants_person"),
    (r"\bhurt myself\b", "self_harm"),
    (r"^yes\b", "affirm"),
    (r"^no\b", "deny"),
    (r"\?$", "ask_question"),
)


@dataclass
class FakeBot:
    """The knobs: `down` refuses with 503, `slow` seconds before an answer, `wrong` answers outside the contract."""

    down: bool = False
    slow: float = 0.0
    wrong: str | None = None  # "html", "empty", "500", "400"
    asks_for_order: bool = False
    one_by_one: bool = False  # it was written before fragments could be read as a list
    lists: list[int] = field(default_factory=list)  # how many fragments each list had
    read: list[str] = field(default_factory=list)
    responded: list[dict[str, Any]] = field(default_factory=list)
    understood: list[dict[str, Any]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    def app(self, name: str) -> "Sanic[Any, Any]":
        app: Sanic[Any, Any] = Sanic(name, configure_logging=False)

        @app.on_request
        async def fails(request: Request) -> HTTPResponse | None:
            if request.headers.get("X-Amends-Secret") != SECRET:
                return json({"error": "forbidden", "detail": "the secret is wrong"}, status=403)
            return json({"error": "loading", "detail": "the model loads"}, status=503) if self.down else None

        @app.post("/webhooks/amends/read")
        async def read(request: Request) -> HTTPResponse:
            several = request.json.get("fragments")
            if several is not None:
                if self.one_by_one or any(POISON in one["text"] for one in several):
                    return json({"error": "bad_request", "detail": "not as a list"}, status=400)
                self.lists.append(len(several))
                self.read.extend(one["text"] for one in several)
                return json({"readings": [reading_of(one["id"], one["text"]) for one in several]})
            if POISON in request.json["text"]:
                return json({"error": "failed", "detail": "this cannot be read"}, status=500)
            self.read.append(request.json["text"])
            return json(reading_of(request.json["fragment"], request.json["text"]))

        @app.post("/webhooks/amends/understand")
        async def understand(request: Request) -> HTTPResponse:
            self.understood.append(request.json)
            return json(intake_of(request.json["fragments"]))

        @app.post("/webhooks/amends/forget")
        async def forget(request: Request) -> HTTPResponse:
            self.forgotten.append(request.json["conversation"])
            return json(request.json)

        @app.post("/webhooks/amends/respond")
        async def respond(request: Request) -> HTTPResponse:
            self.responded.append(request.json)
            await asyncio.sleep(self.slow)
            return _wrong(self.wrong) if self.wrong else json(self._answer(request.json))

        return app

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        story = " ".join(one["text"] for one in asked["fragments"])
        intake = intake_of(asked["fragments"])
        answer: dict[str, Any] = {
            "turn": asked["turn"],
            "say": [{"text": f"I heard {len(asked['fragments'])}: {story[:60]}", "buttons": BUTTONS}],
            "handoff": None,
            "expects": "order_number" if self.asks_for_order else None,
            "phase": "reflecting",
            "intake": intake,
        }
        if asked["button"] == "returned":
            return answer | {"say": [{"text": "I'm back with you."}], "phase": "listening"}
        if "human" in story or asked["button"] == "yes":
            said = "{person} has this now and will answer {promised}. Your reference is {reference}."
            handoff = {"reason": "wants_person", "words": story[:40], "intake": intake}
            return answer | {"say": [{"text": said}], "handoff": handoff, "expects": None, "phase": "handed_over"}
        return answer


BUTTONS = [{"id": "yes", "title": "Yes, that's it"}, {"id": "not_quite", "title": "Not quite"}]


def reading_of(fragment: str, text: str) -> dict[str, Any]:
    lowered = text.lower()
    intent = next((name for sign, name in SIGNS if re.search(sign, lowered)), "tell")
    if not re.search(r"\w", text):
        intent = "nothing_said"
    order = re.search(r"\border (\d{4,})", lowered)
    closing = "done" if intent == "done_telling" else "open" if lowered.endswith((" and", "…", ",")) else None
    fact = [] if order is None else [{"key": "order_number", "value": order[1], **_span(order), "confidence": 0.9}]
    angry = re.search(r"\bfed up\b", lowered)
    return {
        "fragment": fragment,
        "intent": {"name": intent, "confidence": 0.95},
        "feelings": [] if angry is None else [{"name": "frustrated", "intensity": 0.7, **_span(angry)}],
        "kinds": [{"name": "damaged", "confidence": 0.8}] if "crack" in lowered else [],
        "facts": fact,
        "sentences": [],
        "wanted": [],
        "flags": [],
        "complaint": 0.9 if intent == "tell" else 0.1,
        "upset": 0.7 if angry else 0.2,
        "wants_person": 0.9 if intent == "wants_person" else 0.0,
        "abuse": {"level": "none", "probability": 0.0},
        "closing": closing,
    }


def intake_of(fragments: list[dict[str, Any]]) -> dict[str, Any]:
    readings = [(one, reading_of(one["id"], one["text"])) for one in fragments]
    facts = [
        {**fact, "words": one["text"][fact["start"] : fact["end"]], "fragment": one["id"]}
        | {"source": "customer", "confirmed_by": None}
        for one, reading in readings
        for fact in reading["facts"]
    ]
    first = fragments[0] if fragments else {"id": "", "text": ""}
    whole = {"words": first["text"], "fragment": first["id"], "start": 0, "end": len(first["text"])}
    place = {"fragment": first["id"], "start": 0, "end": len(first["text"])}
    return {
        "complaint": 0.9,
        "upset": max((reading["upset"] for _, reading in readings), default=0.0),
        "wants_person": max((reading["wants_person"] for _, reading in readings), default=0.0),
        "abuse": {"level": "none", "probability": 0.0},
        "kind": "damaged",
        "kinds": [{"name": "damaged", "confidence": 0.8}],
        "feelings": [
            {
                **feeling,
                "quote": one["text"][feeling["start"] : feeling["end"]],
                "fragment": one["id"],
                "confirmed": None,
            }
            for one, reading in readings
            for feeling in reading["feelings"]
        ],
        "course": [{"fragment": one["id"], "upset": reading["upset"]} for one, reading in readings],
        "facts": facts,
        "conflicts": [],
        "missing": [] if facts else ["order_number"],
        "declined": [],
        "wanted": {"kind": "not_said", "words": None, "fragment": None, "start": None, "end": None},
        "deadline": None,
        "flags": [],
        "headline": first["text"][:80] or "No words",
        "quotes": {"happened": whole if fragments else None, "cost": None, "wants": None},
        "summary": [{"text": first["text"], "from": [place]}] if fragments else [],
        "timeline": [],
        "reflection": {"text": "I heard you.", "confirmed": None},
    }


def _span(match: re.Match[str]) -> dict[str, int]:
    return {"start": match.start(match.lastindex or 0), "end": match.end(match.lastindex or 0)}


def _wrong(how: str) -> HTTPResponse:
    match how:
        case "html":
            return text("<html>It works!</html>")
        case "empty":
            return json([])
        case "400":
            return json({"error": "malformed", "detail": "no such turn"}, status=400)
        case _:
            return json({"error": "failed", "detail": "an action failed"}, status=500)
