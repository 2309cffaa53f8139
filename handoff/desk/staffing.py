"""Who works at the desk changes: people leave and come back, get another role or a new password. Each is audited."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from handoff.cases.handing import let_go
from handoff.desk.agents import TOKEN_PREFIX, agent_of
from handoff.model.agent import Agent, Role
from handoff.model.case import Case, CaseState
from handoff.model.refusal import Forbidden, Malformed, NotFound
from handoff.policy.hours import Hours
from handoff.store import approvals, audit, cases, conversations, notices, presence
from handoff.store.tables import agents, desk_sessions
from handoff.store.tables import cases as case_rows

SUPERVISING = (Role.SUPERVISOR, Role.ADMIN)
LEFT = "came_back"  # an event of a case: whoever had it is gone


def may_make(by: Agent | None) -> Collection[Role]:
    """Nobody makes, changes or sends away somebody with more rights than their own. None: the shell."""
    return list(Role) if by is None or by.role is Role.ADMIN else [Role.AGENT, Role.SUPERVISOR, Role.DESIGNER]


def deactivate(conn: Connection, id: str, by: Agent | None, *, hours: Hours, now: datetime) -> list[Case]:
    """Their sessions end at once; the cases that go back to the queue. Raises NotFound, Forbidden, Malformed."""
    who = _other(conn, id, by)
    _check_somebody_supervises(conn, who)
    if not conn.execute(update(agents).where(agents.c.id == id, agents.c.active).values(active=False)).rowcount:
        return []
    end_sessions(conn, id)
    presence.gone_everywhere(conn, id)
    audit.changed_person(conn, id, "deactivated", at=now, actor=by.id if by else None)
    return _free_cases(conn, who, hours=hours, now=now)


def activate(conn: Connection, id: str, by: Agent | None, *, now: datetime) -> None:
    """They sign in again with the password they had. Raises NotFound, Forbidden."""
    _other(conn, id, by)
    if conn.execute(update(agents).where(agents.c.id == id, ~agents.c.active).values(active=True)).rowcount:
        audit.changed_person(conn, id, "activated", at=now, actor=by.id if by else None)


def reset_password(conn: Connection, id: str, password_hash: str, by: Agent | None, *, now: datetime) -> Agent:
    """Every browser of theirs must sign in again. Whose it is. Raises NotFound, Forbidden."""
    who = _other(conn, id, by)
    conn.execute(update(agents).where(agents.c.id == id).values(password_hash=password_hash))
    end_sessions(conn, id)
    audit.changed_person(conn, id, "password_reset", at=now, actor=by.id if by else None)
    return who


def change_role(conn: Connection, id: str, role: Role, by: Agent | None, *, hours: Hours, now: datetime) -> list[Case]:
    """A designer holds no cases: theirs go back to the queue. Raises NotFound, Forbidden, Malformed."""
    who = _other(conn, id, by)
    if role not in may_make(by):
        raise Forbidden("Only an administrator makes an administrator.")
    if who.role is role:
        return []
    if role not in SUPERVISING:
        _check_somebody_supervises(conn, who)
    conn.execute(update(agents).where(agents.c.id == id).values(role=role.value))
    told = {"from": who.role.value, "to": role.value}
    audit.changed_person(conn, id, "role_changed", at=now, actor=by.id if by else None, data=told)
    return _free_cases(conn, who, hours=hours, now=now) if role is Role.DESIGNER else []


def end_sessions(conn: Connection, id: str) -> None:
    conn.execute(delete(desk_sessions).where(desk_sessions.c.agent == id))


def id_of(conn: Connection, email: str) -> str:
    """Also of somebody who left. Raises NotFound."""
    found: str | None = conn.execute(select(agents.c.id).where(agents.c.email == email)).scalar_one_or_none()
    if found is None or email.startswith(TOKEN_PREFIX):
        raise NotFound(f"Nobody here has the address {email}.")
    return found


def gone(conn: Connection) -> list[Agent]:
    """Those who do not work here any more."""
    query = select(agents).where(~agents.c.active, ~agents.c.email.startswith(TOKEN_PREFIX))
    return [agent_of(row) for row in conn.execute(query.order_by(agents.c.name))]


def _other(conn: Connection, id: str, by: Agent | None) -> Agent:
    """Locked, so that two supervisors cannot send each other away at once."""
    conn.execute(select(agents.c.id).where(agents.c.role.in_(SUPERVISING)).order_by(agents.c.id).with_for_update())
    row = conn.execute(select(agents).where(agents.c.id == id).with_for_update()).one_or_none()
    if row is None or row.email.startswith(TOKEN_PREFIX):
        raise NotFound("There is no such person.")
    who = agent_of(row)
    if by is not None and by.id == id:
        raise Forbidden("Somebody else has to do this for you.")
    if who.role not in may_make(by):
        raise Forbidden("Only an administrator changes an administrator.")
    return who


def _check_somebody_supervises(conn: Connection, without: Agent) -> None:
    """Raises Malformed."""
    others = select(agents.c.id).where(
        agents.c.active, agents.c.role.in_(SUPERVISING), agents.c.id != without.id, agents.c.email.contains("@")
    )
    if without.supervises and conn.execute(others.limit(1)).first() is None:
        raise Malformed(f"{without.name} is the only supervisor. Make somebody else a supervisor first.")


def _free_cases(conn: Connection, who: Agent, *, hours: Hours, now: datetime) -> list[Case]:
    held = select(case_rows.c.ref).where(case_rows.c.agent == who.id, case_rows.c.state == CaseState.TAKEN)
    freed = []
    for ref in conn.execute(held.order_by(case_rows.c.id)).scalars().all():
        conversation = conversations.get(conn, cases.get(conn, ref).conversation, lock=True)
        case = cases.get(conn, ref)
        if case.holder != who.id or case.state is not CaseState.TAKEN:
            continue
        approvals.withdraw_of_case(conn, case.id, now)
        let_go(conn, case, conversation, hours=hours, now=now)
        cases.record(conn, case.id, LEFT, at=now, data={"from": who.id, "name": who.name, "because": "left"})
        notices.tell(conn, notices.supervisors(conn), case.id, notices.CAME_BACK, who=who.name, words=None, now=now)
        freed.append(case)
    return freed
