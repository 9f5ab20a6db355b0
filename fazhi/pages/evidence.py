"""The evidence page of a report: its text with every indicator marked, and the text as received with every repair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from fazhi.pages.marking import Stretch, stretches
from fazhi.pages.rendering import number, render_page
from fazhi.schema.curated import Finding, Indicator, Report

# Changes that are no repair of a damage: shown, but softly.
_SOFT_KINDS = frozenset({"furniture", "script"})
_QUALIFIERS = {"over": "≥ ", "under": "≤ ", "about": "≈ "}
_DIRECTIONS = {"increase": "↑", "decrease": "↓"}


class Change(Protocol):
    """A change as normalize records it (`Edit`, `EditRow`): `source_text[start:end]` became `text`."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text as received: unchanged, or what was taken away and put in its place."""

    text: str
    inserted: str = ""
    kind: str | None = None
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator in words: `value` with unit, `info` all that is known of it on lines of its own."""

    indicator: Indicator
    value: str
    period: str
    system: str
    info: str


def render(
    report: Report,
    edits: Sequence[Change],
    source_text: str,
    indicators: Sequence[Indicator],
    findings: Sequence[Finding],
    system_names: Mapping[str, str] | None = None,
) -> str:
    """The page as HTML, no script, nothing to fetch; `#indicator_id` lands on the indicator's place.

    In: the report's row, the changes that lead from `source_text` to `report.text`, its indicators and findings, and
    the names of systems by id. Out: a complete document; nothing of the report is read as HTML.
    """
    names = system_names or {}
    shown = {i.indicator_id: _shown(i, names) for i in sorted(indicators, key=lambda i: (i.start, i.end))}
    return render_page(
        "evidence.html",
        report=report,
        stretches=[_with_target(s) for s in stretches(report.text, list(indicators))],
        shown=shown,
        pieces=pieces(source_text, edits),
        findings=findings,
    )


def pieces(source_text: str, edits: Sequence[Change]) -> list[Piece]:
    """The text as received, cut at the changes; a change that does not stand in order is left out."""
    made: list[Piece] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < at or edit.end < edit.start or edit.end > len(source_text):
            continue
        if edit.start > at:
            made.append(Piece(source_text[at : edit.start]))
        made.append(Piece(source_text[edit.start : edit.end], edit.text, edit.kind, edit.kind in _SOFT_KINDS))
        at = edit.end
    if at < len(source_text):
        made.append(Piece(source_text[at:]))
    return made


def _with_target(stretch: Stretch[Indicator]) -> tuple[Stretch[Indicator], Indicator | None]:
    """The stretch, and the indicator whose id its mark carries: the innermost, where that one begins here."""
    inner = stretch.marks[0] if stretch.marks else None
    begins_here = inner is not None and any(b is inner for b in stretch.begins)
    return stretch, inner if begins_here else None


def _shown(i: Indicator, names: Mapping[str, str]) -> Shown:
    high = f"–{number(i.value_high)}" if i.value_high is not None else ""
    value = f"{_QUALIFIERS.get(i.qualifier, '')}{number(i.value)}{high} {i.unit}".strip()
    if i.direction:
        value += f" {_DIRECTIONS.get(i.direction, i.direction)}"
    period = _period(i)
    system = names.get(i.system, i.system)
    told = [
        ("值", value),
        ("指标", i.metric),
        ("期间", period),
        ("制度", system),
        ("代码", i.indicator_code),
        ("主体", i.subject),
    ]
    return Shown(i, value, period, system, "\n".join(f"{label} {text}" for label, text in told if text))


def _period(i: Indicator) -> str:
    if i.period_start is None and i.period_end is None:
        return ""
    if i.period_start is None:
        return f"截至 {i.period_end}"
    return f"{i.period_start} 至 {i.period_end or '…'}"
