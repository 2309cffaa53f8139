"""The drafted reply answers this story, and never with words that hurt or say nothing."""

import pytest

from handoff.store.database import Database
from tests.handoff.case_world import World, damaged, fact


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def test_the_draft_keeps_silent_about_words_that_would_hurt_or_say_nothing(world: World) -> None:
    words = {"words": "you useless idiots sent a cracked jug", "fragment": "m1", "start": 0, "end": 37}
    insulted = damaged(quotes={"happened": words}, abuse={"level": "insult", "probability": 0.9})
    packet = await world.cases.packet((await world.case(intake=insulted)).ref)
    assert packet["boundary"]["act"] == "name_it"
    assert "idiots" not in packet["draft_reply"]
    empty = {"words": "Unfortunately it came with a crack", "fragment": "m1", "start": 0, "end": 34}
    packet = await world.cases.packet((await world.case("session-2", damaged(quotes={"happened": empty}))).ref)
    assert "nfortunately" not in packet["draft_reply"]
    assert packet["draft_reply"].startswith("Hello,\n\nThank you for writing to us.")


async def test_a_story_about_staff_is_not_answered_to_the_person_complained_about(world: World) -> None:
    rude = {"complaint": 0.9, "kind": "staff", "facts": [fact("person_name", "Kevin")]}
    assert (await world.cases.packet((await world.case(intake=rude)).ref))["draft_reply"].startswith("Hello,")


async def test_a_draft_for_a_text_message_is_one_short_paragraph(world: World) -> None:
    opened = await world.case("+447400123456", sms=True)
    draft = (await world.cases.packet(opened.ref))["draft_reply"]
    assert "\n" not in draft
    assert len(draft) < 450
