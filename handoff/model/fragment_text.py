"""A customer's text made safe to store, once, where it enters."""

import re
import unicodedata

LONGEST = 8000
CUT = " […]"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def clean(text: str, longest: int = LONGEST) -> str:
    """At most `longest` characters, NFC, without control characters; a text that was cut ends in CUT."""
    # PostgreSQL refuses NUL, and a lone surrogate can be encoded by neither driver.
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = paired.replace("\r\n", "\n").replace("\r", "\n")
    # A first cut keeps the normalising of a huge text cheap; NFC may still lengthen, so the second cut decides.
    rough = _CONTROL.sub("", lines[: longest * 4])
    whole = unicodedata.normalize("NFC", rough).strip()
    if len(whole) <= longest and len(lines) <= longest * 4:
        return whole
    return whole[: longest - len(CUT)].rstrip() + CUT
