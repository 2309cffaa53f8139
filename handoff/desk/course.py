"""The course of the customer's feeling over the story, as points of a small chart and as a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.model.intake import CoursePoint

WIDTH, HEIGHT, EDGE, LEFT = 320, 72, 8, 44
MOST = 24  # points; a longer story shows its latest part
CLEARLY = 0.15  # a change that counts


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    fragment: str
    number: int  # of the message
    level: str


@dataclass(frozen=True)
class Course:
    points: list[Point]
    line: str  # for the polyline
    sentence: str
    width: int = WIDTH
    height: int = HEIGHT


def course_of(course: Sequence[CoursePoint]) -> Course | None:
    """None where one point or none says nothing about a course."""
    if len(course) < 2:
        return None
    shown = list(enumerate(course, 1))[-MOST:]
    step = (WIDTH - LEFT - EDGE) / (len(shown) - 1)
    points = [
        Point(
            x=round(LEFT + index * step, 1),
            y=round(HEIGHT - EDGE - one["upset"] * (HEIGHT - 2 * EDGE), 1),
            fragment=one["fragment"],
            number=number,
            level=level(one["upset"]),
        )
        for index, (number, one) in enumerate(shown)
    ]
    return Course(points, " ".join(f"{point.x},{point.y}" for point in points), sentence(course))


def level(upset: float) -> str:
    """`upset`: 0..1"""
    return "very upset" if upset >= 0.75 else "upset" if upset >= 0.45 else "a little upset" if upset >= 0.2 else "calm"


def sentence(course: Sequence[CoursePoint]) -> str:
    """Began calm, most upset in message 3 (very upset), a little upset at the end."""
    values = [one["upset"] for one in course]
    first, last, peak = values[0], values[-1], max(values)
    if peak - min(values) < CLEARLY:
        return f"{level(peak).capitalize()} all through."
    parts = [f"Began {level(first)}"]
    if peak - first >= CLEARLY and peak - last >= CLEARLY:
        parts.append(f"most upset in message {values.index(peak) + 1} ({level(peak)})")
    parts.append(f"{level(last)} at the end")
    return ", ".join(parts) + "."
