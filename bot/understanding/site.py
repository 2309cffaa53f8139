"""What the assistant needs to know of the company: currency, date order, phone region and the products it sells."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

POLICY_DIR = Path(__file__).resolve().parents[2] / "handoff" / "policy"


@dataclass(frozen=True)
class Site:
    company: str = ""
    currency: str = "GBP"
    date_order: Literal["DMY", "MDY"] = "DMY"
    phone_region: str = "GB"


def policy_dir() -> Path:
    return Path(os.environ.get("AMENDS_POLICY_DIR") or POLICY_DIR)


@lru_cache(maxsize=8)
def load_site(directory: Path) -> Site:
    written = yaml.safe_load((directory / "site.yml").read_text(encoding="utf-8"))
    return Site(**{name: written[name] for name in Site.__dataclass_fields__ if name in written})


@lru_cache(maxsize=8)
def load_products(directory: Path) -> Mapping[str, str]:
    """Every way a product is called → its name."""
    listed = yaml.safe_load((directory / "products.yml").read_text(encoding="utf-8"))["products"]
    return {called: product["name"] for product in listed for called in (product["name"], *product.get("also", ()))}
