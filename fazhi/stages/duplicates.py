"""Which copy of each report is kept, when a batch is published: over the batch and all that was published before.

Only the register is read (`fazhi.storage.register`), a file at a time; of it only what may be a copy of a document of
the batch, and what is a copy of that in turn. Decided anew is every group of copies that the batch touches, as a whole:
so the kept copies are the same whether documents came in one batch or in many.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fazhi.core.duplicates.candidates import candidates, groups
from fazhi.core.duplicates.copies import Likes, kept_copies, likes, reachable
from fazhi.core.duplicates.quality import Copy
from fazhi.stages.batch import Batch, done
from fazhi.stages.publishable import DOCUMENTS
from fazhi.stages.sketches import copies_of, sketches_path
from fazhi.storage.places import Place
from fazhi.storage.register import Keys, bundles, read_keys, read_sketches, register_files, together


@dataclass(slots=True)
class Decision:
    """What becomes of the copies that a batch touches, and which files hold what it touches.

    `holders`: documents of the batch that an earlier one published -> the name of the file that holds them;
    `duplicate_of`: kept copies of the batch's documents, where they are not kept themselves; `changed`: documents of
    earlier batches whose kept copy is another now (None: they are kept themselves), by file; `held_back`: documents
    that stay published as an earlier version read them, while this batch keeps them back, by file; `replaced`: kept
    copies that a better one has taken the place of, with that.
    """

    holders: dict[str, str] = field(default_factory=dict)
    duplicate_of: dict[str, str] = field(default_factory=dict)
    changed: dict[str, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    held_back: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    replaced: dict[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """What the batch's manifest says of it.

        `copies`: documents of the batch that are published as copies; `replaced_copies`: kept copy -> the better one
        that is kept now; `superseded_kept`: documents that stay published as an earlier version read them.
        """
        return {
            "copies": len(self.duplicate_of),
            "replaced_copies": dict(sorted(self.replaced.items())),
            "superseded_kept": sorted(doc_id for documents in self.held_back.values() for doc_id in documents),
        }


def decide(batch: Batch, chunks: int, kept_back: Iterable[str] = (), leaving: Iterable[str] = ()) -> Decision:
    """The kept copies after `batch`.

    `kept_back`: documents that its rules keep back, for reasons that last; `leaving`: those that go from the tables.
    """
    return _Deciding(batch, chunks, frozenset(kept_back), frozenset(leaving)).decide()


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A published document: its copy, the name of the file that holds it, the copy that was kept in its place."""

    copy: Copy
    file: str
    duplicate_of: str | None


