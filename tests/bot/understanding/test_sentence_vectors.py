"""Sentences that mean the same lie close together, whatever words they use."""

from pathlib import Path

import numpy as np
import pytest
from understanding import kept_vectors as keeping
from understanding.kept_vectors import kept_vectors
from understanding.sentence_vectors import FOLDER, SentenceModelMissing, encoder, meanings


def closeness(one: str, other: str) -> float:
    first, second = meanings([one, other])
    return float(first @ second)


def test_the_same_in_other_words_is_closer_than_something_else_in_the_same_words() -> None:
    told = "my parcel never showed up"
    assert closeness(told, "the package was not delivered") > closeness(told, "my cousin never showed up")


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours() -> None:
    texts = ["the jug is cracked", "hi", "my flight was cancelled and I missed my sister's wedding because of it"]
    together = meanings(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, np.vstack([meanings([text]) for text in texts]), atol=1e-5)


@pytest.mark.parametrize("text", ["", "@SkyHopper @lena https://example.com/x", "…", "😂"])
def test_what_says_nothing_has_no_meaning(text: str) -> None:
    assert not meanings([text]).any()


def test_who_is_addressed_changes_nothing() -> None:
    assert closeness("@SkyHopper my bag is lost https://example.com/a", "my bag is lost") > 0.999


def test_a_very_long_text_is_read_as_far_as_the_model_reaches() -> None:
    assert np.isfinite(meanings(["the boiler is broken again " * 2000])).all()


def test_only_what_is_new_is_worked_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return meanings(texts)

    monkeypatch.setattr(keeping, "meanings", noted)
    file = tmp_path / "cache" / "kept.npz"
    first = kept_vectors(["it is broken", "it is late"], file)
    again = kept_vectors(["it is late", "it is lost"], file)
    assert asked == ["it is broken", "it is late", "it is lost"]
    assert np.array_equal(first[1], again[0])


def test_missing_weights_are_told_with_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    with pytest.raises(SentenceModelMissing, match=str(tmp_path)):
        encoder.__wrapped__()
