"""Which texts are a wish to be left alone, and which only contain such a word."""

import pytest

from handoff.channels.sms.opt_out import Wish, wish


@pytest.mark.parametrize(
    "text", ["STOP", "stop", " Stop. ", "UNSUBSCRIBE", "End", "quit!", "opt out", "OPTOUT", "Cancel", "revoke"]
)
def test_a_lone_opt_out_word_is_heeded(text: str) -> None:
    assert wish(text) is Wish.STOP


@pytest.mark.parametrize(
    "text",
    [
        "STOP ignoring me",
        "please cancel my order",
        "when does this end",
        "i quit using your shop",
        "HELP",
        "",
        "stop it now",
    ],
)
def test_a_sentence_that_contains_such_a_word_is_a_story(text: str) -> None:
    assert wish(text) is None


def test_start_lets_us_write_again() -> None:
    assert wish("Start") is Wish.START


def test_the_carriers_own_word_wins() -> None:
    assert wish("please leave me alone", "STOP") is Wish.STOP
