"""The board, the people and the audit: what supervisors see and decide."""

from functools import partial

import pytest
from sqlalchemy import Connection, delete, update
from sqlalchemy.exc import DBAPIError

from handoff.clock import Clock
from handoff.model.agent import Role
from handoff.model.case import CaseState
from handoff.store import audit
from handoff.store.database import Database
from handoff.store.tables import audit as entries
from tests.handoff.at_the_desk import Browser, handed_over, signed_in
from tests.handoff.service import Service


async def test_the_board_says_who_waits_and_who_has_how_much(service: Service) -> None:
    ada, maya = await signed_in(service, "Ada", Role.SUPERVISOR), await signed_in(service, "Maya")
    ref = await handed_over(service)
    await handed_over(service, who="session-2")
    await maya.act(ref, "take")
    page = await ada.see("/desk/board")
    assert "Wait for a person: 1, show them" in page
    [row] = [one for one in page.split("<tr>") if one.startswith('<th scope="row">') and "Maya" in one]
    assert "<td>1</td><td>1</td><td >0</td>" in row


async def test_the_board_audit_and_people_are_for_supervisors(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    for path in ("/desk/board", "/desk/audit", "/desk/audit.csv", "/desk/agents"):
        assert (await maya.http.get(path)).status_code == 403, path


async def test_who_is_deactivated_is_signed_out_at_once_and_their_cases_return(service: Service) -> None:
    ada, maya = await signed_in(service, "Ada", Role.SUPERVISOR), await signed_in(service, "Maya")
    ref = await handed_over(service)
    await maya.act(ref, "take")
    answer = await ada.send(f"/desk/agents/{maya.agent.id}", how="deactivate")
    assert f"Back in the queue: {ref}" in answer.text
    assert (await maya.http.get("/desk/")).status_code == 303
    assert (await maya.sign_in()).status_code == 401
    packet = await service.parts.cases.packet(ref)
    assert (packet["state"], packet["holder"], packet["floor"]) == (CaseState.WAITING, None, "queue")
    assert await service.until(lambda: _notices(ada))
    await ada.send(f"/desk/agents/{maya.agent.id}", how="activate")
    assert (await maya.sign_in()).status_code == 303


async def _notices(browser: Browser) -> bool:
    return "Maya" in await browser.see("/desk/calls")


async def test_nobody_changes_themselves_or_somebody_with_more_rights(service: Service) -> None:
    ada, boss = await signed_in(service, "Ada", Role.SUPERVISOR), await signed_in(service, "Bo", Role.ADMIN)
    for who in (ada, boss):
        answer = await ada.send(f"/desk/agents/{who.agent.id}", how="deactivate")
        assert answer.status_code == 403
    assert (await ada.send(f"/desk/agents/{ada.agent.id}", how="role", role="agent")).status_code == 403
    answer = await boss.send(f"/desk/agents/{ada.agent.id}", how="role", role="agent")
    assert "The role is changed" in answer.text
    assert (await ada.http.get("/desk/board")).status_code == 403


async def test_a_new_password_ends_every_session(service: Service) -> None:
    ada, maya = await signed_in(service, "Ada", Role.SUPERVISOR), await signed_in(service, "Maya")
    answer = await ada.send(f"/desk/agents/{maya.agent.id}", how="password")
    assert (await maya.http.get("/desk/")).status_code == 303
    secret = answer.text.split("<code>")[1].split("</code>")[0]
    assert (await maya.sign_in()).status_code == 401
    assert (await maya.sign_in(secret)).status_code == 303


async def test_every_read_and_change_of_a_case_is_in_the_audit(service: Service) -> None:
    ada, maya = await signed_in(service, "Ada", Role.SUPERVISOR), await signed_in(service, "Maya")
    ref = await handed_over(service, "my blender came cracked, order 44712")
    await maya.see(f"/desk/cases/{ref}")
    await maya.see(f"/desk/cases/{ref}")
    await maya.act(ref, "take")
    await maya.act(ref, "reply", text="A new jug leaves today.")
    lines = (await ada.see(f"/desk/audit.csv?case={ref}")).splitlines()
    told = [tuple(line.split(",")[1:4:2]) for line in lines[1:]]
    assert told == [("Maya", "replied"), ("Maya", "taken"), ("Maya", "read"), ("Maya", "read"), ("Amends", "opened")]
    assert "cracked" not in "".join(lines) and "jug" not in "".join(lines)
    page = await ada.see(f"/desk/audit?case={ref}&what=changes")
    assert "answered the customer" in page and "<td>read" not in page


async def test_a_page_that_refreshes_itself_is_read_again_only_when_it_shows_something_new(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    ref = await handed_over(service)
    await maya.see(f"/desk/cases/{ref}")
    fragment = {"HX-Request": "true"}
    await maya.http.get(f"/desk/cases/{ref}", headers=fragment)
    assert await _reads(service) == 1
    await service.tell("are you there", who="session-1")
    await maya.http.get(f"/desk/cases/{ref}", headers=fragment)
    assert await _reads(service) == 2


async def _reads(service: Service) -> int:
    return len(await service.look(lambda conn: audit.entries(conn, audit.Wanted(reads=True), limit=50)))


async def test_the_database_refuses_to_change_or_remove_an_entry(database: Database) -> None:
    now = Clock().now()
    await database.write(lambda conn: audit.changed_person(conn, "a", "added", at=now, actor=None))
    for statement in (update(entries).values(what="nothing"), delete(entries)):
        with pytest.raises(DBAPIError, match="only grows"):
            await database.write(partial(Connection.execute, statement=statement))
