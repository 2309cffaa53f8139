"""Measures what the assistant understands on public data sets, next to simple baselines. See docs/evaluate.md."""

import warnings

import sanic  # noqa: F401

# Sanic, once imported, has every library's deprecation warnings shown.
warnings.filterwarnings("ignore", category=DeprecationWarning)
