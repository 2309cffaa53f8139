"""What is prepared for an agent passes the desk's own check: nobody is handed words that it then finds fault with."""

import pytest

from handoff.cases import writing
from handoff.cases.draft import draft_reply, heard_of
from handoff.cases.packet_shape import CasePage
from handoff.cases.suggestion import script
from handoff.model.agent import Agent
from handoff.model.labels import KINDS
from handoff.model.situation import Situation
from handoff.store import cases
from handoff.store.database import Database
from tests.handoff.case_world import POLICIES, World, damaged


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


HAPPENED = {"words": "my blender came with a cracked jug", "fragment": "m1", "start": 0, "end": 34}
ANGRY = {
    "name": "angry",
    "intensity": 0.8,
    "quote": "fed up",
    "fragment": "m1",
    "start": 0,
    "end": 6,
    "confirmed": None,
}


def story(kind: str) -> dict[str, object]:
    said = {"happened": HAPPENED, "cost": None, "wants": None}
    return damaged(kind=kind, kinds=[{"name": kind, "confidence": 0.9}], quotes=said, feelings=[ANGRY])


async def faults(world: World, packet: CasePage, agent: Agent, remedies: list[str]) -> list[str]:
    """What the check says of each prepared reply, with each of these remedies."""
    now, found = world.clock.now(), []
    case = await world.database.read(lambda conn: cases.get(conn, packet["ref"]))
    for id in remedies:
        row = POLICIES.remedies.with_id(id)
        told = script(row, Situation(kind=packet["kind"]), {}, POLICIES)
        remedy = {
            **packet["remedy"],
            "script": told,
            "next_step": row.next_step,
            "next_within_hours": row.next_within_hours,
        }
        page: CasePage = {**packet, "remedy": remedy}  # type: ignore[typeddict-item]
        text = draft_reply(heard_of(page), agent=agent.name, policies=POLICIES, now=now)
        advice = await world.database.read(
            lambda conn, page=page, text=text: writing.advise(
                conn, page, case.id, agent, text, policies=POLICIES, now=now
            )
        )
        found += [f"{packet['kind']}/{id}: {hint.says}: {text}" for hint in advice.hints if not hint.fine]
    return found


async def test_every_prepared_reply_passes_the_apology_check(world: World) -> None:
    agent, found = await world.agent("Maya Osei"), []
    for kind in KINDS:
        ref = (await world.case(f"session-{kind}", story(kind))).ref
        packet = await world.cases.packet(ref)
        own = [packet["remedy"]["id"], *(one["id"] for one in packet["remedy"]["alternatives"])]
        found += await faults(world, packet, agent, own)  # type: ignore[arg-type]
    assert not found, "\n".join(found)
