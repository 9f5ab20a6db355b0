"""Small charts as inline SVG: they print where backgrounds do not, and need no script."""

from collections.abc import Sequence

from markupsafe import Markup, escape

_BAR_WIDTH = 200.0
_HEIGHT = 56.0
_MAX_COLUMNS = 60


def bar(parts: Sequence[tuple[float, str]], total: float) -> Markup:
    """A horizontal bar of `parts` (value, class), each as long as its share of `total`."""
    drawn: list[Markup] = []
    at = 0.0
    for value, kind in parts:
        width = _share(value, total) * _BAR_WIDTH
        if width > 0:
            drawn.append(_rect(at, 0, max(width, 1.5), 10, kind))
        at += width
    box = f"0 0 {_BAR_WIDTH:g} 10"
    return Markup('<svg class="bar" viewBox="{}" preserveAspectRatio="none" aria-hidden="true">{}</svg>').format(
        box, Markup("").join(drawn)
    )


def columns(points: Sequence[tuple[str, float]], kind: str) -> Markup:
    """One column a point (label, value), the last one set off; at most the last sixty points."""
    shown = list(points)[-_MAX_COLUMNS:]
    top = max((value for _, value in shown), default=0)
    pitch = _BAR_WIDTH / max(len(shown), 8)
    drawn = [
        _column(n, label, value, top, pitch, _class(kind, n == len(shown) - 1))
        for n, (label, value) in enumerate(shown)
    ]
    return Markup('<svg class="columns" viewBox="0 0 {} {}" role="img">{}</svg>').format(
        f"{_BAR_WIDTH:g}", f"{_HEIGHT:g}", Markup("").join(drawn)
    )


def _column(number: int, label: str, value: float, top: float, pitch: float, kind: str) -> Markup:
    height = max(_share(value, top) * (_HEIGHT - 2), 1.0)
    return Markup("<g>{}<title>{}: {}</title></g>").format(
        _rect(number * pitch, _HEIGHT - height, pitch * 0.8, height, kind), escape(label), f"{value:g}"
    )


def _class(kind: str, last: bool) -> str:
    return f"{kind} last" if last else kind


def _rect(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
        f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}", kind
    )


def _share(value: float, total: float) -> float:
    """`value` of `total` as a share from 0 to 1."""
    return min(max(value / total, 0.0), 1.0) if total > 0 else 0.0
