"""Whether a report holds what 《法治政府建设与责任落实督察工作规定》 asks for and came out in time, with evidence."""

import functools
import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from fazhi.core.extract.report.dates import Month, signature
from fazhi.core.extract.report.description import Description
from fazhi.core.extract.report.layout import lay_out
from fazhi.core.knowledge.reading import read_table
from fazhi.schema.curated import REQUIREMENTS, Compliance, Section

_QUOTED = re.compile(r"《[^《》\n]{0,200}》")
_ENOUGH_CHARS = 300  # in less than this nobody can tell what a report leaves out
_UNREADABLE = "□"
_UNREADABLE_SHARE = 0.05
_ROLES = frozenset(REQUIREMENTS) - {"published_by_1_april"}


def assess(doc_id: str, sections: Sequence[Section], description: Description, text: str) -> list[Compliance]:
    """One row for each requirement, in the order of `REQUIREMENTS`.

    `sections` is the report's outline with a role for each; where no section has the role that a content asks for, the
    words of the report may still show it: the evidence is then the innermost section around them. `met` is None where
    it can't be known: text too short or unreadable to miss a content in, year or date unknown. Evidence is a
    section_id, an ISO date, or year and month where the day is not said. Raises nothing.
    """
    readable = len(text) >= _ENOUGH_CHARS and text.count(_UNREADABLE) <= _UNREADABLE_SHARE * len(text)
    first = {section.role: section.section_id for section in reversed(sections)}
    words = text if "《" not in text or first.keys() >= _ROLES else _QUOTED.sub(_blank, text)
    rows = []
    for requirement in REQUIREMENTS:
        if requirement == "published_by_1_april":
            met, evidence = _in_time(description, text)
        elif requirement in first:
            met, evidence = True, first[requirement]
        else:
            met, evidence = _said(requirement, sections, words, readable)
        rows.append(Compliance(doc_id=doc_id, requirement=requirement, met=met, evidence=evidence))
    return rows


def _said(role: str, sections: Sequence[Section], words: str, readable: bool) -> tuple[bool | None, str | None]:
    """Words that say outside any title in 《》 what no section has the role for."""
    for pattern in _rules().wording[role]:
        match = pattern.search(words)
        if match:
            return True, _innermost(sections, match.start())
    return (False if readable else None), None


def _innermost(sections: Sequence[Section], at: int) -> str | None:
    """Id of the deepest section that holds the place `at`."""
    holding = [s for s in sections if s.start <= at < s.end]
    return max(holding, key=lambda s: (s.depth, s.start)).section_id if holding else None


def _in_time(description: Description, text: str) -> tuple[bool | None, str | None]:
    """Published in the year reported on, or in the next one up to the deadline; the month alone may decide."""
    year = description.report_year
    day = description.published_on
    if day is not None:
        if year is None or day.year < year:
            return None, day.isoformat()
        return day <= _deadline(year), day.isoformat()
    month = _signed_month(text)
    if month is None:
        return None, None
    evidence = f"{month[0]:04}-{month[1]:02}"
    if year is None or month[0] < year:
        return None, evidence
    deadline = _deadline(year)
    if month == (deadline.year, deadline.month):
        return None, evidence
    return month < (deadline.year, deadline.month), evidence


def _signed_month(text: str) -> Month | None:
    signed = signature(text, lay_out(text))
    return signed[0] if signed is not None and not isinstance(signed[0], date) else None


def _deadline(year: int) -> date:
    """Last day on which the report about `year` is in time."""
    month, day = _rules().deadline
    return date(year + 1, month, day)


class _Rules(NamedTuple):
    """`compliance.yaml`: month and day of the deadline, patterns of each content."""

    deadline: tuple[int, int]
    wording: dict[str, tuple[re.Pattern[str], ...]]


@functools.cache
def _rules() -> _Rules:
    table = read_table("compliance.yaml")
    wording = {role: tuple(map(re.compile, content["wording"])) for role, content in table["contents"].items()}
    return _Rules((table["deadline"]["month"], table["deadline"]["day"]), wording)


def _blank(match: re.Match[str]) -> str:
    return "　" * len(match[0])
