"""HTTP clients of the tests. They are patient: a busy machine may let an answer wait for seconds."""

from typing import Any

import httpx2

from handoff import dialling

PATIENCE = 60.0  # real seconds


def caller(url: str, **given: Any) -> httpx2.AsyncClient:
    """`given`: as for httpx2.AsyncClient."""
    return dialling.client(**{"base_url": url, "trust_env": False, "timeout": PATIENCE, **given})
