"""What judging gives: a result for every expectation, and every row that broke a critical one."""

from dataclasses import dataclass, field

from expectations.suites import Severity

SAMPLED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationResult:
    """What one expectation said about one table; the fields of `fazhi.schema.quality.Result` that judging knows.

    `observed` is JSON. An expectation that could not be asked (a parameter was given as None) has severity `info`,
    `success` False and `not_run` saying what was not known: nothing passes unasked. `evaluated`: the rows that it
    had something to look at in (`expectations.evaluated`). `failed_ids` are at most 20 keys.
    """

    suite: str
    expectation: str
    column: str | None
    severity: Severity
    success: bool
    rows: int
    evaluated: int
    failed_rows: int
    observed: str | None = None
    failed_ids: list[str] = field(default_factory=list)
    not_run: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFailure:
    """One row that broke a critical expectation: what quarantine needs.

    `key` joins the row's key columns with `/`; `row` is its position in the table judged, which alone tells two rows
    of the same key apart. `message` is Chinese and names column, value, what was expected and what to do.
    """

    table: str
    key: str
    row: int
    doc_id: str | None
    expectation: str
    column: str | None
    message: str
    severity: Severity = "critical"


@dataclass(slots=True, kw_only=True)
class Judgement:
    """All results of one call, and all failing rows of its critical expectations."""

    results: list[ExpectationResult] = field(default_factory=list)
    failures: list[RowFailure] = field(default_factory=list)

    @property
    def broken(self) -> list[ExpectationResult]:
        """Critical expectations that failed for the table as a whole (a row count): no row can be blamed."""
        return [r for r in self.results if r.severity == "critical" and not r.success and not r.failed_rows]

    def failed(self, severity: Severity) -> list[ExpectationResult]:
        """The expectations of `severity` that did not hold."""
        return [r for r in self.results if r.severity == severity and r.not_run is None and not r.success]

    def add(self, other: "Judgement") -> None:
        """Take in what another part of the suite said."""
        self.results += other.results
        self.failures += other.failures
