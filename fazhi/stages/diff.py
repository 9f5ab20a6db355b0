"""What a batch read differently from an earlier one, and why: the source changed, our rules changed, or both.

A document is known again by its bytes (the same doc_id), else by its source label with other bytes. Both batches are
read from their files of the layer `extracted`, a chunk at a time. Where a better copy of a report took the place of
the one that was kept, the two are compared as readings of one report.
"""

import functools
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from fazhi.logs import event
from fazhi.schema.arrow import records_of
from fazhi.schema.curated import Indicator, Report
from fazhi.stages.left import Left, left_in_place
from fazhi.stages.pairing import Difference, differences
from fazhi.stages.publishable import Tables
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_rows
from fazhi.storage.layout import Layout

Cause = Literal["source", "rules", "both", "neither", "copy"]
_REPLACED = Difference("copy", "replaced", (), None, None)
_RECORDS = (Report, Indicator)
# Chunks of the earlier batch held at once: most of the time both batches met the documents in the same order.
_CHUNKS_HELD = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as one batch read it."""

    doc_id: str
    version: str
    title: str
    source: str
    indicators: list[Indicator]


@dataclass(frozen=True, slots=True)
class Changed:
    """A difference with the document it stands in."""

    cause: Cause
    before: Reading
    after: Reading
    difference: Difference

    def as_row(self) -> dict[str, Any]:
        """The difference as plain values; a side that is not there is null."""
        one, other = self.difference.before, self.difference.after
        return {
            "severity": self.difference.severity, "kind": self.difference.kind, "cause": self.cause,
            "fields": list(self.difference.fields), "source": self.after.source, "title": self.after.title,
            "doc_id_before": self.before.doc_id, "doc_id": self.after.doc_id,
            "version_before": self.before.version, "version": self.after.version,
            "indicator_id_before": one.indicator_id if one else None,
            "indicator_id": other.indicator_id if other else None,
            "before": _values(one, self.difference.fields), "after": _values(other, self.difference.fields),
        }  # fmt: skip


def told(indicator: Indicator | None, fields: Iterable[str]) -> str:
    """An indicator in a line: its quote, and the fields that are different."""
    if indicator is None:
        return ""
    named = [f"{name} {_shown(getattr(indicator, name))}" for name in fields if name != "quote"]
    return " · ".join([indicator.quote, *(named or [indicator.metric or indicator.system])])


def sides(changed: Changed) -> tuple[str, str]:
    """Both sides of a difference, each in a line: the figures, or the copies that were kept."""
    d = changed.difference
    if d.kind == "replaced":
        return changed.before.source, changed.after.source
    return told(d.before, d.fields), told(d.after, d.fields)


def compared(left: Left, earlier: "Earlier") -> Iterator[Changed]:
    """Every difference of a batch's documents from the earlier readings of them, and the copies that it replaced."""
    ours = (reading for _, tables in left.chunks(_RECORDS) for reading in readings(tables))
    return changed(ours, earlier.reading, left.manifest.get("replaced_copies", {}))


def changed(
    ours: Iterable[Reading],
    earlier: Callable[[str, str], Reading | None],
    replaced_copies: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Changed]:
    """Every difference of some readings from the earlier ones, looked up by document and source.

    `replaced_copies`: kept copy -> the better one that is kept now.
    """
    replaced: dict[str, list[str]] = defaultdict(list)
    for doc_id, kept in replaced_copies.items():
        replaced[kept].append(doc_id)
    for after in ours:
        before = earlier(after.doc_id, after.source)
        if before is not None:
            yield from _differing(_cause(before, after), before, after)
        for doc_id in replaced.pop(after.doc_id, ()):
            was = earlier(doc_id, "") or _unread(doc_id)
            yield Changed("copy", was, after, _REPLACED)
            if was.indicators and (before is None or before.doc_id != doc_id):
                yield from _differing("copy", was, after)
    for kept, documents in replaced.items():  # by a copy that an earlier batch had published
        for doc_id in documents:
            one, other = (earlier(name, "") or _unread(name) for name in (doc_id, kept))
            yield Changed("copy", one, other, _REPLACED)


def _differing(cause: Cause, before: Reading, after: Reading) -> Iterator[Changed]:
    found = differences(before.indicators, after.indicators, before.doc_id == after.doc_id)
    return (Changed(cause, before, after, difference) for difference in found)


