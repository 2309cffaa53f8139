"""How a fragment ends. A "done" inside a story is the worse error."""

import pytest
from understanding.closing import closing

DONE = [
    "that's all",
    "That's it, thanks!",
    "thats it",
    "DONE",
    "I'm done",
    "ok that's everything",
    "no that's all thank you",
    "well that was it. that's all I have",
    "It never came. That's my complaint.",
    "The end.",
    "end of story",
    "nothing else to add",
    "over to you",
    "and that's it really",
    "that is all from my side",
    "i'm finished",
    "3/3 and now it's broken too",
    "so yeah, that's about it",
    "that's the whole story",
]
NOT_DONE = [
    "that's all they said",
    "that's it?!",
    "is that it?",
    "I'm done with you people",
    "I thought that's it and went home",
    "that's all I got for 40 quid, a cracked jug",
    "that's all very well but I want my money",
    "when I was done paying it crashed",
    "it's finished on one side only",
    "and that's it, no reply since",
    "the end of the cable is broken",
    "that's everything I own gone",
    "they said they were done",
    "done properly it would have worked",
    "nothing else worked",
    "it was all done by monday",
    "that is it exactly",
    "over and over",
]
QUESTION = [
    "so what are you going to do about it",
    "What are you going to do about it?",
    "how will you fix this?",
    "Can I get my money back?",
    "when will it arrive?",
    "I'd like an answer. Please advise",
    "what now?",
    "can someone call me?",
    "What happens next?",
    "will you refund me?",
    "how long do I have to wait?",
    "any update?",
]
NO_QUESTION = [
    "can you believe it?",
    "are you serious?",
    "do you know how long I waited?",
    "how dare you?",
    "what kind of company does that?",
    "right?",
    "I asked when it would come and they hung up",
    "are you a bot?",
]
OPEN = [
    "and then",
    "it broke, and",
    "so I rang you...",
    "I rang you…",
    "1/3 so I ordered",
    "I rang you (2/3)",
    "hang on",
    "wait, there's more",
    "My complaint is the following:",
    "first of all,",
    "it came with a cracked jug but",
    "one sec",
    "more to come",
]
PLAIN = [
    "it broke",
    "open 24/7",
    "rated 1/5",
    "it came on 1/3",
    "🙂",
    "...",
    "",
    "I paid 40 quid.",
    "half of it is 1/2 price",
]


@pytest.mark.parametrize("text", DONE)
def test_the_customer_is_done(text: str) -> None:
    assert closing(text) == "done"


@pytest.mark.parametrize("text", NOT_DONE)
def test_a_story_is_not_closed_by_a_phrase_inside_it(text: str) -> None:
    assert closing(text) != "done"


@pytest.mark.parametrize("text", QUESTION)
def test_the_customer_asks_what_we_will_do(text: str) -> None:
    assert closing(text) == "question"


@pytest.mark.parametrize("text", NO_QUESTION)
def test_a_rhetorical_question_asks_nothing(text: str) -> None:
    assert closing(text) != "question"


@pytest.mark.parametrize("text", OPEN)
def test_more_is_coming(text: str) -> None:
    assert closing(text) == "open"


@pytest.mark.parametrize("text", PLAIN)
def test_most_fragments_end_in_no_special_way(text: str) -> None:
    assert closing(text) is None
