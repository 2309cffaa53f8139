"""What a whole turn means, from what its fragments mean, in the light of what the bot had asked."""

from collections.abc import Sequence

from understanding.shapes import Reading

URGENT = ("self_harm", "danger", "threat", "wants_person", "opt_out")  # the first of these wins, whatever else is said
SAYS_LITTLE = ("nothing_said", "greet", "done_telling")  # give way to any other fragment of the turn
SIDE_REMARKS = ("greet", "thanks", "off_topic", "abuse", "goodbye")
QUESTION = "ask_"  # so every question begins, also those that designers add; it is a side remark, too
SURE = 0.5  # of a kind of issue, or of complaint with any kind: then a side remark is part of the story
UNSURE = 0.45  # of the intent: whatever is not clearly something else is told
AGREED = 0.6  # of a yes: "hmm" is not yet one
ANSWERING = ("reflecting", "correcting", "gathering")
THUMBS = {"\N{THUMBS UP SIGN}": "affirm", "\N{THUMBS DOWN SIGN}": "deny", "\N{WHITE HEAVY CHECK MARK}": "affirm"}


def turn_intent(readings: Sequence[Reading], *, phase: str, expects: str | None) -> tuple[str, Reading]:
    """The intent, and the reading that decided it."""
    meant = [(_intent(reading, phase, expects), reading) for reading in readings]
    for urgent in URGENT:
        for intent, reading in meant:
            if intent == urgent:
                return intent, reading
    for wanted in ("tell", "praise"):
        for intent, reading in meant:
            if intent == wanted:
                return intent, reading
    weighty = [(intent, reading) for intent, reading in meant if intent not in SAYS_LITTLE]
    return (weighty or meant)[-1]


def _intent(reading: Reading, phase: str, expects: str | None) -> str:
    intent = reading["intent"]["name"]
    if intent in URGENT:
        return intent
    if expects is not None and any(fact["key"] == expects for fact in reading["facts"]):
        return "tell"
    if phase == "reflecting" and intent == "nothing_said":
        return next((meaning for sign, meaning in THUMBS.items() if sign in reading["text"]), intent)
    if intent == "affirm" and reading["intent"]["confidence"] < AGREED:
        return "tell"
    is_aside = intent in SIDE_REMARKS or intent.startswith(QUESTION)
    return "tell" if is_aside and _tells_all_the_same(reading, phase) else intent


def _tells_all_the_same(reading: Reading, phase: str) -> bool:
    """ "Where is my refund, you idiots?" is a story; "last Friday" is one when we had asked."""
    if reading["intent"]["confidence"] < UNSURE or (phase in ANSWERING and reading["facts"]):
        return True
    kind = max((kind["confidence"] for kind in reading["kinds"]), default=0.0)
    return kind >= SURE or (kind > 0 and reading["complaint"] >= SURE)
