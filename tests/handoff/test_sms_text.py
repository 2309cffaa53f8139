"""What a text costs on the air."""

import pytest

from handoff.model.sms_text import is_gsm, segments, split, to_sms


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # each takes two septets
        ("€" * 81, 2),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("😀" * 35, 1),  # two UTF-16 units each
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_carriers_bill_them(text: str, count: int) -> None:
    assert segments(text) == count


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("“It’s here” – at last…", '"It\'s here" - at last...'),
        ("5\u00a0pm", "5 pm"),
        ("a\u200bb", "ab"),
        ("naïve", "naive"),
        ("café à Zürich £5", "café à Zürich £5"),
        ("मुझे मदद", "मुझे मदद"),
    ],
)
def test_typographic_signs_are_made_plain_and_other_scripts_are_kept(written: str, sent: str) -> None:
    assert to_sms(written) == sent


def test_a_curly_quote_does_not_halve_the_length_of_a_text() -> None:
    assert is_gsm(to_sms("We’re sorry"))


@pytest.mark.parametrize("text", ["Sorry about that. " * 50, "x" * 1000, "😀" * 300, "word " * 200, "short"])
def test_long_texts_are_split_without_losing_a_word(text: str) -> None:
    parts = split(text)
    assert all(segments(part) <= 2 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_long_text_is_cut_between_sentences() -> None:
    parts = split("This is one whole sentence. " * 20)
    assert all(part.endswith(".") for part in parts)
