"""`token` and `agent`, from a shell. Secrets go to standard output, sentences about them to standard error."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from handoff.api import tokens
from handoff.clock import Clock
from handoff.desk import agents, passwords, staffing
from handoff.model.agent import Role
from handoff.model.case import Case
from handoff.model.refusal import Refusal
from handoff.policy.hours import Hours
from handoff.policy.policies import Policies, PolicyError
from handoff.settings import Settings
from handoff.store import audit
from handoff.store.database import Database
from handoff.store.migrate import migrate

Result = TypeVar("Result")


def main(command: str, words: list[str], settings: Settings) -> None:
    options = (_token_words() if command == "token" else _agent_words()).parse_args(words)
    try:
        for line in _answer(options, settings):
            print(line)
    except Refusal as refusal:
        raise SystemExit(str(refusal)) from refusal


def _token_words() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="token", description="bearer tokens of the API")
    commands = parser.add_subparsers(required=True, metavar="create|revoke|list")
    create = commands.add_parser("create", help="prints a new token, this once")
    create.add_argument("--role", required=True, type=Role, choices=list(Role), metavar="|".join(Role))
    create.add_argument("--name", required=True, help="who uses it; customers may see this name")
    create.set_defaults(act=_create_token)
    revoke = commands.add_parser("revoke", help="the token stops working at once")
    revoke.add_argument("--name", required=True)
    revoke.set_defaults(act=_revoke_token)
    commands.add_parser("list", help="names and roles").set_defaults(act=_list_tokens)
    return parser


def _agent_words() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agent", description="people at the desk")
    commands = parser.add_subparsers(required=True, metavar="add|list|role|password|deactivate|activate")
    add = commands.add_parser("add", help="prints a one-time password")
    add.add_argument("--email", required=True)
    add.add_argument("--name", required=True, help="as customers will see it")
    add.add_argument("--role", default=Role.AGENT, type=Role, choices=list(Role), metavar="|".join(Role))
    add.set_defaults(act=_add_agent)
    commands.add_parser("list", help="names, addresses and roles").set_defaults(act=_list_agents)
    role = commands.add_parser("role", help="gives somebody another role")
    role.add_argument("--role", required=True, type=Role, choices=list(Role), metavar="|".join(Role))
    changes = {
        "role": (role, _change_role),
        "password": (commands.add_parser("password", help="prints a new one-time password"), _reset_password),
        "deactivate": (commands.add_parser("deactivate", help="their cases return to the queue"), _deactivate),
        "activate": (commands.add_parser("activate", help="may sign in again"), _activate),
    }
    for change, act in changes.values():
        change.add_argument("--email", required=True)
        change.set_defaults(act=act)
    return parser


def _answer(options: argparse.Namespace, settings: Settings) -> list[str]:
    act: Callable[[Connection, argparse.Namespace], list[str]] = options.act
    options.policy_dir = settings.policy_dir
    return asyncio.run(_in_database(settings, lambda conn: act(conn, options)))


async def _in_database(settings: Settings, work: Callable[[Connection], Result]) -> Result:
    database = Database(settings.database_url)
    try:
        await asyncio.to_thread(migrate, database.engine)
        return await database.write(work)
    finally:
        await database.close()


def _create_token(conn: Connection, options: argparse.Namespace) -> list[str]:
    name = agents.plain_name(options.name)
    secret = tokens.create(conn, name=name, role=options.role, now=Clock().now())
    print(f"The token of {name}, shown only this once:", file=sys.stderr)
    return [secret]


def _revoke_token(conn: Connection, options: argparse.Namespace) -> list[str]:
    tokens.revoke(conn, name=options.name, now=Clock().now())
    return [f"{options.name} is revoked."]


def _list_tokens(conn: Connection, options: argparse.Namespace) -> list[str]:
    return [
        f"{token.name}\t{token.role}\t{'revoked' if token.revoked_at else 'active'}" for token in tokens.everyone(conn)
    ]


def _add_agent(conn: Connection, options: argparse.Namespace) -> list[str]:
    email, name, secret = agents.plain_email(options.email), agents.plain_name(options.name), passwords.one_time()
    password_hash = passwords.hashed(secret)
    now = Clock().now()
    added = agents.add(conn, email=email, name=name, role=options.role, password_hash=password_hash, now=now)
    audit.changed_person(conn, added.id, "added", at=now, actor=None, data={"role": added.role.value})
    print(f"The password of {email}, shown only this once:", file=sys.stderr)
    return [secret]


def _list_agents(conn: Connection, options: argparse.Namespace) -> list[str]:
    return [f"{agent.name}\t{agent.email}\t{agent.role}" for agent in agents.everyone(conn)]


def _change_role(conn: Connection, options: argparse.Namespace) -> list[str]:
    id, hours = staffing.id_of(conn, agents.plain_email(options.email)), _hours(options)
    freed = staffing.change_role(conn, id, options.role, None, hours=hours, now=Clock().now())
    return [f"{options.email} is {options.role} now.", *_back_in_the_queue(freed)]


def _reset_password(conn: Connection, options: argparse.Namespace) -> list[str]:
    email, secret = agents.plain_email(options.email), passwords.one_time()
    staffing.reset_password(conn, staffing.id_of(conn, email), passwords.hashed(secret), None, now=Clock().now())
    print(f"The new password of {email}, shown only this once:", file=sys.stderr)
    return [secret]


def _deactivate(conn: Connection, options: argparse.Namespace) -> list[str]:
    id, hours = staffing.id_of(conn, agents.plain_email(options.email)), _hours(options)
    freed = staffing.deactivate(conn, id, None, hours=hours, now=Clock().now())
    return [f"{options.email} is signed out and cannot sign in.", *_back_in_the_queue(freed)]


def _activate(conn: Connection, options: argparse.Namespace) -> list[str]:
    staffing.activate(conn, staffing.id_of(conn, agents.plain_email(options.email)), None, now=Clock().now())
    return [f"{options.email} may sign in again."]


def _hours(options: argparse.Namespace) -> Hours:
    try:
        return Policies.load(options.policy_dir).hours
    except PolicyError as error:
        raise SystemExit(str(error)) from error


def _back_in_the_queue(freed: list[Case]) -> list[str]:
    return [f"Back in the queue: {', '.join(case.ref for case in freed)}."] if freed else []
