"""The store of dialogues: it opens or says why not, and two processes cannot both answer a turn."""

import asyncio
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from channel.dialogue_store import DialogueMoved, DialogueStore, DialogueStoreUnavailable
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered

ROOT = Path(__file__).resolve().parents[2]


# The service's tests have a PostgreSQL of their own; here it runs in their environment until its input is closed.
POSTGRES = """
import sys
from postgres import running
with running() as server, server.new_database() as name:
    print(server.url(name), flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path_factory.mktemp("store") / "bot.db")
        return
    command, pipe = [ROOT / ".venv" / "bin" / "python", "-c", POSTGRES], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT / "tests" / "handoff", stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.communicate()


def _opened(place: str) -> DialogueStore:
    return DialogueStore(Domain.empty(), place)


@pytest.mark.parametrize("wrong", ["/proc/no/such/place.db", "postgresql://nobody:secret@127.0.0.1:1/bot"])
def test_a_database_that_cannot_be_opened_stops_the_start(wrong: str) -> None:
    with pytest.raises(DialogueStoreUnavailable, match="AMENDS_TRACKER_DB") as raised:
        _opened(wrong)
    assert "secret" not in str(raised.value)


async def test_a_dialogue_is_read_as_it_was_kept(place: str) -> None:
    store = _opened(place)
    tracker = await store.dialogue("c")
    tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], Domain.empty())
    store.keep(tracker, "t1", {"phase": "listening"})
    tracker = await store.dialogue("c")
    tracker.update(UserUttered("hi", {"name": "greet"}, metadata={"readings": []}))
    store.keep(tracker, "t2", {})
    again = await _opened(place).dialogue("c")
    assert [event.type_name for event in again.events] == ["session_started", "action", "user"]
    assert _opened(place).answer_to("c", "t1") == {"phase": "listening"}
    assert _opened(place).answer_to("c", "t3") is None


async def test_who_comes_too_late_keeps_nothing(place: str) -> None:
    store = _opened(place)
    first, second = await asyncio.gather(store.dialogue("d"), _opened(place).dialogue("d"))
    for tracker in (first, second):
        tracker.update(UserUttered("hi", {"name": "greet"}))
    store.keep(first, "t1", {"say": "this"})
    with pytest.raises(DialogueMoved):
        store.keep(second, "t1", {"say": "that"})
    assert len((await store.dialogue("d")).events) == 1
    assert store.answer_to("d", "t1") == {"say": "this"}


async def test_of_several_replicas_at_once_one_answers(place: str) -> None:
    stores = [_opened(place) for _ in range(4)]
    for round in range(20):
        trackers = [await store.dialogue(f"race-{round}") for store in stores]
        for tracker in trackers:
            tracker.update(UserUttered("hi", {"name": "greet"}))

        def keep(index: int, round: int = round, trackers: list[Any] = trackers) -> bool:
            try:
                stores[index].keep(trackers[index], f"t{index}", {"by": index})
            except DialogueMoved:
                return False
            return True

        kept = await asyncio.gather(*(asyncio.to_thread(keep, index) for index in range(4)))
        assert kept.count(True) == 1
        assert len((await stores[0].dialogue(f"race-{round}")).events) == 1


def test_replicas_that_start_at_once_make_the_tables_once(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRESQL_SCHEMA", "bot")
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(_opened, [place] * 4))
    for store in stores:
        store.ping()
        assert store.answer_to("nobody", "t") is None


async def test_what_is_forgotten_is_gone_and_only_that(place: str) -> None:
    store = _opened(place)
    for conversation in ("leaves", "stays"):
        tracker = await store.dialogue(conversation)
        tracker.update(UserUttered("my zanzibar kettle leaks", {"name": "tell"}, metadata={"readings": []}))
        store.keep(tracker, "t1", {"say": [{"text": "zanzibar, you said"}]})
    for _ in range(2):
        store.forget("leaves")
        assert len((await _opened(place).dialogue("leaves")).events) == 0
        assert store.answer_to("leaves", "t1") is None
    assert len((await store.dialogue("stays")).events) == 1
    assert store.answer_to("stays", "t1") == {"say": [{"text": "zanzibar, you said"}]}


async def test_a_turn_that_is_answered_while_its_conversation_is_forgotten_is_not_kept(place: str) -> None:
    store = _opened(place)
    begun, never_kept = await store.dialogue("going"), await store.dialogue("never")
    for tracker in (begun, never_kept):
        tracker.update(UserUttered("hi", {"name": "greet"}, metadata={"readings": []}))
    store.keep(begun, "t1", {})
    again = await store.dialogue("going")
    again.update(UserUttered("and more", {"name": "tell"}, metadata={"readings": []}))
    for conversation, tracker in (("going", again), ("never", never_kept)):
        _opened(place).forget(conversation)
        with pytest.raises(DialogueMoved):
            store.keep(tracker, "t2", {})
        assert len((await store.dialogue(conversation)).events) == 0
