"""`token` and `agent` from a shell, on the database that the service uses."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from handoff.settings import ROOT
from tests.handoff.at_the_desk import handed_over, signed_in
from tests.handoff.service import Service

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def command(database_url: str) -> Command:
    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "DATABASE_URL": database_url}
        command = [sys.executable, "-m", "handoff", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)

    return run


async def test_a_token_from_the_shell_opens_the_api_until_it_is_revoked(service: Service, command: Command) -> None:
    made = command("token", "create", "--role", "supervisor", "--name", "CRM")
    token = made.stdout.strip()
    assert made.returncode == 0 and len(token.split()) == 1
    headers = {"Authorization": f"Bearer {token}"}
    assert (await service.http.get("/api/cases", headers=headers)).status_code == 200
    assert "CRM\tsupervisor\tactive" in command("token", "list").stdout
    assert token not in command("token", "list").stdout
    assert command("token", "revoke", "--name", "CRM").returncode == 0
    assert (await service.http.get("/api/cases", headers=headers)).status_code == 401


async def test_an_agent_from_the_shell_signs_in_with_the_printed_password(service: Service, command: Command) -> None:
    made = command("agent", "add", "--email", "Lea@example.com", "--name", "Lea", "--role", "agent")
    form = {"email": "lea@example.com", "password": made.stdout.strip(), "next": "/desk/"}
    assert (await service.http.post("/desk/sign-in", data=form)).status_code == 303
    assert "Lea\tlea@example.com\tagent" in command("agent", "list").stdout


def test_commands_work_on_an_empty_database_and_refuse_in_a_sentence(command: Command) -> None:
    assert command("agent", "add", "--email", "lea@example.com", "--name", "Lea").returncode == 0
    for words, sentence in (
        (("agent", "add", "--email", "lea@example.com", "--name", "Lea"), "is already here"),
        (("agent", "add", "--email", "nonsense", "--name", "Lea"), "an e-mail address"),
        (("token", "revoke", "--name", "CRM"), "There is no token named CRM"),
        (("token", "create", "--role", "king", "--name", "CRM"), "--role"),
    ):
        refused = command(*words)
        assert refused.returncode != 0 and sentence in refused.stderr, words
        assert "Traceback" not in refused.stderr


def test_a_name_that_is_in_use_gets_no_second_token(command: Command) -> None:
    assert command("token", "create", "--role", "agent", "--name", "CRM").returncode == 0
    assert "Revoke it first" in command("token", "create", "--role", "agent", "--name", "CRM").stderr


async def test_the_shell_changes_a_role_and_a_password(service: Service, command: Command) -> None:
    maya, ref = await signed_in(service, "Maya"), await handed_over(service)
    await maya.act(ref, "take")
    assert (await maya.http.get("/desk/board")).status_code == 403
    made = command("agent", "role", "--email", "maya@example.com", "--role", "supervisor")
    assert made.stdout == "maya@example.com is supervisor now.\n"
    assert (await maya.sign_in()).status_code == 303
    assert (await maya.http.get("/desk/board")).status_code == 200
    secret = command("agent", "password", "--email", "maya@example.com").stdout.strip()
    assert (await maya.http.get("/desk/", headers={"Accept": "text/html"})).status_code != 200, (
        "the old session is over"
    )
    assert (await maya.sign_in()).status_code != 303
    assert (await maya.sign_in(secret)).status_code == 303
    assert await holder_of(service, ref) == "Maya"


async def test_who_is_deactivated_from_the_shell_leaves_the_desk_and_their_cases(
    service: Service, command: Command
) -> None:
    maya, ref = await signed_in(service, "Maya"), await handed_over(service)
    await maya.act(ref, "take")
    told = command("agent", "deactivate", "--email", "maya@example.com").stdout
    assert told == f"maya@example.com is signed out and cannot sign in.\nBack in the queue: {ref}.\n"
    assert await holder_of(service, ref) is None
    assert (await maya.http.get(f"/desk/cases/{ref}")).status_code != 200
    assert (await maya.sign_in()).status_code != 303
    assert command("agent", "activate", "--email", "maya@example.com").returncode == 0
    assert (await maya.sign_in()).status_code == 303


def test_who_is_not_here_cannot_be_changed(command: Command) -> None:
    for change in (("role", "--role", "agent"), ("deactivate",)):
        refused = command("agent", change[0], "--email", "nobody@example.com", *change[1:])
        assert refused.returncode != 0 and "nobody" in refused.stderr.lower(), change
        assert "Traceback" not in refused.stderr


async def holder_of(service: Service, ref: str) -> str | None:
    rows = (await service.parts.cases.queue()).rows
    return next(row.holder_name for row in rows if row.ref == ref)
