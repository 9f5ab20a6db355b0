"""The evidence page of a report: its text with every indicator marked, and the text as received with every change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fazhi.pages.marking import Stretch, stretches
from fazhi.pages.received import Change, pieces
from fazhi.pages.rendering import number, render_page
from fazhi.schema.curated import Finding, Indicator, Report

_QUALIFIERS = {"over": "≥ ", "under": "≤ ", "about": "≈ "}
_DIRECTIONS = {"increase": "↑", "decrease": "↓"}


@dataclass(frozen=True, slots=True)
class Name:
    """What a system of government is called."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator in words: `value` with unit; `info` and `info_en` all that is known of it, on lines of their own."""

    indicator: Indicator
    value: str
    period: Name
    system: Name
    info: str
    info_en: str


def render(
    report: Report,
    edits: Sequence[Change],
    source_text: str,
    indicators: Sequence[Indicator],
    findings: Sequence[Finding],
    system_names: Mapping[str, Name] | None = None,
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
        pieces=pieces(source_text, edits, indicators),
        findings=findings,
        doubted={i for finding in findings for i in finding.indicator_ids},
    )


def _with_target(stretch: Stretch[Indicator]) -> tuple[Stretch[Indicator], Indicator | None]:
    """The stretch, and the indicator whose id its mark carries: the innermost, where that one begins here."""
    inner = stretch.marks[0] if stretch.marks else None
    begins_here = inner is not None and any(b is inner for b in stretch.begins)
    return stretch, inner if begins_here else None


def _shown(i: Indicator, names: Mapping[str, Name]) -> Shown:
    high = f"–{number(i.value_high)}" if i.value_high is not None else ""
    value = f"{_QUALIFIERS.get(i.qualifier, '')}{number(i.value)}{high} {i.unit}".strip()
    if i.direction:
        value += f" {_DIRECTIONS.get(i.direction, i.direction)}"
    period = _period(i)
    system = names.get(i.system, Name(i.system, i.system))
    zh = [("值", value), ("指标", i.metric), ("期间", period.zh), ("制度", system.zh), ("代码", i.indicator_code),
          ("主体", i.subject)]  # fmt: skip
    en = [("Value", value), ("Metric", i.metric), ("Period", period.en), ("System", system.en),
          ("Code", i.indicator_code), ("Subject", i.subject)]  # fmt: skip
    return Shown(i, value, period, system, _lines(zh), _lines(en))


def _lines(told: Sequence[tuple[str, str | None]]) -> str:
    return "\n".join(f"{label} {text}" for label, text in told if text)


def _period(i: Indicator) -> Name:
    if i.period_start is None and i.period_end is None:
        return Name("", "")
    if i.period_start is None:
        return Name(f"截至 {i.period_end}", f"at {i.period_end}")
    if i.period_end and (i.period_start.month, i.period_start.day, i.period_end.month, i.period_end.day) == (
        1,
        1,
        12,
        31,
    ):
        first, last = i.period_start.year, i.period_end.year
        return Name(f"{first}年", f"{first}") if first == last else Name(f"{first}–{last}年", f"{first}–{last}")
    end = i.period_end or "…"
    return Name(f"{i.period_start} 至 {end}", f"{i.period_start} to {end}")
