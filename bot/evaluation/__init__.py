"""Measures what the assistant understands on public data sets, next to simple baselines. See docs/evaluate.md."""
