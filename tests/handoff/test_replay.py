"""A story file with a mistake is refused with a sentence that says where."""

from pathlib import Path

import pytest

from handoff.replay.comparing import differences
from handoff.replay.player import Outcome
from handoff.replay.story import Story, StoryError, load_stories


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("story: alone", "is a list"),
        ("- channel: web", "needs `story:`"),
        ("- story: a\n  channel: fax\n  customer: []", "web or sms"),
        ("- story: a\n  customer: [{text: hi}]", "either `at: seconds` or `after: question`"),
        ("- story: a\n  customer: [{at: 0}]", "one of text, button, done"),
        ("- story: a\n  customer: [{at: 0, text: hi, tune: la}]", "step 1"),
        ("- story: a\n  customer: []\n  expect: {happy: true}", "unknown in expect: happy"),
        ("- story: [", "while parsing"),
    ],
)
def test_a_story_with_a_mistake_says_where(content: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "stories.yml"
    path.write_text(content)
    with pytest.raises(StoryError, match=words):
        load_stories(path)


PACKET = {
    "kind": "late",
    "facts": [{"key": "order_number", "value": "4471-220"}],
    "feelings": [{"name": "worried"}],
    "remedy": {"id": "resend"},
}
CONVERSATION = {
    "interruptions": 1,
    "reasked": 0,
    "asked": ["product"],
    "messages": [{"author": "bot", "text": "Which product?"}],
}


def differing(**expect: object) -> list[str]:
    story = Story("a", "web", (), dict(expect))
    return differences(story, Outcome(CONVERSATION, PACKET))


def test_a_story_that_went_as_expected_has_no_differences() -> None:
    assert not differing(
        facts={"order_number": "4471-220"}, feelings=["worried"], kind="late", remedy="resend", handed_over=True
    )


def test_every_difference_is_named_with_what_was_got() -> None:
    assert differing(
        interruptions=0,
        facts={"order_number": "1"},
        feelings=["angry"],
        kind="missing",
        questions=0,
        never_says=["product"],
    ) == [
        "interruptions: expected 0, got 1",
        "fact order_number: expected '1', got '4471-220'",
        "feelings: angry missing, got ['worried']",
        "kind: expected 'missing', got 'late'",
        "questions: at most 0, the bot asked 1",
        "never_says: 'product' was said",
    ]
