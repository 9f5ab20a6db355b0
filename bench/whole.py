"""End to end: `fazhi run` as a process with a server of its own, from files to published tables."""

import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import corpus
from bench.measure import Run, run
from bench.stages import text_megabytes
from fazhi.schema.catalogue import OF_CHUNKS
from fazhi.storage.layout import Layout

BATCH = "bench"
# What a batch leaves; the folders of the data folder that are no layer (work, prefect) are left out.
LAYERS = (*OF_CHUNKS, "curated", "quality")


@dataclass(frozen=True, slots=True)
class Whole:
    """A run end to end, and what it left."""

    documents: int
    run: Run
    megabytes: float
    manifest: dict[str, Any]
    task_runs: int
    bytes_by_layer: dict[str, int]
    query_s: float


@contextmanager
def written(count: int) -> Iterator[Path]:
    """A folder with the corpus of `count` documents, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="fazhi-bench-") as folder:
        corpus.write(Path(folder) / "inbox", count)
        yield Path(folder)


def end_to_end(folder: Path, documents: int, workers: int) -> Whole:
    """`fazhi run` on `folder`/inbox into a fresh data folder; raises measure.Failed where the run does."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    measured = run(command("run", "--input", folder / "inbox", "--data", data, "--batch", BATCH, "--workers", workers),
                   environment())  # fmt: skip
    layout = Layout(data)
    made = Whole(
        documents, measured, text_megabytes(layout), json.loads(layout.manifest(BATCH).read_text("utf8")),
        task_runs(layout), {layer: _bytes(data / layer) for layer in LAYERS}, _query_seconds(data),
    )  # fmt: skip
    shutil.rmtree(data)
    return made


def blocks(folder: Path, workers: int) -> Run:
    """The same files and the same functions of the core as a pipeline of datatrove; raises measure.Failed."""
    output = folder / "blocks"
    shutil.rmtree(output, ignore_errors=True)
    line = [sys.executable, "-m", "bench.blocks", str(folder / "inbox"), str(output), "--workers", str(workers)]
    measured = run(line, environment())
    shutil.rmtree(output)
    return measured


def command(*arguments: object) -> list[str]:
    """The command line of `fazhi` of this environment."""
    return [str(Path(sys.executable).parent / "fazhi"), *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """The environment of a run: no API but its own, unless `more` names one."""
    return {k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"} | more


def task_runs(layout: Layout) -> int:
    """Task runs that Prefect's server recorded."""
    with closing(sqlite3.connect(f"file:{layout.prefect_home / 'prefect.db'}?mode=ro", uri=True)) as database:
        return int(database.execute("select count(*) from task_run").fetchone()[0])


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _query_seconds(data: Path) -> float:
    """Wall seconds of a question to the indicators of all documents, by a reader of its own: DuckDB."""
    import duckdb

    began = time.perf_counter()
    duckdb.execute(
        f"select system, unit, count(*), sum(value) from '{data}/curated/indicators/*.parquet' "
        "where role = 'level' group by all order by 3 desc"
    ).fetchall()
    return time.perf_counter() - began