def _unread(doc_id: str) -> Reading:
    """A document whose files are gone, or that an earlier batch than those compared has read."""
    return Reading(doc_id, "", "", doc_id, [])


def readings(tables: Tables) -> list[Reading]:
    """The documents of a chunk with their indicators."""
    grouped: dict[str, list[Indicator]] = defaultdict(list)
    indicator: Indicator
    for indicator in records_of(Indicator, tables[Indicator]):
        grouped[indicator.doc_id].append(indicator)
    rows = tables[Report].select(["doc_id", "version", "title", "source"]).to_pylist()
    return [
        Reading(row["doc_id"], row["version"], row["title"] or "", row["source"], grouped[row["doc_id"]])
        for row in rows
    ]


class Earlier:
    """The latest readings of documents in some batches, the latest batch last. `outcomes`: fates that count.

    `ours` are the documents to compare with: none of them stands for another that has its source label.
    """

    def __init__(self, layout: Layout, manifests: list[dict[str, Any]], ours: set[str], outcomes: set[str]) -> None:
        self._left = {m["batch_id"]: left_in_place(layout, m) for m in manifests}
        self._by_id: dict[str, str] = {}
        self._by_source: dict[str, tuple[str, str]] = {}
        for name, left in self._left.items():
            for item, source in _fates(left, outcomes):
                self._by_id[item] = name
                if item not in ours:
                    self._by_source[source] = (name, item)
        self._chunk = functools.lru_cache(maxsize=_CHUNKS_HELD)(self._read_chunk)
        self._passing = functools.cache(lambda name: self._left[name].passing())
        self._places = functools.cache(self._read_places)

    @property
    def documents(self) -> set[str]:
        """The ids of all that the batches read."""
        return set(self._by_id)

    def doc_id(self, doc_id: str, source: str) -> str | None:
        """The id of the earlier reading: the same, or that of other bytes under the same label."""
        return doc_id if doc_id in self._by_id else self._by_source.get(source, (None, None))[1]

    def reading(self, doc_id: str, source: str) -> Reading | None:
        """The earlier reading of a document, None where there is none or its files are gone."""
        own = self.doc_id(doc_id, source)
        if own is None:
            return None
        name = self._by_id[own]
        chunk = self._places(name).get(own)
        return None if chunk is None else self._chunk(name, chunk).get(own)

    def _read_places(self, name: str) -> dict[str, int]:
        """doc_id -> chunk, of the chunks of a batch that are still there."""
        batch, places = self._left[name].batch, dict[str, int]()
        for chunk in range(self._left[name].manifest["chunks"]):
            path = batch.layout.chunk("extracted", Report.table, name, chunk)
            if path.exists():
                with _as_gone(path):
                    places |= dict.fromkeys(read_rows(path, ["doc_id"])["doc_id"].to_pylist(), chunk)
        return places

    def _read_chunk(self, name: str, chunk: int) -> dict[str, Reading]:
        found: dict[str, Reading] = {}
        with _as_gone(name):
            found |= {r.doc_id: r for r in readings(self._passing(name)(chunk, _RECORDS))}
        return found


@contextmanager
def _as_gone(what: object) -> Iterator[None]:
    """A file of an earlier batch that is damaged or missing: nothing is compared with it, and no batch waits for it."""
    try:
        yield
    except (Damaged, FileNotFoundError) as error:
        event("not compared", logging.WARNING, earlier=str(what), why=str(error))


def documents_of(left: Left, outcomes: set[str]) -> dict[str, str]:
    """doc_id -> source of the documents of a batch with one of the fates."""
    return dict(_fates(left, outcomes))


def _fates(left: Left, outcomes: set[str]) -> Iterator[tuple[str, str]]:
    if left.fates.exists():
        table = read_rows(left.fates, ["item_id", "source", "outcome"])
        for item, source, outcome in zip(*(column.to_pylist() for column in table.columns), strict=True):
            if outcome in outcomes:
                yield item, source


def _cause(before: Reading, after: Reading) -> Cause:
    source, rules = before.doc_id != after.doc_id, before.version != after.version
    if source:
        return "both" if rules else "source"
    return "rules" if rules else "neither"


def _values(indicator: Indicator | None, fields: Iterable[str]) -> dict[str, Any] | None:
    if indicator is None:
        return None
    names = dict.fromkeys(("quote", "value", "unit", "metric", *fields))
    return {name: getattr(indicator, name) for name in names}


def _shown(value: Any) -> str:
    return "—" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)
