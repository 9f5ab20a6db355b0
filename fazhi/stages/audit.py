"""audit: the curated suite over the published files of every table, results kept beside the batches'."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict

import pyarrow as pa

from expectations.judge import judge_layer
from fazhi.schema.catalogue import CURATED
from fazhi.schema.curated import Report
from fazhi.schema.quality import Result
from fazhi.stages.references import parameters
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_rows, write_rows
from fazhi.storage.layout import Layout


def run(root: str, name: str, published: pa.Array | None = None) -> int:
    """Judge `name` in every curated table; writes the results; returns the rows that break a critical expectation.

    published: the documents of all files, for copies whose kept copy stands in another one; None: this file alone.
    """
    layout = Layout.at(root)
    tables = {r.table: read_rows(layout.table("curated", r.table) / name) for r in CURATED}
    known = {**parameters({}), "documents": None, **{name: tables[name] for name in ("sections", "sentences")}}
    known["published"] = published if published is not None and len(published) else None
    judgement = judge_layer("curated", tables, known)
    now = dt.datetime.now(dt.UTC)
    batch = name.removesuffix(".parquet")
    rows = [Result(batch_id=batch, chunk=None, validated_at=now, **asdict(r)) for r in judgement.results]
    write_rows(layout.root / "quality" / "audit" / name, Result, rows, layout.root / "work")
    return len({(f.table, f.key) for f in judgement.failures})


def documents(layout: Layout, names: Iterable[str]) -> pa.Array:
    """The ids of the documents in the files called `names`."""
    ids = (read_rows(layout.table("curated", Report.table) / name, ["doc_id"])["doc_id"] for name in names)
    return pa.concat_arrays([chunk for column in ids for chunk in column.chunks] or [pa.array([], pa.string())])


def unfit(layout: Layout) -> list[str]:
    """What is wrong with the published files as a whole: one that cannot be read, a document that stands twice, rows
    of a document that is not there, a copy whose kept copy is not there or a copy itself. A sentence each."""
    held: Counter[str] = Counter()
    kept: dict[str, str] = {}
    found: list[str] = []
    for path in layout.curated_files(Report):
        try:
            reports = read_rows(path, ["doc_id", "duplicate_of"])
        except (OSError, pa.ArrowException, Damaged) as error:
            found.append(f"reports/{path.name} cannot be read ({type(error).__name__}): restore it or run a rebuild")
            continue
        own, of = reports["doc_id"].to_pylist(), reports["duplicate_of"].to_pylist()
        kept.update((doc_id, copy) for doc_id, copy in zip(own, of, strict=True) if copy is not None)
        held.update(own)
        found += _strays(layout, path.name, set(own))
    twice = [doc_id for doc_id, times in held.items() if times > 1]
    if twice:
        found.append(f"{len(twice)} documents stand in more than one file: {', '.join(sorted(twice)[:5])}")
    astray = sorted(doc_id for doc_id, copy in kept.items() if copy not in held or copy in kept)
    if astray:
        found.append(f"{len(astray)} copies name no kept copy that is published: {', '.join(astray[:5])}")
    return found


def _strays(layout: Layout, name: str, documents: set[str]) -> Iterator[str]:
    for record in CURATED:
        try:
            ids = set(read_rows(layout.table("curated", record.table) / name, ["doc_id"])["doc_id"].to_pylist())
        except (OSError, pa.ArrowException, Damaged) as error:
            why = type(error).__name__
            yield f"{record.table}/{name} cannot be read ({why}): restore it or run a rebuild"
            continue
        if ids - documents:
            yield f"{record.table}/{name} holds rows of {len(ids - documents)} documents that reports/{name} has not"
