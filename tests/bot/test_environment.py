"""Rasa without TensorFlow: everything runs, and a component that needs it says so in one sentence."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from assistant import BOT

NEEDS_TENSORFLOW = ["DIETClassifier", "TEDPolicy", "UnexpecTEDIntentPolicy", "ResponseSelector"]


def test_the_classes_that_need_tensorflow_can_be_imported_but_not_used() -> None:
    from rasa.utils.tensorflow.models import RasaModel

    with pytest.raises(ImportError, match=r"left out on purpose.*override-dependencies"):
        RasaModel()


@pytest.mark.parametrize("component", NEEDS_TENSORFLOW)
def test_a_component_that_needs_tensorflow_is_refused_with_a_sentence(component: str) -> None:
    from rasa.engine.graph import SchemaNode
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.validation import _validate_required_packages
    from rasa.shared.exceptions import InvalidConfigException

    uses = DefaultV1Recipe._from_registry(component).clazz
    node = SchemaNode(needs={}, uses=uses, constructor_name="create", fn="train", config={})
    with pytest.raises(InvalidConfigException, match=f"'{component}' requires.*left out on purpose"):
        _validate_required_packages(node)


def test_training_with_such_a_component_stops_before_it_begins(tmp_path: Path) -> None:
    shutil.copy(BOT / "domain.yml", tmp_path)
    (tmp_path / "data").mkdir()
    shutil.copy(BOT / "data" / "opt_out.yml", tmp_path / "data")
    (tmp_path / "config.yml").write_text(
        "recipe: default.v1\nlanguage: en\nassistant_id: a\npipeline: []\npolicies:\n- name: TEDPolicy\n"
    )
    command = [sys.executable, "-m", "rasa", "train", "core", "--out", str(tmp_path)]
    environment = {"PYTHONPATH": str(BOT / "environment"), "PATH": "/usr/bin:/bin"}
    finished = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert finished.returncode == 1
    assert (finished.stdout + finished.stderr).count("left out on purpose") == 1
    assert "Traceback" not in finished.stderr