class _Deciding:
    """The register as far as it matters for one batch."""

    def __init__(self, batch: Batch, chunks: int, kept_back: frozenset[str], leaving: frozenset[str]) -> None:
        self.batch, self.chunks = batch, chunks
        self.kept_back, self.leaving = kept_back - leaving, leaving
        self.decision = Decision()
        self.new = together([self._keys_of(chunk) for chunk in range(chunks)])
        self.ours = frozenset(self.new.doc_ids.to_pylist())
        self.files = register_files(batch.layout)
        self.earlier: dict[str, _Earlier] = {}
        self.keys = [self.new]
        # Of documents of the batch that were published before: the copy that was kept in their place.
        self.before: dict[str, str | None] = {}
        self.copies: dict[str, Copy] = {}

    def decide(self) -> Decision:
        """Widen what is looked at until no copy of what the batch touches is left outside; then decide."""
        wanted, named = self.new, set(self.kept_back)
        asked = set[str]()
        while True:
            self._scan(wanted, named, first=wanted is self.new)
            asked |= named
            alike = self._alike()
            touched = reachable(self.ours | self.leaving | (self.kept_back & self.earlier.keys()), self._linked(alike))
            named = (touched | {kept for kept in self.before.values() if kept}) - self.ours - asked
            if not named:
                break
            everything = together(self.keys)
            wanted = everything.only(_mask(everything, named))
        self._conclude({name: self.copies[name] for name in touched if name in self.copies}, alike)
        return self.decision

    def _keys_of(self, chunk: int) -> Keys:
        """The keys of a chunk's documents that passed."""
        keys = read_keys(sketches_path(self.batch, chunk))
        return keys.only(~_mask(keys, done(self.batch, "validate", chunk).excluded.get(DOCUMENTS, ())))

    def _scan(self, wanted: Keys, named: set[str], first: bool) -> None:
        """Take up the published documents that are named, worth comparing with `wanted`, or copies of those."""
        for paths, keys, file in bundles(self.files):
            own = _mask(keys, self.ours)
            if first and own.any():
                held = keys.only(own)
                names = held.doc_ids.to_pylist()
                self.decision.holders |= {doc: paths[n].name for doc, n in zip(names, file[own].tolist(), strict=True)}
                self.before |= dict(zip(names, held.duplicate_of.to_pylist(), strict=True))
            matching = candidates(keys.blocks, keys.bands, wanted.blocks, wanted.bands)
            matching |= _mask(keys, named) | _is_in(keys.duplicate_of, self.ours | self.leaving | named)
            matching &= ~own & ~_mask(keys, self.earlier) & ~_mask(keys, self.leaving)
            for number in sorted(set(file[matching].tolist())):
                self._take_up(paths[number], keys.only(matching & (file == number)))

    def _take_up(self, path: Place, keys: Keys) -> None:
        rows = list(read_sketches(path, keys.doc_ids.to_pylist()))
        for row, copy in zip(rows, copies_of(rows), strict=True):
            if copy.doc_id in self.kept_back:
                self.decision.held_back[path.name].append(copy.doc_id)
                copy = replace(copy, held_back=True)
            self.earlier[copy.doc_id] = _Earlier(copy, path.name, row["duplicate_of"])
            self.copies[copy.doc_id] = copy
        self.keys.append(keys)

    def _alike(self) -> Likes:
        """Which of the documents that were taken up, and of the batch, are copies of each other."""
        keys = together(self.keys)
        found = list(groups(keys.blocks, keys.bands))
        places = sorted({place for group in found for place in group.tolist()})
        names: list[str] = keys.doc_ids.take(pa.array(places, pa.int64())).to_pylist()
        self._read_new(set(names) - self.copies.keys())
        at = {place: number for number, place in enumerate(places)}
        members = ([at[place] for place in group.tolist()] for group in found)
        return likes([self.copies[name] for name in names], members)

    def _read_new(self, wanted: set[str]) -> None:
        for chunk in range(self.chunks if wanted else 0):
            rows: list[dict[str, Any]] = list(read_sketches(sketches_path(self.batch, chunk), wanted))
            self.copies |= {copy.doc_id: copy for copy in copies_of(rows)}

    def _linked(self, alike: Likes) -> Likes:
        """`alike`, and as well what was decided before: a copy that is none any more has to be decided anew."""
        linked = defaultdict(set, {name: set(others) for name, others in alike.items()})
        was = {name: own.duplicate_of for name, own in self.earlier.items()} | self.before
        for name, kept in was.items():
            if kept is not None:
                linked[name].add(kept)
                linked[kept].add(name)
        return linked

    def _conclude(self, touched: dict[str, Copy], alike: Likes) -> None:
        for doc_id, kept in sorted(kept_copies(touched, alike).items()):
            earlier = self.earlier.get(doc_id)
            before = earlier.duplicate_of if earlier else self.before.get(doc_id, kept)
            if earlier and before != kept:
                self.decision.changed[earlier.file][doc_id] = kept
            elif not earlier and kept is not None:
                self.decision.duplicate_of[doc_id] = kept
            if before is None and kept is not None:
                self.decision.replaced[doc_id] = kept


def _mask(keys: Keys, documents: Iterable[str]) -> Any:
    return _is_in(keys.doc_ids, documents)


def _is_in(column: pa.Array, values: Iterable[str]) -> Any:
    return pc.is_in(column, value_set=pa.array(list(values), pa.string())).to_numpy(zero_copy_only=False)
