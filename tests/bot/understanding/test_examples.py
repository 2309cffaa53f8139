"""Designers' examples: read as Rasa reads them, refused when a label does not exist."""

from pathlib import Path

import pytest
import understanding
from understanding.examples import BadExample, example_of, read_folder

FILE = """
version: "3.1"
nlu:
- intent: tell
  examples:
  - text: |
      order [4471](order_number) came broken
    metadata: {feelings: {frustrated: 0.7}, kinds: [damaged], roles: [happened], wanted: [not_said]}
  - text: |
      it is for my daughter
- intent: greet
  examples: |
    - hi
    - hello there
- lookup: feeling_sad
  examples: |
    - sad
    - heartbr*
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "telling.yml").write_text(FILE)
    return tmp_path


def test_both_ways_of_writing_examples_are_read(folder):
    examples, wordlists = read_folder(folder)
    assert [example.intent for example in examples] == ["tell", "tell", "greet", "greet"]
    assert examples[0].text == "order 4471 came broken"
    assert examples[0].feelings == {"frustrated": 0.7}
    assert examples[0].wanted == ()
    assert wordlists == {"feeling_sad": ["sad", "heartbr*"]}


@pytest.mark.parametrize("labels", [{"feelings": {"furious": 1}}, {"kinds": ["broken"]}, {"mood": ["bad"]}])
def test_a_label_that_does_not_exist_is_refused_by_name(labels):
    with pytest.raises(BadExample, match="came broken"):
        example_of("it came broken", "tell", labels)


def test_our_own_examples_have_only_labels_that_exist():
    examples, wordlists = read_folder(Path(understanding.__path__[0]).parent / "data")
    assert len(examples) > 1000
    assert "feeling_angry" in wordlists
