"""The designers' word lists (`lookup` in bot/data/words) and where a sentence hits them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from understanding.words import SPOKEN, Word, words_of


class Wordlists:
    """A phrase may end in `*` for any ending of its last word. A word in several lists counts for each."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self.lists = {name: sorted(set(phrases)) for name, phrases in sorted(lists.items())}
        self._whole: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._beginnings: dict[str, set[str]] = {}
        for name, phrases in self.lists.items():
            for phrase in phrases:
                self._add(name, phrase)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})

    def _add(self, name: str, phrase: str) -> None:
        words = tuple(_spoken_words(phrase.rstrip("*")))
        if len(words) == 1 and phrase.endswith("*"):
            self._beginnings.setdefault(words[0], set()).add(name)
        elif words:
            self._whole.setdefault(words[0], []).append((words, name))

    def hits(self, words: list[Word]) -> list[tuple[str, int, int]]:
        """(list name, first word, one past the last word); each list at most once per place."""
        texts = [word.text for word in words]
        found: set[tuple[str, int, int]] = set()
        for place, text in enumerate(texts):
            for phrase, name in self._whole.get(text, ()):
                if tuple(texts[place : place + len(phrase)]) == phrase:
                    found.add((name, place, place + len(phrase)))
            for length in self._lengths:
                if length > len(text):
                    break
                for name in self._beginnings.get(text[:length], ()):
                    found.add((name, place, place + 1))
        return sorted(found, key=lambda hit: (hit[1], hit[2], hit[0]))


def _spoken_words(phrase: str) -> list[str]:
    return [word.text for word in words_of(phrase)] if phrase not in SPOKEN else SPOKEN[phrase].split()
