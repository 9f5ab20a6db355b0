"""Cost against size as an SVG drawing: seconds of CPU and of wall time a document, sizes on a logarithmic axis."""

import math
from collections.abc import Sequence
from html import escape
from pathlib import Path

_WIDTH, _HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 36, 44
_COLOURS = ("#1f5fa8", "#b5541c", "#3c7a3c")


def draw(path: Path, title: str, unit: str, sizes: Sequence[int], series: dict[str, Sequence[float]]) -> None:
    """Write a chart of `series` (name -> a value for each of `sizes`) to `path`."""
    top = max(max(values) for values in series.values()) * 1.15
    low, high = math.log10(min(sizes)), math.log10(max(sizes))
    places = [_LEFT + (math.log10(size) - low) / ((high - low) or 1) * (_WIDTH - _LEFT - _RIGHT) for size in sizes]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="18" font-size="14">{escape(title)}</text>',
        *_axes(sizes, places, top, unit),
    ]
    for number, (name, values) in enumerate(series.items()):
        parts += _curve(name, places, [_level(v, top) for v in values], values, _COLOURS[number], number)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*parts, "</svg>", ""]), "utf8")


def _level(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM)


def _axes(sizes: Sequence[int], places: Sequence[float], top: float, unit: str) -> list[str]:
    parts = [f'<text x="{_LEFT}" y="{_HEIGHT - 6}" fill="#555">documents in the batch</text>']
    for size, x in zip(sizes, places, strict=True):
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - 24}" text-anchor="middle" fill="#555">{size:,}</text>')
    for step in range(5):
        value = top * step / 4
        y = _level(value, top)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{value:.0f} {unit}</text>')
    return parts


def _curve(
    name: str, places: Sequence[float], levels: Sequence[float], values: Sequence[float], colour: str, number: int
) -> list[str]:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(places, levels, strict=True))
    parts = [f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>']
    for x, y, value in zip(places, levels, values, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"><title>{value:.1f}</title></circle>')
    x = _WIDTH - _RIGHT - 200
    parts.append(f'<text x="{x}" y="{_TOP + 14 * (number + 1)}" fill="{colour}">{escape(name)}</text>')
    return parts
