"""The sentences that the service itself says to customers. Designers write them in `bot/data/service.yml`."""

import re
import zlib
from pathlib import Path

import yaml


class PhrasesError(Exception):
    """The file of sentences cannot be used; the sentence says why."""


class Phrases:
    def __init__(self, texts: dict[str, list[str]]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, path: Path, channel: str | None = None) -> "Phrases":
        """`channel`: variants written for it come first; those for another are left out. Raises PhrasesError."""
        try:
            document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except (OSError, yaml.YAMLError) as error:
            raise PhrasesError(f"{path.name} cannot be read: {error}") from error
        responses = document.get("responses") if isinstance(document, dict) else None
        if not isinstance(responses, dict):
            raise PhrasesError(f"{path.name} needs `responses:`")
        return cls({name: _variants(path.name, name, given, channel) for name, given in responses.items()})

    def text(self, name: str, seed: str = "", **fields: str) -> str:
        """One of the variants of the response `name`, always the same for one `seed`, its {fields} filled.

        Raises PhrasesError for an unknown name.
        """
        variants = self._texts.get(name)
        if variants is None:
            raise PhrasesError(f"there is no response {name}")
        return fill(variants[zlib.crc32(seed.encode()) % len(variants)], **fields)


def fill(text: str, **fields: str) -> str:
    """Not `str.format`: a customer's own braces may stand in the text. A field that opens a sentence is capitalised."""
    if not fields:
        return text
    names = "|".join(map(re.escape, fields))

    def filled(found: re.Match[str]) -> str:
        opens, value = found["opens"], fields[found["name"]]
        return value if opens is None else opens + value[:1].upper() + value[1:]

    return re.sub(rf"(?P<opens>^|[.!?]\s+)?\{{(?P<name>{names})\}}", filled, text)


def _variants(file: str, name: str, given: object, channel: str | None) -> list[str]:
    written = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    own = [one for one in written if channel is not None and one.get("channel") == channel]
    texts = [one.get("text") for one in own or [one for one in written if "channel" not in one]]
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise PhrasesError(f"{file}: {name} needs at least one `- text:`")
    return [str(text).strip() for text in texts]
