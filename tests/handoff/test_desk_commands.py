"""`token` and `agent` from a shell, on the database that the service uses."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from handoff.settings import ROOT
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
