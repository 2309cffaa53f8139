"""While the assistant does not answer: hold once, then a person; a promise only with a case."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from handoff.model.floor import Floor
from handoff.settings import ROOT
from handoff.store import conversations
from tests.handoff.fake_bot import FakeBot
from tests.handoff.service import Service


@pytest.fixture
def impatient(tmp_path: Path) -> Path:
    """Policies that hold after 0.3 s and give up after 1.5 s."""
    folder = tmp_path / "policy"
    shutil.copytree(ROOT / "handoff" / "policy", folder)
    numbers = yaml.safe_load((folder / "listening.yml").read_text())
    numbers["assistant"] |= {"holding_after": 0.3, "person_after": 1.5}
    (folder / "listening.yml").write_text(yaml.safe_dump(numbers))
    return folder


async def handed_over(service: Service, conversation: str) -> list[str]:
    async def in_queue() -> bool:
        return (await service.conversation(conversation)).floor is Floor.QUEUE

    await service.until(in_queue)
    return await service.said(conversation)


async def test_a_bot_that_stays_away_holds_once_and_then_gives_the_story_to_a_person(
    start: Callable[..., Any], impatient: Path
) -> None:
    service: Service = await start(FakeBot(down=True), policy_dir=impatient)
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)
    said = await handed_over(service, told.conversation)
    [ref] = await service.look(lambda conn: conversations.case_refs(conn, told.conversation))
    holding, promise = said
    assert "reference" not in holding and ref in promise and "{" not in promise
    packet = await service.parts.cases.packet(ref)
    assert packet["handoff"]["reason"] == "assistant_unavailable"
    assert "cracked jug" in packet["headline"]
    service.bot.down = False

    async def understood() -> bool:
        return bool(service.bot.understood)

    await service.until(understood, patience=20)


async def test_a_slow_bot_is_held_for_and_still_answers(start: Callable[..., Any], impatient: Path) -> None:
    service: Service = await start(FakeBot(slow=0.8), policy_dir=impatient)
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)

    async def answer() -> list[str]:
        return await service.said(told.conversation, "bot")

    assert await service.until(answer) == ["I heard 1: it came with a cracked jug"]
    assert len(await service.said(told.conversation, "system")) == 1


@pytest.mark.parametrize("wrong", ["500", "400", "html", "empty"])
async def test_an_answer_that_is_wrong_three_times_goes_to_a_person(start: Callable[..., Any], wrong: str) -> None:
    service: Service = await start(FakeBot(wrong=wrong))
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)
    [promise] = await handed_over(service, told.conversation)
    assert "{" not in promise
    assert len(service.bot.responded) == 3


async def test_one_poisoned_conversation_does_not_hold_up_another(start: Callable[..., Any]) -> None:
    service: Service = await start(FakeBot(wrong="500"))
    poisoned = await service.tell("it came with a cracked jug", who="one")
    await service.parts.inbox.done(poisoned.conversation)

    async def asked() -> bool:
        return bool(service.bot.responded)

    await service.until(asked)
    service.bot.wrong = None
    fine = await service.tell("my jug is late", who="two")
    await service.parts.inbox.done(fine.conversation)

    async def both() -> bool:
        return bool(await service.said(fine.conversation, "bot") and await service.said(poisoned.conversation, "bot"))

    await service.until(both)
