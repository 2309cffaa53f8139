"""The course of a feeling is a small chart and a sentence that says the same."""

import pytest

from handoff.desk.course import course_of, sentence
from handoff.model.intake import CoursePoint


def told(*upset: float) -> list[CoursePoint]:
    return [CoursePoint(fragment=f"m{number}", upset=one) for number, one in enumerate(upset, 1)]


@pytest.mark.parametrize(
    ("upset", "words"),
    [
        ((0.1, 0.5, 0.9, 0.6), "Began calm, most upset in message 3 (very upset), upset at the end."),
        ((0.8, 0.3), "Began very upset, a little upset at the end."),
        ((0.1, 0.8), "Began calm, very upset at the end."),
        ((0.5, 0.55, 0.5), "Upset all through."),
    ],
)
def test_the_sentence_tells_the_way_from_the_first_message_to_the_last(upset: tuple[float, ...], words: str) -> None:
    assert sentence(told(*upset)) == words


def test_the_chart_climbs_with_the_feeling_and_every_point_knows_its_message() -> None:
    course = course_of(told(0.0, 1.0, 0.5))
    assert course is not None
    first, second, third = course.points
    assert first.x < second.x < third.x <= course.width
    assert 0 < second.y < third.y < first.y < course.height
    assert [(one.fragment, one.number, one.level) for one in course.points] == [
        ("m1", 1, "calm"),
        ("m2", 2, "very upset"),
        ("m3", 3, "upset"),
    ]


def test_a_long_story_shows_its_latest_part_and_a_single_word_no_course() -> None:
    course = course_of(told(*[0.2] * 60))
    assert course is not None and course.points[0].number == 37
    assert course_of(told(0.9)) is None
