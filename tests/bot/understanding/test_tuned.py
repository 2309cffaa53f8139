"""The language model is bent towards our labels; what bent it does not say how far to trust it."""

import numpy as np
from safetensors.numpy import load_file
from scipy.sparse import csr_matrix, hstack
from understanding.classifier import SentenceClassifier
from understanding.examples import read_folder
from understanding.learning import Lesson
from understanding.sentence_vectors import WIDTH, model_folder
from understanding.tuned import corrected, was_taught
from written import DATA


def test_the_corrections_bend_the_model_and_leave_most_of_it_alone() -> None:
    plain = load_file(str(model_folder() / "model.safetensors"))
    bent = corrected(plain)
    changed = {name for name, weight in bent.items() if not np.array_equal(weight, plain[name])}
    assert changed and all(name.startswith("encoder.layer.") for name in changed)
    for name in changed:
        assert bent[name].shape == plain[name].shape and np.isfinite(bent[name]).all()
        assert np.linalg.norm(bent[name] - plain[name]) < np.linalg.norm(plain[name])


def test_every_fourth_example_was_never_learned_from() -> None:
    examples, _ = read_folder(DATA)
    share = np.mean([was_taught(example.text) for example in examples])
    assert 0.72 < share < 0.78


def test_rows_that_were_learned_from_do_not_make_a_label_look_better_known() -> None:
    """The vectors of three of four rows give the label away; those of the others say nothing."""
    chance = np.random.default_rng(7)
    answer = chance.random(400) < 0.3
    judges = np.arange(400) % 4 == 0
    vectors = chance.normal(size=(400, WIDTH)).astype(np.float32) / 20
    vectors[~judges, 0] = np.where(answer, 1.0, -1.0)[~judges]
    rows = hstack([csr_matrix(np.ones((400, 1), dtype=np.float32)), csr_matrix(vectors)], format="csr")
    names = [("late",) if true else () for true in answer]

    def precision(given: np.ndarray | None) -> float:
        (found,) = SentenceClassifier.learned(Lesson(rows, names, judges=given), ("late",)).qualities
        assert found.examples == answer.sum()
        return found.precision

    assert precision(None) > 0.75
    assert precision(judges) < 0.5
