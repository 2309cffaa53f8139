"""Short pieces of sentences that an action puts together; like every word a customer reads they stand in data/*.yml."""

from functools import lru_cache
from pathlib import Path

import yaml

DATA = Path(__file__).resolve().parent.parent / "data"


def phrase(name: str, **fields: str) -> str:
    return _written()[name].format(**fields)


def short(text: str, most: int) -> str:
    """At most so many characters, cut between two words."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 3].rsplit(" ", 1)[0] + "..."


@lru_cache(maxsize=1)
def _written() -> dict[str, str]:
    pieces: dict[str, str] = {}
    for path in sorted(DATA.glob("*.yml")):
        responses = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("responses") or {}
        pieces |= {name: said[0]["text"] for name, said in responses.items() if name.startswith("utter_point_")}
    return pieces
