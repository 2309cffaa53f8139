"""A whole evaluation with the real, trained assistant on a small folder of stories made up here."""

import json
from pathlib import Path

import pytest
from evaluation import run, worst

STORY = ["my kettle arrived with a cracked lid and i am so annoyed", "i paid 40 pounds for it, i want a refund"]


def at(fragment: int, words: str, **more) -> dict:
    start = STORY[fragment].index(words)
    return {"fragment": fragment, "start": start, "end": start + len(words), "words": words, **more}


GOLD = {
    "id": "kettle",
    "messages": STORY,
    "complaint": True,
    "kinds": ["damaged"],
    "feelings": [at(0, "so annoyed", name="frustrated", intensity="mid")],
    "facts": [at(0, "kettle", key="product", value="kettle"), at(1, "40 pounds", key="amount", value="40.00 GBP")],
    "wanted": {"kinds": ["refund"], "fragment": 1, "start": 25, "end": 41},
    "flags": [],
    "key_sentences": [at(0, STORY[0])],
}
PRAISE = {**GOLD, "id": "praise", "messages": ["thank you, it all came on time"], "complaint": False, "kinds": []}
PRAISE |= {"feelings": [], "facts": [], "wanted": {"kinds": ["not_said"]}, "key_sentences": []}
LINES = {
    "stories_gold": [GOLD, PRAISE],
    "goemotions_dev": [
        {"text": "i am so annoyed with this", "labels": ["annoyance"]},
        {"text": "thank you so much", "labels": ["gratitude"]},
        {"text": "the train leaves at nine", "labels": ["neutral"]},
    ],
    "complaint_or_not": [
        {"text": "my parcel never came", "complaint": 1, "domain": "retail"},
        {"text": "what time do you open on sunday?", "complaint": 0, "domain": "retail"},
    ],
    "naughty_strings": [{"text": ""}, {"text": "\u0000\u202e <script>"}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sets")
    for name, lines in LINES.items():
        (made / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return made


@pytest.fixture(scope="module")
def evaluated(model: Path, folder: Path) -> run.Run:
    return run.evaluate(model, folder)


def figures(evaluated: run.Run, dataset: str) -> dict[str, float]:
    return {
        f"{one.question.name}, {one.question.measure}": one.ours.value
        for one in evaluated.results
        if one.question.dataset == dataset
    }


def test_what_is_plain_is_understood(evaluated: run.Run):
    assert figures(evaluated, "complaint_or_not") == {"complaint or not, macro-F1": 1}
    stories = figures(evaluated, "stories_gold")
    assert stories["wanted, accuracy"] == 1
    assert stories["kinds, micro-F1"] > 0.5
    assert stories["facts, overlapping words, micro-F1"] > 0.5


def test_hostile_strings_are_read(evaluated: run.Run):
    assert figures(evaluated, "naughty_strings") == {"read without an error, share": 1}


def test_an_absent_data_set_is_said_in_the_report(model: Path, folder: Path, tmp_path: Path, capsys):
    report = tmp_path / "report.md"
    assert run.main([str(model), str(folder), "--only", "goemotions_dev,airline", "--report", str(report)]) == 0
    written = report.read_text()
    assert "* `airline.jsonl`" in written.split("## Not measured")[1]
    assert "goemotions_dev" in capsys.readouterr().out
    assert [plot.name for plot in sorted(tmp_path.glob("*.svg"))] == ["report-labels.svg", "report-measures.svg"]
    assert all(f"({plot.name})" in written for plot in tmp_path.glob("*.svg"))


def test_no_line_of_the_data_stands_in_the_report(model: Path, folder: Path, tmp_path: Path):
    report = tmp_path / "report.md"
    run.main([str(model), str(folder), "--report", str(report)])
    written = report.read_text()
    texts = [text for lines in LINES.values() for line in lines for text in line.get("messages", [line.get("text")])]
    assert not [text for text in texts if len(text) > 5 and text in written]


def test_an_unknown_data_set_is_refused(model: Path, folder: Path, capsys):
    with pytest.raises(SystemExit):
        run.main([str(model), str(folder), "--only", "nothing_such"])
    assert "nothing_such" in capsys.readouterr().err


def test_a_bad_line_is_told_in_one_sentence(model: Path, tmp_path: Path, capsys):
    (tmp_path / "airline.jsonl").write_text("not json\n")
    assert run.main([str(model), str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("airline.jsonl, line 1:")


def test_disagreements_show_what_was_expected_and_what_we_said(model: Path, tmp_path: Path, capsys):
    line = {"text": "i am so annoyed with this", "labels": ["fear"]}
    (tmp_path / "goemotions_dev.jsonl").write_text(json.dumps(line))
    worst.main([str(model), str(tmp_path), "--set", "goemotions_dev"])
    shown = capsys.readouterr().out
    assert "worried: true, not said" in shown
    assert "frustrated: said, not true" in shown
    assert "i am so annoyed with this" in shown


def test_disagreements_can_be_about_one_label(model: Path, tmp_path: Path, capsys):
    line = {"text": "i am so annoyed with this", "labels": ["fear"]}
    (tmp_path / "goemotions_dev.jsonl").write_text(json.dumps(line))
    worst.main([str(model), str(tmp_path), "--set", "goemotions_dev", "--label", "worried", "--worst", "1"])
    shown = capsys.readouterr().out
    assert "worried" in shown and "frustrated: said" not in shown
