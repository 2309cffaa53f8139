"""Only characters of the SMS alphabet (GSM 03.38): a single other one more than halves what fits into an SMS."""

import re
import unicodedata

LETTERS = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
LOOKALIKES = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-", "\u00a0": " ", "`": "'"}
)
_SPACES = re.compile(r"(?<=\S)[ \t]+(?=\s)")


def in_sms_alphabet(text: str) -> str:
    """Lookalikes are put in place, accents dropped where they must be; an emoji leaves nothing."""
    return _SPACES.sub("", "".join(_letter(character) for character in text.translate(LOOKALIKES)))


def _letter(character: str) -> str:
    if character in LETTERS:
        return character
    plain = unicodedata.normalize("NFKD", character)[0]
    return plain if plain in LETTERS else ""
