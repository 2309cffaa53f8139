"""Fields are filled as a person would write them."""

from handoff.phrases import fill


def test_a_field_that_opens_a_sentence_is_capitalised() -> None:
    text = fill("It is here. {person} will answer; {person} reads it all.", person="the care team")
    assert text == "It is here. The care team will answer; the care team reads it all."


def test_braces_of_a_customer_stay_as_they_are() -> None:
    assert fill('"{x}" {person}', person="Maya") == '"{x}" Maya'
