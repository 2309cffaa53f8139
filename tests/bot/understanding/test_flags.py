"""Flags; danger to life or health is never missed."""

import pytest
from understanding.flags import find_flags

RAISED = [
    ("safety", "the kettle caught fire"),
    ("safety", "smoke came out of the plug"),
    ("safety", "I got an electric shock off the toaster"),
    ("safety", "there was glass in my soup"),
    ("safety", "my daughter nearly choked on a piece of plastic"),
    ("safety", "the brakes failed on the motorway"),
    ("safety", "we all got food poisoning"),
    ("safety", "i was throwing up all night after eating it"),
    ("safety", "gas leak in the kitchen and nobody came"),
    ("safety", "the charger got so hot it melted"),
    ("safety", "she had an allergic reaction, it wasnt on the label"),
    ("safety", "they gave my dad the wrong medication"),
    ("safety", "my mum is 82 and has had no heating for 4 days"),
    ("safety", "no heating and a newborn in the house"),
    ("safety", "the ceiling collapsed on us"),
    ("safety", "he ended up in hospital"),
    ("safety", "your driver threatened me"),
    ("safety", "I can't go on, i want to die"),
    ("safety", "he has run out of insulin because of you"),
    ("safety", "it exploded in my hand"),
    ("safety", "this thing is dangerous"),
    ("safety", "the ladder snapped and I hurt my back"),
    ("safety", "black mould all over the baby's room"),
    ("safety", "sparks flying from the socket"),
    ("legal", "you will hear from my solicitor"),
    ("legal", "I'll see you in court"),
    ("legal", "I'm going to the ombudsman"),
    ("legal", "reported to trading standards"),
    ("legal", "under the Consumer Rights Act 2015"),
    ("legal", "I have filed a police report"),
    ("legal", "consumer court case will be filed"),
    ("legal", "i will sue you"),
    ("legal", "this breaks the law"),
    ("public", "I'm telling everyone on Facebook"),
    ("public", "going to leave a 1 star review"),
    ("public", "this goes on trustpilot"),
    ("public", "I will go to the papers"),
    ("public", "posting this on tiktok tonight"),
    ("vulnerable", "my husband is disabled"),
    ("vulnerable", "I'm 34 weeks pregnant"),
    ("vulnerable", "my nan is 91 and lives alone"),
    ("vulnerable", "my father passed away in May"),
    ("vulnerable", "i can't afford food this week because of this"),
    ("vulnerable", "she is diabetic"),
    ("vulnerable", "my depression has got worse"),
    ("vulnerable", "we have a newborn"),
    ("fraud", "I never authorised this payment"),
    ("fraud", "someone used my card"),
    ("fraud", "this is a scam"),
    ("fraud", "my account was hacked"),
    ("fraud", "you sold me a fake"),
    ("fraud", "that's not my transaction"),
    ("repeat", "it's the third time"),
    ("repeat", "broken AGAIN"),
    ("repeat", "still no reply from you"),
    ("repeat", "I already called about this"),
    ("repeat", "the replacement was broken too"),
    ("repeat", "you keep sending the wrong one"),
    ("repeat", "no reply to any of my emails"),
    ("leaving", "cancel my account"),
    ("leaving", "I'm done with you people"),
    ("leaving", "you've lost a customer"),
    ("leaving", "I'll take my business elsewhere"),
    ("leaving", "never shopping here again"),
    ("leaving", "switching to another provider"),
]
NOT_RAISED = [
    ("safety", "I'm sick of this"),
    ("safety", "my fire stick doesn't work"),
    ("safety", "the wait is killing me"),
    ("safety", "it makes my blood boil"),
    ("safety", "the app crashed on launch"),
    ("safety", "what a shocking price"),
    ("safety", "it burned through the battery"),
    ("legal", "the ball is in your court"),
    ("legal", "don't judge me"),
    ("vulnerable", "you turned a blind eye"),
    ("vulnerable", "it fell on deaf ears"),
    ("vulnerable", "I passed on the message"),
    ("fraud", "at that price it was a steal"),
    ("fraud", "I spoke to your fraud department"),
    ("repeat", "thanks again"),
    ("repeat", "my parcel still hasn't arrived"),
    ("repeat", "speak again soon"),
    ("repeat", "I ordered a lamp in blue"),
    ("leaving", "I never received it"),
    ("leaving", "cancel my order please"),
    ("public", "I saw your ad on Facebook"),
]


@pytest.mark.parametrize(("name", "text"), RAISED)
def test_a_flag_is_raised(name: str, text: str) -> None:
    assert name in {flag["name"] for flag in find_flags(text)}


@pytest.mark.parametrize(("name", "text"), NOT_RAISED)
def test_words_that_mean_something_else_raise_no_flag(name: str, text: str) -> None:
    assert name not in {flag["name"] for flag in find_flags(text)}


@pytest.mark.parametrize("text", ["Hi", "where is my order?", "thank you so much, it was lovely", "I'd like a refund"])
def test_a_plain_message_raises_none(text: str) -> None:
    assert find_flags(text) == []


def test_a_flag_shows_its_words_once() -> None:
    text = "so – the kettle’s cord caught fire, it really caught fire"
    flags = [flag for flag in find_flags(text) if flag["name"] == "safety"]
    assert [text[flag["start"] : flag["end"]] for flag in flags] == ["caught fire"]
