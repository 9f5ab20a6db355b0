"""The plan of a batch: which items are new, in which chunk, and what became of the others already."""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, TextIO

from fazhi.core.ingest.item import Item, Unreadable
from fazhi.logs import event
from fazhi.schema.quality import Fate, Quarantined
from fazhi.stages.batch import Batch
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_json, staged, write_bytes, write_json
from fazhi.storage.folders import remove
from fazhi.storage.known import Known
from fazhi.storage.places import Place, place_of

# A chunk is what one process holds: 256 reports are about 4 MB of text; bytes bound it where files are large.
CHUNK_DOCUMENTS = 256
CHUNK_BYTES = 32_000_000
# Between the inputs that a plan names.
INPUTS = " + "
# What the plan of a rebuild names as its input, and the share of published documents that it may lose.
REBUILD = "rebuild"
MAY_LOSE = 0.05


@dataclass(slots=True)
class Plan:
    """Counts of a survey. `items_in` is the sum of the others: to_process + skipped + duplicates + quarantined.

    `unchanged` is the part of `skipped` that a server called unchanged, without sending it; `quarantined` counts the
    items that cannot be read; `quarantined_before` (part of `quarantined`) those that are in
    quarantine already, under the same version. `dropped` names the unfinished batches whose items are planned anew.
    `digest`: of the lists of items that lie beside the plan.
    """

    input: str
    version: str
    chunks: int = 0
    items_in: int = 0
    to_process: int = 0
    skipped: int = 0
    unchanged: int = 0
    duplicates: int = 0
    quarantined: int = 0
    quarantined_before: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    may_lose: float = MAY_LOSE
    dropped: list[str] = field(default_factory=list)
    digest: str = ""

    @property
    def rebuild(self) -> bool:
        """Whether the batch takes the place of what is published instead of adding to it."""
        return self.input == REBUILD

    @property
    def nothing_new(self) -> bool:
        """Whether every item has been judged before by the same code and rules."""
        return self.to_process == 0 and self.quarantined == self.quarantined_before


def make_plan(
    batch: Batch,
    found: Iterable[Item | Unreadable],
    label: str,
    known: Known,
    progress: Callable[[int], None] = lambda count: None,
    dropped: Iterable[str] = (),
) -> Plan:
    """Survey the items and write the plan of `batch` to its work folder; `plan.json`, written last, begins the batch.

    Never holds more than one chunk's items. `progress` is called with the number of items seen so far.
    `dropped`: the unfinished batches that this one takes the place of.
    """
    with staged(_decided_path(batch), batch.work) as path, path.open("w", encoding="utf8") as decided:
        writer = _PlanWriter(batch, Plan(label, batch.version, dropped=list(dropped)), known, decided)
        for count, item in enumerate(found, 1):
            writer.take(item)
            progress(count)
    return writer.close()


class _PlanWriter:
    """Sorts items into chunks and fates as they come."""

    def __init__(self, batch: Batch, plan: Plan, known: Known, decided: TextIO) -> None:
        self.batch, self.plan, self.known, self.decided = batch, plan, known, decided
        self.seen: set[str] = set()
        self.chunk: list[Item] = []
        self.bytes = 0
        self.reasons: Counter[str] = Counter()
        self.digest = _Digest()

    def take(self, item: Item | Unreadable) -> None:
        self.plan.items_in += 1
        key = item.doc_id if isinstance(item, Item) else item.item_id
        if key in self.seen:
            self.plan.duplicates += 1
            self._decide(_fate(self.batch, key, item.source, "duplicate"))
            return
        self.seen.add(key)
        if key in self.known.curated:  # also where an earlier try had failed
            self.plan.skipped += 1
            self.plan.unchanged += isinstance(item, Item) and item.unchanged
        elif key in self.known.quarantined and not self._is_tried_again(item):
            self._quarantined(self.known.quarantined[key])
            self.plan.quarantined_before += 1
        elif isinstance(item, Unreadable):
            self._quarantined(item.code)
            self._decide(_fate(self.batch, key, item.source, "quarantined", item.code))
            self._decide(_kept_back(self.batch, item))
        else:
            self._add(item)
            return
        _unspool(item)

    def _is_tried_again(self, item: Item | Unreadable) -> bool:
        """Whether what kept a document back may have passed. What has no bytes has just been tried."""
        return isinstance(item, Item) and self.known.may_have_passed(item.doc_id)

    def _quarantined(self, code: str) -> None:
        self.plan.quarantined += 1
        self.reasons[code] += 1

    def _decide(self, row: Fate | Quarantined) -> None:
        line = json.dumps({"table": row.table, "row": asdict(row)}) + "\n"
        self.digest.decided.update(line.encode())
        self.decided.write(line)

    def _add(self, item: Item) -> None:
        if self.chunk and (len(self.chunk) >= CHUNK_DOCUMENTS or self.bytes + item.size > CHUNK_BYTES):
            self._close_chunk()
        self.chunk.append(item)
        self.bytes += item.size
        self.plan.to_process += 1

    def _close_chunk(self) -> None:
        lines = "".join(json.dumps(asdict(item)) + "\n" for item in self.chunk).encode()
        self.digest.items.update(lines)
        write_bytes(items_path(self.batch, self.plan.chunks), lines, self.batch.work)
        self.plan.chunks += 1
        self.chunk, self.bytes = [], 0

    def close(self) -> Plan:
        if self.chunk:
            self._close_chunk()
        self.plan.reasons = dict(sorted(self.reasons.items()))
        self.plan.digest = self.digest.told()
        write_plan(self.batch, self.plan)
        return self.plan


