"""How long an SMS is, counted by hand from the standard: GSM 03.38, two septets for the extension table."""

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "^{}\\[~]|€"
MOST = 306  # two segments


def septets(text: str) -> int:
    """Raises ValueError for a character that would turn the whole SMS to UCS-2."""
    foreign = {character for character in text if character not in BASIC + EXTENDED}
    if foreign:
        raise ValueError(f"not in the SMS alphabet: {foreign}")
    return sum(2 if character in EXTENDED else 1 for character in text)
