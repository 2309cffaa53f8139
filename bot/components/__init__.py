"""Rasa graph components: what config.yml names to understand a fragment sentence by sentence."""
