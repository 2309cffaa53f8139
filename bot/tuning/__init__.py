"""Bends the language model towards our labels; see tuned.py of the understanding."""
