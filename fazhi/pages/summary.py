"""What the page of a batch shows, as plain records: filled by whoever ran the batch, drawn by `fazhi.pages.batch`."""

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from fazhi.core.normalize.kinds import is_repair
from fazhi.schema.curated import Finding
from fazhi.schema.quality import Result

Verdict = Literal["published", "withheld", "nothing_new"]


@dataclass(slots=True, kw_only=True)
class Counts:
    """What became of the documents that came in: `documents` is the sum of the others, or the page says so."""

    documents: int = 0
    published: int = 0
    skipped: int = 0
    duplicates: int = 0
    quarantined: int = 0
    withheld: int = 0


@dataclass(slots=True, kw_only=True)
class StageCount:
    """Documents through one stage: `entered` is the sum of what left it, by whichever door."""

    stage: str
    entered: int = 0
    passed: int = 0
    skipped: int = 0
    duplicates: int = 0
    quarantined: int = 0
    withheld: int = 0
    seconds: float | None = None


@dataclass(slots=True, kw_only=True)
class QuarantineRow:
    """An item that was kept back, and why. `published_before`: the tables hold what older rules had read of it."""

    source: str
    stage: str
    reason_code: str
    message: str
    published_before: bool = False


@dataclass(slots=True, kw_only=True)
class Quote:
    """A row that an expectation or finding is about, with the sentence it stands in.

    `anchor` is the id on the evidence page of `doc_id` (an indicator_id), empty for the page as a whole.
    """

    doc_id: str | None = None
    anchor: str = ""
    quote: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An expectation in words: what holds when it holds, and (in Chinese) what to do when not."""

    zh: str
    en: str
    advice: str = ""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """An expectation's result, and what it says; `rows` are samples of those that broke it.

    `missing`: what it would have needed to be asked, where it could not be.
    """

    result: Result
    said: Said | None = None
    rows: list[Quote] = field(default_factory=list)
    missing: str = ""


@dataclass(slots=True, kw_only=True)
class FindingRow:
    """A contradiction in a report, with the sentences of its numbers."""

    finding: Finding
    report_title: str
    quotes: list[Quote] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class RepairSample:
    """A change where it was made: `inserted` in place of `removed`, between the characters around it as received."""

    lead: str
    removed: str
    inserted: str
    trail: str
    doc_id: str | None = None


@dataclass(slots=True, kw_only=True)
class RepairKind:
    """All changes of one kind."""

    kind: str
    count: int
    samples: list[RepairSample] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Tally:
    """A count under a name in Chinese and, where there is one, in English."""

    key: str
    zh: str
    en: str = ""
    count: int = 0


@dataclass(slots=True, kw_only=True)
class Change:
    """A figure that is not what was published before; `cause` is what changed: source, rules, both or neither.

    `replaced`: a whole report, of which a better copy (cause `copy`) is kept now.
    """

    kind: Literal["added", "changed", "removed", "replaced"]
    doc_id: str
    indicator_id: str
    report_title: str = ""
    before: str = ""
    after: str = ""
    cause: str = ""


@dataclass(slots=True, kw_only=True)
class Applied:
    """A row that a declared correction has changed: `name` is the entry's, as in the column `correction`.

    `what` was changed and `reason` come from the declaration, empty where it is no longer there.
    """

    doc_id: str
    name: str
    report_title: str = ""
    indicator_id: str = ""
    what: str = ""
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class ReportRow:
    """A report of the batch; its evidence page is `evidence/{doc_id}.html` beside the batch's page."""

    doc_id: str
    source: str
    title: str | None = None
    issuer: str | None = None
    region: str | None = None
    year: int | None = None
    indicators: int = 0
    findings: int = 0
    repairs: int = 0
    unrepaired: int = 0
    duplicate_of: str | None = None


@dataclass(slots=True, kw_only=True)
class Copy:
    """An item that came more than once: the same bytes (`kept` empty), or a copy of the report `kept`.

    `doc_id`: the report with an evidence page of its own, empty for the same bytes.
    """

    source: str
    doc_id: str = ""
    kept: str = ""


@dataclass(slots=True, kw_only=True)
class Past:
    """An earlier batch."""

    batch_id: str
    documents: int = 0
    published: int = 0
    quarantined: int = 0
    indicators: int = 0
    findings: int = 0


@dataclass(slots=True, kw_only=True)
class BatchSummary:
    """All that the page of a batch shows but its list of reports. Times are ISO 8601 in UTC.

    `reasons` say why a batch was withheld; `dropped` names unfinished batches of other code or rules whose items this
    one read anew. Lists are capped; the counts beside them are not.
    """

    batch_id: str
    verdict: Verdict
    version: str
    started: str
    ended: str
    reasons: list[str] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    stages: list[StageCount] = field(default_factory=list)
    unused_corrections: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    quarantine: list[QuarantineRow] = field(default_factory=list)
    quarantine_count: int = 0
    quarantined_before: int = 0
    still_published: int = 0
    expectations: list[Outcome] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    copy_count: int = 0
    findings: list[FindingRow] = field(default_factory=list)
    finding_count: int = 0
    indicators: int = 0
    repairs: list[RepairKind] = field(default_factory=list)
    systems: list[Tally] = field(default_factory=list)
    regions: list[Tally] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    change_count: int = 0
    corrections: list[Applied] = field(default_factory=list)
    correction_count: int = 0
    history: list[Past] = field(default_factory=list)

    @property
    def failing(self) -> list[Outcome]:
        """Expectations that did not hold, the gravest first; those of severity info could not be asked."""
        order = {"critical": 0, "warning": 1}
        failing = [o for o in self.expectations if not o.result.success and o.result.severity != "info"]
        return sorted(failing, key=lambda o: (order.get(o.result.severity, 3), o.result.suite, o.result.expectation))

    @property
    def not_asked(self) -> list[Outcome]:
        """Expectations that need something this batch does not have, such as a history."""
        return [o for o in self.expectations if not o.result.success and o.result.severity == "info"]

    @property
    def undone(self) -> list[RepairKind]:
        """Changes that undo damage."""
        return [kind for kind in self.repairs if is_repair(kind.kind)]

    @property
    def cosmetic(self) -> list[RepairKind]:
        """Changes that are no repair: script, layout, furniture of the page."""
        return [kind for kind in self.repairs if not is_repair(kind.kind)]

    def as_json(self) -> str:
        """The summary as a JSON object; times of validation as ISO 8601."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, default=_iso)


def _iso(value: Any) -> str:
    return str(value.isoformat())
