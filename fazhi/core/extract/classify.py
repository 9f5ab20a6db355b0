"""Classification: the votes of the taxonomy's cues for a measurement, from its metric out to its headings."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from fazhi.core.extract.cues import Cues, weigh, weigh_near, weigh_words
from fazhi.core.extract.lexicon import words
from fazhi.core.extract.measurement import Filed, Measurement, Passage
from fazhi.core.extract.metric import TOPIC
from fazhi.core.extract.phrases import Phrases
from fazhi.core.extract.taxonomy import FALLBACK, decide, scopes, standard_of
from fazhi.schema.curated import Section

_SENTENCE_REACH = 160
_BEFORE_REACH = 240
_DEEPEST = 6
_CLAUSE_REACH, _CLAUSES_BACK = 60, 2
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
# The year with which a section begins: 三、下一步打算 / 2024年，我局将重点抓好….
_YEAR_BELOW = re.compile(r"^[\s。.：:]*(20\d{2})年度?(?=[，,我全将])")
_CLAUSE = re.compile("[，,；;]")
_OPENING = 12
# A plan for later than this is no plan of the next report.
_FAR = 5
# Numbers that only say how their owner changed or ranks (同比增长9%).
_OF_OWNER = ("change", "rank")
_start = attrgetter("start")


class Headings:
    """What the headings above a section say: their votes, and the name that they quote."""

    def __init__(self, text: str, sections: Sequence[Section]) -> None:
        self._text = text
        self._sections = {section.section_id: section for section in sections}
        self._votes: dict[str, dict[str, float]] = {}
        self._topics: dict[str, str] = {}

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
        if section_id is None:
            return ""
        if section_id not in self._topics:
            section = self._sections.get(section_id)
            found = TOPIC.search(section.heading or "") if section is not None else None
            self._topics[section_id] = found.group() if found else ""
        return self._topics[section_id]

    def planned(self, section_id: str | None, year: int | None) -> int | None:
        """The year after the report's that the headings above name (四、2024年工作安排), or the words below one."""
        chain = self._chain(section_id) if section_id and year else []
        for section in chain:
            # A heading that is a whole sentence tells in its later clauses what else is aimed at: 三是…,到2025年….
            heading = _CLAUSE.split(section.heading or "", maxsplit=1)[0]
            named = [int(found) for found in _YEAR.findall(heading) or _YEAR_BELOW.findall(self._below(section))]
            if named and year is not None and year < min(named) <= year + _FAR:
                return min(named)
        return None

    def _below(self, section: Section) -> str:
        """The first words of the section behind its heading."""
        heading = section.heading or section.marker or ""
        at = self._text.find(heading, section.start, section.end)
        return self._text[at + len(heading) : min(at + len(heading) + _OPENING, section.end)] if at >= 0 else ""

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


def classify(text: str, phrases: Phrases, passages: Sequence[Passage], headings: Headings) -> None:
    """Set `filed` of every measurement: system, standard indicator and confidence in both."""
    cues = Cues(phrases)
    for passage in passages:
        ground = _Ground(cues, passage, headings)
        before: str | None = None
        for measurement in passage.measurements:
            pair, owner = measurement.pair, measurement.owner
            if measurement.role == "to" and pair is not None and pair.filed is not None:
                measurement.filed = pair.filed
                continue
            if owner is not None and owner.filed is not None and measurement.role in _OF_OWNER:
                system, clarity = owner.filed[0], 2 * owner.filed[2] - 1
            else:
                system, clarity = decide(ground.votes(measurement, before))
            measurement.filed = _filed(text, passage, measurement, system, clarity)
            before = system


class _Ground:
    """What all measurements of a sentence are classified by: its cues, those before it, its headings."""

    __slots__ = ("_ahead", "_beside", "_cues", "_headed", "_high", "_low", "_passage", "_weight")

    def __init__(self, cues: Cues, passage: Passage, headings: Headings) -> None:
        start = passage.start
        self._cues, self._passage, self._weight = cues, passage, scopes()
        self._beside = words("meaning", "actions", "benefit")
        self._headed = headings.votes(passage.section_id)
        self._low, self._high = cues.within(start, passage.end)
        earlier = min(start, max(headings.start(passage.section_id), start - _BEFORE_REACH))
        low, high = cues.within(earlier, start, 0, self._low)
        self._ahead = cues.said[low:high]

    def votes(self, measurement: Measurement, before: str | None) -> dict[str, float]:
        """What the cues around a measurement say, by system; `before` is the system of the number before it."""
        weight, whole = self._weight, measurement.whole
        votes = dict(self._headed)
        own = weight["beside"] if measurement.label.startswith(self._beside) else 1.0
        weigh_words(votes, measurement.metric or "", own * weight["metric"])
        if before is not None and before != FALLBACK:
            votes[before] = votes.get(before, 0.0) + weight["continued"] / own
        if whole is not None:
            weigh_words(votes, whole.metric or "", weight["total"])
            if whole.filed is not None and whole.filed[0] != FALLBACK:
                total = whole.filed[0]
                votes[total] = votes.get(total, 0.0) + weight["total_system"]
        if self._low < self._high:
            self._weigh_sentence(votes, measurement, own)
        weigh_near(votes, self._ahead, weight["before"], measurement.start)
        return votes

    def _weigh_sentence(self, votes: dict[str, float], measurement: Measurement, own: float) -> None:
        """Add what the cues of the sentence say: those of the clause, those up to its end, those behind it."""
        cues, weight, near = self._cues, self._weight, measurement.start
        behind = measurement.clause.end
        low, middle = cues.within(near - _SENTENCE_REACH, behind, self._low, self._high)
        if low < middle:
            first, last = self._of_clause(measurement, low, middle)
            weigh(votes, cues.said[first:last], own * weight["clause"])
            weigh_near(votes, cues.said[low:middle], weight["sentence"], near)
        if middle < self._high:
            first, last = cues.within(behind, measurement.end + _SENTENCE_REACH // 2, middle, self._high)
            weigh_near(votes, cues.said[first:last], weight["behind"], near)

    def _of_clause(self, measurement: Measurement, low: int, high: int) -> tuple[int, int]:
        """Positions of the cues of the clause; where it has none, with those before it (公布…清单,纳入事项287项)."""
        cues, clause, clauses = self._cues, measurement.clause, self._passage.clauses
        reach, end = measurement.start - _CLAUSE_REACH, min(clause.end, measurement.end + _CLAUSE_REACH)
        first, last = cues.within(max(clause.start, reach), end, low, high)
        if first >= last:
            at = bisect_left(clauses, clause.start, key=_start)
            for earlier in reversed(clauses[max(0, at - _CLAUSES_BACK) : at]):
                opening, closing = cues.within(max(earlier.start, reach), earlier.end, low, high)
                if opening < closing:
                    return opening, last
        return first, last


def _filed(text: str, passage: Passage, measurement: Measurement, system: str, clarity: float) -> Filed:
    """The system with its standard indicator and the confidence in both."""
    start = max(passage.start, measurement.start - _SENTENCE_REACH)
    end = min(passage.end, measurement.end + _SENTENCE_REACH // 2)
    kind = "percent" if measurement.unit == "%" else measurement.quantity.kind
    code = standard_of(system, measurement.unit, kind, measurement.metric or "", text[start:end])
    return system, code, round(0.5 + clarity / 2, 3)
