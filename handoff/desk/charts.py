"""Charts of reports as SVG, drawn on the server. Each has a title and a description; a table stands beside it.

Colours come from the stylesheet, by class; sizes are in the chart's own units, about a pixel on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDE = 340
LINE = 34  # one bar with its words above it
BAR = 12
HIGH = 110  # of columns
LETTERS = 48  # in one line
MOST_BARS = 12
MOST_COLUMNS = 31


@dataclass(frozen=True)
class Bar:
    """`said`: the value in words. `part`: how much of it is drawn in another colour."""

    label: str
    value: float
    said: str
    part: float = 0.0


@dataclass(frozen=True)
class Pair:
    """0..1 each."""

    label: str
    before: float
    after: float
    said: str


def bars(id: str, title: str, given: Sequence[Bar], *, top: float | None = None) -> Markup:
    """`top`: the value of a bar over the whole width; by default the greatest."""
    shown = given[:MOST_BARS]
    most = top or max((one.value for one in shown), default=0) or 1
    drawn = []
    for index, one in enumerate(shown):
        y, width = index * LINE, _length(one.value / most)
        drawn.append(_text(0, y + 12, _short(one)) + _text(WIDE, y + 12, one.said, "end"))
        drawn.append(_rect(0, y + 17, WIDE, BAR, "ground") + _rect(0, y + 17, width, BAR, "bar"))
        if one.part:
            drawn.append(_rect(0, y + 17, _length(one.part / most), BAR, "part"))
    told = ", ".join(f"{one.label}: {one.said}" for one in shown)
    return _svg(id, title, told, len(shown) * LINE, drawn)


def columns(id: str, title: str, given: Sequence[Bar]) -> Markup:
    """One after the other in time; the first, the last and the greatest are written out."""
    most = max((one.value for one in given), default=0) or 1
    step = WIDE / max(1, len(given))
    width = min(26.0, step * 0.7)
    greatest = max(range(len(given)), key=lambda index: given[index].value, default=0)
    drawn = [f'<line class="ground" x1="0" x2="{WIDE}" y1="{HIGH + 16}" y2="{HIGH + 16}"/>']
    for index, one in enumerate(given):
        x, high = index * step + (step - width) / 2, one.value / most * HIGH
        drawn.append(_rect(x, 16 + HIGH - high, width, high, "bar", round=2))
        if index == greatest or len(given) <= 8:
            drawn.append(_text(x + width / 2, 11 + HIGH - high, one.said, "middle"))
    for index in sorted({0, len(given) - 1} if len(given) > 8 else range(len(given))):
        anchor = "middle" if len(given) <= 8 else "end" if index else "start"
        at = index * step + step / 2 if anchor == "middle" else (WIDE if index else 0)
        drawn.append(_text(at, HIGH + 32, given[index].label, anchor))
    told = ", ".join(f"{one.label}: {one.said}" for one in given)
    return _svg(id, title, told, HIGH + 38, drawn)


def pairs(id: str, title: str, given: Sequence[Pair]) -> Markup:
    """From a hollow mark, before, to a full one, after; to the left is calmer."""
    drawn = []
    for index, one in enumerate(given[:MOST_BARS]):
        y = index * LINE
        before, after = (6 + one_of * (WIDE - 12) for one_of in (one.before, one.after))
        drawn.append(_text(0, y + 12, one.label) + _text(WIDE, y + 12, one.said, "end"))
        drawn.append(f'<line class="ground" x1="0" x2="{WIDE}" y1="{y + 23}" y2="{y + 23}"/>')
        look = "calmer" if after <= before else "worse"
        drawn.append(f'<line class="way {look}" x1="{before:.1f}" x2="{after:.1f}" y1="{y + 23}" y2="{y + 23}"/>')
        drawn.append(f'<circle class="before" cx="{before:.1f}" cy="{y + 23}" r="5"/>')
        drawn.append(f'<circle class="after {look}" cx="{after:.1f}" cy="{y + 23}" r="5"/>')
    told = ", ".join(f"{one.label}: {one.said}" for one in given)
    return _svg(id, title, told, len(given[:MOST_BARS]) * LINE, drawn)


def together(given: Sequence[Bar]) -> list[Bar]:
    """So few neighbours in one that all find room; each is called by its first."""
    size = -(-len(given) // MOST_COLUMNS) or 1
    return [_sum(given[start : start + size]) for start in range(0, len(given), size)]


def _sum(several: Sequence[Bar]) -> Bar:
    value = sum(one.value for one in several)
    return Bar(several[0].label, value, f"{value:g}") if len(several) > 1 else several[0]


def _short(one: Bar) -> str:
    """As much of the label as there is room for beside the value; the table has the whole."""
    room = LETTERS - len(one.said)
    return one.label if len(one.label) <= room else f"{one.label[: room - 1].rstrip()}…"


def _length(share: float) -> float:
    """What is not nothing can be seen."""
    return max(2.0, min(1.0, share) * WIDE) if share > 0 else 0.0


def _rect(x: float, y: float, width: float, height: float, look: str, round: float = 3) -> str:
    if width <= 0 or height <= 0:
        return ""
    return f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round}"/>'


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(id: str, title: str, told: str, height: float, drawn: Sequence[str]) -> Markup:
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDE} {height:g}" role="img" aria-labelledby="{id}-t {id}-d">'
        f'<title id="{id}-t">{escape(title)}</title><desc id="{id}-d">{escape(told)}</desc>{"".join(drawn)}</svg>'
    )
