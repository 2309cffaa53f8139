"""`./dev bench durable` measures real processes; here only that every figure comes about, not how large it is."""

import json
import subprocess
import sys
from pathlib import Path

from handoff.settings import ROOT

SERVICE = {
    "ack_per_cpu_second_ratio",
    "ack_per_cpu_second_ratio_sms",
    "ack_per_cpu_second_ratio_inbox",
    "ack_p50_ms_at_50",
    "ack_p99_ms_at_50",
    "ack_p50_ms_at_300",
    "ack_p99_ms_at_300",
    "done_to_answer_p50_ms",
    "done_to_answer_p95_ms",
    "service_start_cpu_s",
    "service_memory_mb",
}


def test_a_quick_round_yields_every_figure_of_the_service_and_a_burst_costs_one_answer(tmp_path: Path) -> None:
    kept = tmp_path / "durable.json"
    words = [sys.executable, "-m", "bench.durable", "--quick", "--without-rasa", "--json", str(kept)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    figures = json.loads(kept.read_text())["figures"]
    assert {name for name in SERVICE if figures.get(name, 0) <= 0} == set()
    assert figures["burst_answers"] == 1
    assert "mark" in done.stdout
