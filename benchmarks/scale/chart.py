"""A chart of growth: pages to the right, seconds upwards, both by powers of ten, one line for each step."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM, RIGHT, TOP = 760, 460, 60, 50, 190, 20
COLOURS = ("#0b5cad", "#b3261e", "#2e7d32", "#7b3fa0", "#a55a00", "#00707a", "#5f6368", "#c2185b", "#4e5d00", "#1a237e")

Point = tuple[float, float]


def draw(lines: Mapping[str, Sequence[Point]], *, across: str, up: str) -> str:
    """An SVG of these lines of (pages, seconds); a slope of 45 degrees of the grid's squares is linear growth."""
    points = [point for line in lines.values() for point in line if point[1] > 0]
    scale = _Scale.of(points)
    parts = [*_grid(scale), *_lines(lines, scale)]
    parts.append(_text(LEFT + scale.width / 2, HEIGHT - 8, across, "middle"))
    parts.append(_text(8, TOP - 6, up, "start"))
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    return "\n".join([head, f"<title>{escape(up)} by {escape(across)}</title>", *parts, "</svg>\n"])


class _Scale:
    """Where a value is drawn."""

    def __init__(self, low: Point, high: Point) -> None:
        self.low, self.high = low, high
        self.width, self.height = WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM - TOP

    @classmethod
    def of(cls, points: Sequence[Point]) -> "_Scale":
        """From the power of ten below every point to the one above."""
        logs = [(math.log10(x), math.log10(y)) for x, y in points]
        low = (float(math.floor(min(x for x, _ in logs))), float(math.floor(min(y for _, y in logs))))
        high = (float(math.ceil(max(x for x, _ in logs))), float(math.ceil(max(y for _, y in logs))))
        return cls(low, (max(high[0], low[0] + 1), max(high[1], low[1] + 1)))

    def place(self, x: float, y: float) -> Point:
        """The place of a point, given as logarithms."""
        across = (x - self.low[0]) / (self.high[0] - self.low[0])
        up = (y - self.low[1]) / (self.high[1] - self.low[1])
        return LEFT + across * self.width, TOP + (1 - up) * self.height


def _grid(scale: _Scale) -> Iterator[str]:
    for power in range(int(scale.low[0]), int(scale.high[0]) + 1):
        (x, bottom), (_, top) = scale.place(power, scale.low[1]), scale.place(power, scale.high[1])
        yield f'<path d="M{x:.1f} {bottom:.1f}V{top:.1f}" stroke="#ddd"/>'
        yield _text(x, bottom + 18, f"{10**power:,}", "middle")
    for power in range(int(scale.low[1]), int(scale.high[1]) + 1):
        (left, y), (right, _) = scale.place(scale.low[0], power), scale.place(scale.high[0], power)
        yield f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="#ddd"/>'
        yield _text(left - 8, y + 4, f"{10.0**power:g}", "end")


def _lines(lines: Mapping[str, Sequence[Point]], scale: _Scale) -> Iterator[str]:
    ends: list[float] = []
    last = {name: line[-1] for name, line in lines.items() if line}
    colours = dict(zip(lines, COLOURS * (1 + len(lines) // len(COLOURS)), strict=False))
    for name in sorted(last, key=lambda one: -last[one][1]):
        places = [scale.place(math.log10(x), math.log10(y)) for x, y in lines[name] if y > 0]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        yield f'<path d="M{path}" fill="none" stroke="{colours[name]}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colours[name]}"/>' for x, y in places)
        # Names that would lie upon each other move down.
        at = max(places[-1][1] + 4, (ends[-1] + 14) if ends else 0)
        ends.append(at)
        yield _text(WIDTH - RIGHT + 10, at, name, "start", colours[name])


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