class _Digest:
    """Of what lies beside a plan: the items of all chunks, and what the survey decided."""

    def __init__(self) -> None:
        self.items, self.decided = hashlib.sha256(), hashlib.sha256()

    def told(self) -> str:
        return f"{self.items.hexdigest()} {self.decided.hexdigest()}"


def whole(batch: Batch, plan: Plan) -> bool:
    """Whether all that the survey has written beside the plan is still there as it was."""
    digest = _Digest()
    try:
        for chunk in range(plan.chunks):
            digest.items.update(items_path(batch, chunk).read_bytes())
        digest.decided.update(_decided_path(batch).read_bytes())
    except FileNotFoundError:
        return False
    return digest.told() == plan.digest


def items_path(batch: Batch, chunk: int) -> Place:
    """Where the items of a chunk are listed, one JSON object a line."""
    return batch.work / f"items-{chunk:05d}.jsonl"


def read_items(batch: Batch, chunk: int) -> list[Item]:
    """The items of a chunk."""
    lines = items_path(batch, chunk).read_text("utf8").splitlines()
    return [Item(**json.loads(line)) for line in lines]


def write_plan(batch: Batch, plan: Plan) -> None:
    """Put the plan into the work folder; with it the batch is begun."""
    head = {"plan": asdict(plan), "started": batch.started.isoformat()}
    write_json(batch.work / "plan.json", head, batch.work)


def read_plan(work: Place) -> tuple[Plan, str]:
    """The plan in a work folder, and when its batch began (ISO 8601)."""
    head = read_json(work / "plan.json")
    return Plan(**head["plan"]), head["started"]


def begun(work: Place) -> tuple[Plan, str] | None:
    """The plan in a work folder and when its batch began; None where it is damaged: nothing can go on with it."""
    try:
        return read_plan(work)
    except (Damaged, TypeError, KeyError):
        event("plan is damaged", logging.WARNING, path=str(work / "plan.json"))
        return None


def _decided_path(batch: Batch) -> Place:
    return batch.work / "decided.jsonl"


def read_decided(batch: Batch) -> Iterator[dict[str, Any]]:
    """The rows (`table`, `row`) that the survey itself decided: duplicates and what could not be read."""
    for line in _decided_path(batch).read_text("utf8").splitlines():
        yield json.loads(line)


def _fate(batch: Batch, item_id: str, source: str, outcome: str, code: str | None = None) -> Fate:
    return Fate(
        batch_id=batch.id, item_id=item_id, source=source, outcome=outcome, reason_code=code, version=batch.version
    )


def _kept_back(batch: Batch, item: Unreadable) -> Quarantined:
    return Quarantined(
        batch_id=batch.id, source=item.source, doc_id=None, stage="ingest", reason_code=item.code,
        message=item.message, item=json.dumps({"path": item.path, **item.arrival}), version=batch.version,
    )  # fmt: skip


def _unspool(item: Item | Unreadable) -> None:
    if isinstance(item, Item) and item.spooled:
        remove(place_of(item.path))
