"""Anger at the situation is not abuse; an insult, a slur or a threat at a person is."""

import pytest
from understanding.abuse import abuse

NONE = [
    "I'm furious about this",
    "this is a disgrace",
    "you are all thieves",
    "your service is appalling and so is your app",
    "the worst company I have ever dealt with",
    "kill me now",
    "I could kill for a coffee",
    "my balls arrived deflated",
    "the screws were missing",
    "you should be ashamed of yourselves",
    "shut the shop already?",
    "I want to speak to your manager",
    "my dog ate it",
    "the driver was rude and aggressive",
    "I'm sick and tired of waiting",
    "I'll find another shop",
    "your system is hopeless",
    "it's a stupid policy",
    "I'm going to sue you",
    "I'll find you a receipt",
    "my twitter account",
    "your complaints department",
]
SWEARING = [
    "this is fucking ridiculous",
    "what the hell is going on",
    "the app is shit",
    "I'm so fucking angry with you",
    "bloody useless thing broke again",
    "for fuck's sake where is it",
    "wtf happened to my order",
    "ffs answer me",
    "this is bullsh*t",
    "damn thing leaks",
]
INSULT = [
    "you idiots sent the wrong one",
    "you are an idiot",
    "your driver is a moron",
    "you're a stupid bot",
    "fuck you",
    "f*** off",
    "screw you",
    "shut up",
    "go to hell",
    "are you stupid?",
    "you suck",
    "you people are scumbags",
    "the woman on the phone was a stupid cow",
    "bunch of morons",
    "dumb robot",
    "tell me now idiot",
    "you lot are fucking clowns",
]
SLUR = ["get me someone who isn't a paki", "you retards", "stop talking to me you faggot", "go back to your country"]
THREAT = [
    "I'll kill you",
    "I'm going to find you and hurt you",
    "i know where you live",
    "I hope you die",
    "watch your back",
    "someone should punch your driver",
    "i'll burn down your shop",
    "kys",
    "go kill yourself",
]


@pytest.mark.parametrize("text", NONE)
def test_plain_anger_is_no_abuse(text: str) -> None:
    assert abuse(text)["level"] == "none"


@pytest.mark.parametrize("text", SWEARING)
def test_swearing_at_the_situation_is_swearing_only(text: str) -> None:
    assert abuse(text)["level"] == "swearing"
    assert abuse(text)["probability"] < 0.5


@pytest.mark.parametrize(
    ("text", "level"),
    [(text, level) for texts, level in ((INSULT, "insult"), (SLUR, "slur"), (THREAT, "threat")) for text in texts],
)
def test_words_at_a_person_are_abuse(text: str, level: str) -> None:
    assert abuse(text)["level"] == level
    assert abuse(text)["probability"] > 0.5


def test_the_quick_look_lets_nothing_pass_that_a_list_would_find() -> None:
    from understanding.abuse import _is_suspicious

    assert all(_is_suspicious(text) for text in (*SWEARING, *INSULT, *SLUR, *THREAT))
