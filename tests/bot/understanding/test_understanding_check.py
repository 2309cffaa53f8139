"""`python -m understanding.check`: how well each label is known."""

import sys

from understanding import check


def seeds(folder):
    told = "\n".join(
        f"""  - text: |
      parcel {n} has still not come and i am fed up {n}
    metadata: {{feelings: {{frustrated: 0.6}}, kinds: [late], roles: [happened]}}
  - text: |
      i ordered number {n} in march
    metadata: {{roles: [context]}}"""
        for n in range(12)
    )
    (folder / "telling.yml").write_text(f'version: "3.1"\nnlu:\n- intent: tell\n  examples:\n{told}\n')


def test_the_table_names_each_label_with_its_examples_and_quality(tmp_path, monkeypatch, capsys):
    seeds(tmp_path)
    monkeypatch.setattr(sys, "argv", ["check", str(tmp_path)])
    assert check.main() == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.split()[:1] == ["frustrated"]]
    assert line.split()[1:5] == ["12", "1.00", "1.00", "1.00"]


def test_a_wrong_label_fails_the_check(tmp_path, monkeypatch, capsys):
    seeds(tmp_path)
    (tmp_path / "wrong.yml").write_text(
        "nlu:\n- intent: tell\n  examples:\n  - text: late\n    metadata: {kinds: [tardy]}\n"
    )
    monkeypatch.setattr(sys, "argv", ["check", str(tmp_path)])
    assert check.main() == 1
    assert "tardy" in capsys.readouterr().err
