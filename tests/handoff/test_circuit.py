"""A bot that fails again and again is left alone for a moment; another is asked in its place."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from handoff.circuit import Circuit
from handoff.model.floor import Floor
from handoff.settings import ROOT
from handoff.store import turns
from tests.handoff.at_the_desk import signed_in
from tests.handoff.fake_bot import FakeBot
from tests.handoff.service import Service
from tests.handoff.several import bot_urls


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_so_many_failures_in_a_row_and_then_lets_one_ask_for_all() -> None:
    seconds = Seconds()
    circuit = Circuit(3, 5.0, seconds)
    for _ in range(2):
        circuit.failed()
    circuit.worked()
    for _ in range(3):
        assert circuit.may_ask()
        circuit.failed()
    assert circuit.is_open and not circuit.may_ask()
    seconds.now += 5
    assert circuit.may_ask() and not circuit.may_ask()
    circuit.failed()
    seconds.now += 4
    assert not circuit.may_ask()
    seconds.now += 1
    assert circuit.may_ask()
    circuit.worked()
    assert circuit.may_ask() and circuit.may_ask() and not circuit.is_open


@pytest.fixture
def hasty(tmp_path: Path) -> Path:
    """Policies whose answers are late after 0.5 s and whose circuit opens after two failures."""
    return policies(tmp_path / "policy", holding_after=1.0, person_after=4.0, answer_within=0.5)


def policies(folder: Path, **assistant: float) -> Path:
    shutil.copytree(ROOT / "handoff" / "policy", folder)
    numbers = yaml.safe_load((folder / "listening.yml").read_text())
    numbers["assistant"] |= {**assistant, "circuit": {"opens_after": 2, "probes_after": 0.5}}
    (folder / "listening.yml").write_text(yaml.safe_dump(numbers))
    return folder


async def told(service: Service, text: str, who: str) -> str:
    receipt = await service.tell(text, who=who)
    await service.parts.inbox.done(receipt.conversation)
    return receipt.conversation


async def test_while_one_bot_is_gone_the_other_answers_and_nobody_is_kept_waiting(start: Callable[..., Any]) -> None:
    bots = [FakeBot(), FakeBot()]
    async with bot_urls(bots) as urls:
        service: Service = await start(bot_url=f"http://127.0.0.1:9,{','.join(urls)}", time_scale=1)
        ids = [await told(service, f"it came broken {n}", f"s{n}") for n in range(12)]
        for id in ids:
            await service.until(lambda id=id: service.said(id, "bot"))
        assert all(bot.responded for bot in bots)
        assert [await service.said(id, "system") for id in ids] == [[]] * 12
        assert "amends_bots_away 1.0" in (await service.http.get("/metrics")).text


async def test_a_bot_that_hangs_is_asked_elsewhere_with_the_same_turn(
    start: Callable[..., Any], tmp_path: Path
) -> None:
    stuck, fine = FakeBot(slow=120), FakeBot()
    patient = policies(tmp_path / "policy", holding_after=60, person_after=120, answer_within=2.0)
    async with bot_urls([stuck, fine]) as urls:
        service: Service = await start(bot_url=",".join(urls), policy_dir=patient, time_scale=1)
        ids = [await told(service, f"it came broken {n}", f"s{n}") for n in range(6)]
        for id in ids:
            await service.until(lambda id=id: service.said(id, "bot"))
        asked = {one["turn"] for one in (*stuck.responded, *fine.responded)}
        assert len(asked) == len(ids)
        assert len(stuck.responded) <= 2 + 6  # left alone once it failed twice, then one probe at a time


async def test_while_the_circuit_is_open_the_bot_rests_and_one_holding_sentence_is_said(
    start: Callable[..., Any], hasty: Path
) -> None:
    service: Service = await start(FakeBot(slow=30), policy_dir=hasty, time_scale=1)
    id = await told(service, "it came with a cracked jug", "one")

    async def given_to_a_person() -> bool:
        return (await service.conversation(id)).floor is Floor.QUEUE

    await service.until(given_to_a_person, patience=30)
    holding, promise = await service.said(id, "system")
    assert "reference" not in holding and "reference" in promise
    service.bot.slow = 0
    other = await told(service, "my kettle is late", "two")
    await service.until(lambda: service.said(other, "bot"))


@pytest.mark.parametrize("wrong", ["html", "500"])
async def test_a_poisoned_turn_goes_to_a_person_and_the_conversation_goes_on(
    start: Callable[..., Any], wrong: str
) -> None:
    service: Service = await start(FakeBot(wrong=wrong), time_scale=1)
    id = await told(service, "it came with a cracked jug", "one")

    async def given_to_a_person() -> bool:
        return (await service.conversation(id)).floor is Floor.QUEUE

    await service.until(given_to_a_person, patience=30)
    service.bot.wrong = None
    rows = (await service.parts.cases.queue()).rows
    maya = (await signed_in(service, "Maya")).agent
    await service.parts.cases.take(rows[0].ref, maya)
    await service.parts.cases.resolve(rows[0].ref, maya)
    again = await told(service, "and now my kettle is late", "one")
    assert again == id
    await service.until(lambda: service.said(id, "bot"))


async def test_a_bot_that_comes_and_goes_answers_every_turn_once(
    start: Callable[..., Any], hasty: Path, rounds: int
) -> None:
    """Dead, slow and malformed in turns, while stories go on."""
    bot = FakeBot()
    service: Service = await start(bot, policy_dir=hasty, time_scale=1)
    ids = []
    for round in range(2 * rounds):
        bot.down, bot.slow, bot.wrong = (
            round % 4 == 1,
            1.0 if round % 4 == 2 else 0.0,
            ("html" if round % 8 == 3 else "500") if round % 4 == 3 else None,
        )
        ids.append(await told(service, f"it came broken {round}", f"s{round}"))
        await service.story_seconds(0.2)
    bot.down, bot.slow, bot.wrong = False, 0.0, None
    for id in ids:
        await service.until(lambda id=id: _settled(service, id), patience=60)
    for id in ids:
        said = await service.said(id)
        assert len(await service.said(id, "bot")) <= 1
        assert len(said) == len(set(said))
    assert await service.look(lambda conn: [turns.live(conn, id) for id in ids]) == [None] * len(ids)


async def _settled(service: Service, id: str) -> bool:
    """The bot has answered, or a person has the story."""
    return bool(await service.said(id, "bot")) or (await service.conversation(id)).floor is Floor.QUEUE
