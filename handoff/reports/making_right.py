"""Remedies and how they were received; how people felt before a person answered, and after."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from handoff.cases.precedent import came_back, pleased
from handoff.model.message import Author
from handoff.reports.report import NO_MONEY, Asked, Bars, Column, Pairs, Report, Shown
from handoff.store.tables import case_events, case_queue, cases, conversations, inbox, messages, remedies

MOVED = 0.1  # of the level of upset; less is the same


def given(conn: Connection, asked: Asked) -> Report:
    """Remedies given in the period. Received well, and not right yet: as on the remedy card of a case
    (`handoff/cases/precedent.py`)."""
    uses = (
        select(
            remedies.c.remedy,
            remedies.c.amount,
            remedies.c.approver,
            remedies.c.at,
            cases.c.id,
            cases.c.conversation,
            conversations.c.channel,
            conversations.c.address,
        )
        .join(cases, cases.c.id == remedies.c.case)
        .join(conversations, conversations.c.id == cases.c.conversation)
        .where(remedies.c.at >= asked.period.start, remedies.c.at < asked.period.end)
        .subquery("uses")
    )
    query = (
        select(
            uses.c.remedy,
            func.count().label("given"),
            func.sum(uses.c.amount).label("cost"),
            func.count().filter(uses.c.approver.is_not(None)).label("with_yes"),
            func.count().filter(pleased(uses.c)).label("well"),
            func.count().filter(came_back(uses.c)).label("back"),
        )
        .group_by(uses.c.remedy)
        .order_by(func.count().desc(), uses.c.remedy)
    )
    return Report(
        "remedies",
        "Remedies and how they were received",
        "Remedies given in this time. Received well: the customer thanked us or said that it was made right. Not right "
        "yet: the case was opened again, or the same customer told another one.",
        (
            Column("remedy", "Remedy", Shown.REMEDY),
            Column("given", "Given", Shown.COUNT),
            Column("cost", "Cost", Shown.MONEY),
            Column("with_approval", "With a yes", Shown.COUNT),
            Column("received_well", "Received well", Shown.COUNT),
            Column("not_right_yet", "Not right yet", Shown.COUNT),
        ),
        tuple(
            (row.remedy, row.given, row.cost or NO_MONEY, row.with_yes, row.well, row.back)
            for row in conn.execute(query)
        ),
        Bars("given", "not_right_yet"),
    )


@dataclass
class _Course:
    feeling: str
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)


def feelings(conn: Connection, asked: Asked) -> Report:
    """For cases opened in the period: the highest level of upset that the assistant read before a person's first words,
    and the level of the customer's last words after them."""
    felt: dict[str, list[_Course]] = defaultdict(list)
    for course in _courses(conn, asked).values():
        if course.before and course.after:
            felt[course.feeling].append(course)
    rows = []
    for feeling, courses in sorted(felt.items(), key=lambda item: (-len(item[1]), item[0])):
        before, after = [max(one.before) for one in courses], [one.after[-1] for one in courses]
        differences = [now - then for then, now in zip(before, after, strict=True)]
        calmer, more = (sum(sign * one >= MOVED for one in differences) for sign in (-1, 1))
        levels = round(sum(before) / len(before), 2), round(sum(after) / len(after), 2)
        rows.append((feeling, len(courses), *levels, calmer, len(courses) - calmer - more, more))
    return Report(
        "feelings",
        "Feelings before and after",
        "Cases opened in this time in which the customer wrote again after a person did, by the strongest feeling. "
        "Before: how upset they were at most until then; after: in their last words; 0 is calm, 100 very upset.",
        (
            Column("feeling", "Strongest feeling", Shown.FEELING),
            Column("cases", "Cases", Shown.COUNT),
            Column("before", "Before", Shown.LEVEL),
            Column("after", "After", Shown.LEVEL),
            Column("calmer", "Calmer", Shown.COUNT),
            Column("same", "The same", Shown.COUNT),
            Column("more_upset", "More upset", Shown.COUNT),
        ),
        tuple(rows),
        Pairs("before", "after"),
    )


def _courses(conn: Connection, asked: Asked) -> dict[int, _Course]:
    answered = (
        select(func.min(case_events.c.at))
        .where(case_events.c.case == cases.c.id, case_events.c.what == "replied")
        .correlate(cases)
        .scalar_subquery()
    )
    later = cases.alias("later")
    until = (
        select(func.min(later.c.first_word_at))
        .where(later.c.conversation == cases.c.conversation, later.c.id > cases.c.id)
        .correlate(cases)
        .scalar_subquery()
    )
    stories = (
        select(
            cases.c.id,
            cases.c.conversation,
            cases.c.first_word_at,
            case_queue.c.feeling,
            answered.label("answered"),
            until.label("until"),
        )
        .join(case_queue, case_queue.c.case == cases.c.id)
        .where(cases.c.opened_at >= asked.period.start, cases.c.opened_at < asked.period.end)
        .subquery("stories")
    )
    upset = inbox.c.reading["upset"].as_float()
    query = (
        select(stories, messages.c.at, upset.label("upset"))
        .join(messages, messages.c.conversation == stories.c.conversation)
        .join(inbox, inbox.c.message == messages.c.id)
        .where(
            messages.c.author == Author.CUSTOMER,
            messages.c.at >= stories.c.first_word_at,
            (stories.c.until.is_(None)) | (messages.c.at < stories.c.until),
            stories.c.answered.is_not(None),
            stories.c.feeling.is_not(None),
            upset.is_not(None),
        )
        .order_by(messages.c.seq)
    )
    found: dict[int, _Course] = {}
    for row in conn.execute(query):
        course = found.setdefault(row.id, _Course(row.feeling))
        (course.before if row.at < row.answered else course.after).append(row.upset)
    return found
