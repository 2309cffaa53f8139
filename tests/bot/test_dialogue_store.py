"""The store of dialogues: it opens or says why not, and two processes cannot both answer a turn."""

import asyncio
from pathlib import Path

import pytest
from channel.dialogue_store import DialogueMoved, DialogueStore, DialogueStoreUnavailable
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered


@pytest.fixture
def store(tmp_path: Path) -> DialogueStore:
    return _opened(tmp_path)


def _opened(folder: Path) -> DialogueStore:
    return DialogueStore(Domain.empty(), str(folder / "bot.db"))


@pytest.mark.parametrize("place", ["/proc/no/such/place.db", "postgresql://nobody:secret@127.0.0.1:1/bot"])
def test_a_database_that_cannot_be_opened_stops_the_start(place: str) -> None:
    with pytest.raises(DialogueStoreUnavailable, match="AMENDS_TRACKER_DB") as raised:
        DialogueStore(Domain.empty(), place)
    assert "secret" not in str(raised.value)


async def test_a_dialogue_is_read_as_it_was_kept(store: DialogueStore, tmp_path: Path) -> None:
    tracker = await store.dialogue("c")
    tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], Domain.empty())
    await store.keep(tracker)
    tracker = await store.dialogue("c")
    tracker.update(UserUttered("hi", {"name": "greet"}, metadata={"readings": []}))
    await store.keep(tracker)
    again = await _opened(tmp_path).dialogue("c")
    assert [event.type_name for event in again.events] == ["session_started", "action", "user"]


async def test_who_comes_too_late_keeps_nothing(store: DialogueStore, tmp_path: Path) -> None:
    first, second = await asyncio.gather(store.dialogue("c"), _opened(tmp_path).dialogue("c"))
    for tracker in (first, second):
        tracker.update(UserUttered("hi", {"name": "greet"}))
    await store.keep(first)
    with pytest.raises(DialogueMoved):
        await store.keep(second)
    assert len((await store.dialogue("c")).events) == 1
