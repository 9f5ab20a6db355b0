"""Classification: the votes of the taxonomy's cues for a measurement, from its metric out to its headings."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from fazhi.core.extract.lexicon import words
from fazhi.core.extract.measurement import Measurement, Passage
from fazhi.core.extract.metric import TOPIC
from fazhi.core.extract.taxonomy import FALLBACK, Cues, decide, scopes, standard_of, weigh_words
from fazhi.schema.curated import Section

_SENTENCE_REACH = 160
_BEFORE_REACH = 240
_DEEPEST = 6
_CLAUSE_REACH, _CLAUSES_BACK = 60, 2
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
# A plan for later than this is no plan of the next report.
_FAR = 5


class Headings:
    """What the headings above a section say: their votes, and the name that they quote."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = {section.section_id: section for section in sections}
        self._votes: dict[str, dict[str, float]] = {}

    def votes(self, section_id: str | None) -> dict[str, float]:
        """The votes of the headings above, the innermost with full weight."""
        if section_id is None:
            return {}
        if section_id not in self._votes:
            votes: dict[str, float] = {}
            for depth, section in enumerate(self._chain(section_id)):
                weigh_words(votes, section.heading or "", scopes()["outer_heading" if depth else "heading"])
            self._votes[section_id] = votes
        return self._votes[section_id]

    def topic(self, section_id: str | None) -> str:
        """The name that the innermost heading quotes (积极推进“一件事一次办”改革), or empty."""
        section = self._sections.get(section_id or "")
        found = TOPIC.search(section.heading or "") if section is not None else None
        return found.group() if found else ""

    def planned(self, section_id: str | None, year: int | None) -> int | None:
        """The year after the report's that the headings above name (四、2024年工作安排), or None."""
        for section in self._chain(section_id) if section_id and year else ():
            named = [int(found) for found in _YEAR.findall(section.heading or "")]
            if named and year is not None and year < min(named) <= year + _FAR:
                return min(named)
        return None

    def start(self, section_id: str | None) -> int:
        """Where the section starts, 0 for none."""
        section = self._sections.get(section_id or "")
        return section.start if section is not None else 0

    def _chain(self, section_id: str) -> list[Section]:
        chain: list[Section] = []
        at: str | None = section_id
        while at is not None and at in self._sections and len(chain) < _DEEPEST:
            chain.append(self._sections[at])
            at = self._sections[at].parent_id
        return chain


def classify(text: str, passages: Sequence[Passage], headings: Headings) -> dict[int, tuple[str, str | None, float]]:
    """System, standard indicator and confidence of every measurement, by its identity."""
    cues = Cues(text)
    systems: dict[int, tuple[str, str | None, float]] = {}
    for passage in passages:
        before: str | None = None
        for measurement in passage.measurements:
            if measurement.role == "to" and measurement.pair is not None and id(measurement.pair) in systems:
                systems[id(measurement)] = systems[id(measurement.pair)]
                continue
            whole = systems.get(id(measurement.whole))
            votes = _votes(cues, passage, measurement, headings, before, whole[0] if whole else None)
            owner = systems.get(id(measurement.owner))
            decided = (owner[0], 2 * owner[2] - 1) if owner is not None and _refers(measurement) else decide(votes)
            systems[id(measurement)] = _filed(text, passage, measurement, *decided)
            before = decided[0]
    return systems


def _refers(measurement: Measurement) -> bool:
    """Whether a number only says how its owner changed or ranks (同比增长9%)."""
    return measurement.role in ("change", "rank")


def _votes(
    cues: Cues, passage: Passage, measurement: Measurement, headings: Headings, before: str | None, total: str | None
) -> dict[str, float]:
    """What the cues around a measurement say, by system."""
    weight = scopes()
    votes = dict(headings.votes(passage.section_id))
    beside = measurement.label.startswith(words("meaning", "actions", "benefit"))
    own = weight["beside"] if beside else 1.0
    weigh_words(votes, measurement.metric or "", own * weight["metric"])
    if before is not None and before != FALLBACK:
        votes[before] = votes.get(before, 0.0) + weight["continued"] / own
    if measurement.whole is not None:
        weigh_words(votes, measurement.whole.metric or "", weight["total"])
        if total is not None and total != FALLBACK:
            votes[total] = votes.get(total, 0.0) + weight["total_system"]
    start, end = _near(cues, passage, measurement)
    cues.weigh(votes, start, end, own * weight["clause"])
    start = max(passage.start, measurement.start - _SENTENCE_REACH)
    behind = min(passage.end, measurement.clause.end)
    cues.weigh(votes, start, behind, weight["sentence"], measurement.start)
    end = min(passage.end, measurement.end + _SENTENCE_REACH // 2)
    cues.weigh(votes, behind, end, weight["behind"], measurement.start)
    earlier = max(headings.start(passage.section_id), passage.start - _BEFORE_REACH)
    cues.weigh(votes, min(earlier, passage.start), passage.start, weight["before"], measurement.start)
    return votes


def _near(cues: Cues, passage: Passage, measurement: Measurement) -> tuple[int, int]:
    """The clause of a number; with those before it where it has no cue of its own (公布…清单,纳入事项287项)."""
    clause = measurement.clause
    start, end = max(clause.start, measurement.start - _CLAUSE_REACH), min(clause.end, measurement.end + _CLAUSE_REACH)
    if cues.any(start, end):
        return start, end
    at = bisect_left(passage.clauses, clause.start, key=lambda c: c.start)
    for earlier in reversed(passage.clauses[max(0, at - _CLAUSES_BACK) : at]):
        reached = max(earlier.start, measurement.start - _CLAUSE_REACH)
        if cues.any(reached, earlier.end):
            return reached, end
    return start, end


def _filed(
    text: str, passage: Passage, measurement: Measurement, system: str, clarity: float
) -> tuple[str, str | None, float]:
    """The system with its standard indicator and the confidence in both."""
    start = max(passage.start, measurement.start - _SENTENCE_REACH)
    end = min(passage.end, measurement.end + _SENTENCE_REACH // 2)
    kind = "percent" if measurement.unit == "%" else measurement.quantity.kind
    code = standard_of(system, measurement.unit, kind, measurement.metric or "", text[start:end])
    return system, code, round(0.5 + clarity / 2, 3)
