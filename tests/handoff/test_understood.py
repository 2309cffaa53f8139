"""`./dev understand`, second half: what the service adds, one story a line."""

import json
import subprocess
import sys


def completed(*lines: str) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "handoff", "understood"]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_complaint_gets_its_urgency_and_a_remedy_in_the_order_of_the_file() -> None:
    first, second = completed(
        '{"id": "a", "complaint": 0.9, "kind": "late"}', '{"id": "b", "complaint": 0.1, "kind": "other"}'
    )
    assert (first["id"], first["severity"], second["id"], second["remedy"]) == ("a", 1, "b", None)
    assert isinstance(first["remedy"], dict)


def test_a_line_that_could_not_be_read_stays_in_its_place() -> None:
    assert completed('{"id": "c", "error": "not JSON"}') == [{"id": "c", "error": "not JSON"}]
