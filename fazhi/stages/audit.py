"""audit: the curated suite over one published file of every table, results kept beside the batches'."""

import datetime as dt
from dataclasses import asdict

from expectations.judge import judge_layer
from fazhi.schema.catalogue import CURATED
from fazhi.schema.quality import Result
from fazhi.stages.references import parameters
from fazhi.storage.files import read_rows, write_rows
from fazhi.storage.layout import Layout


def run(root: str, name: str) -> int:
    """Judge `name` in every curated table; writes the results; returns the rows that break a critical expectation."""
    layout = Layout.at(root)
    tables = {r.table: read_rows(layout.table("curated", r.table) / name) for r in CURATED}
    known = {**parameters({}), "documents": None, **{name: tables[name] for name in ("sections", "sentences")}}
    judgement = judge_layer("curated", tables, known)
    now = dt.datetime.now(dt.UTC)
    batch = name.removesuffix(".parquet")
    rows = [Result(batch_id=batch, chunk=None, validated_at=now, **asdict(r)) for r in judgement.results]
    write_rows(layout.root / "quality" / "audit" / name, Result, rows, layout.root / "work")
    return len({(f.table, f.key) for f in judgement.failures})
