"""What a customer had erased is gone from the dialogues, too."""

import sqlite3

from assistant import Assistant, turn


def test_a_conversation_is_forgotten_with_all_that_was_said(assistant: Assistant) -> None:
    asked = turn("my quokka kettle leaks all over the worktop")
    assert assistant.respond(asked)["phase"] == "reflecting"
    assert "quokka" in _kept(assistant)
    for _ in range(2):
        assert assistant.ask("forget", {"conversation": asked["conversation"]}).status_code == 200
        assert "quokka" not in _kept(assistant)
    # What comes too late, such as a turn that another replica was at, is neither answered nor kept.
    assert assistant.ask("respond", {**asked, "turn": "late"}).status_code == 503
    assert "quokka" not in _kept(assistant)


def test_a_bad_wish_to_forget_is_refused(assistant: Assistant) -> None:
    for body in ({}, {"conversation": "a b"}, {"conversation": "c", "all": True}, b"everything"):
        assert assistant.ask("forget", body).status_code == 400


def _kept(assistant: Assistant) -> str:
    with sqlite3.connect(assistant.database) as database:
        return "\n".join(database.iterdump()).lower()
