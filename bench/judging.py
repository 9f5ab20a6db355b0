"""`python -m bench.judging`: what the gate costs for 100,000 indicators, with the reports that hold them.

One chunk of the corpus goes through the stages; copies of it stand for the others, for the gate holds one at a time. A
process of its own imports Great Expectations, judges every chunk in all its layers and then the batch, and says how
many seconds that took after the import, of CPU and by the clock, and how large the process ever was.
"""

import datetime as dt
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import click

from bench.measure import cpu_seconds
from bench.stages import put, sample, text_megabytes
from fazhi.garbage import collect_seldom, give_back, keep_to_the_end
from fazhi.schema.catalogue import LAYERS, OF_CHUNKS
from fazhi.schema.curated import Indicator
from fazhi.stages import extract, ingest, normalize, segment, validate, verdict
from fazhi.stages.batch import Batch, report_path
from fazhi.stages.opening import open_batch
from fazhi.stages.plan import CHUNK_DOCUMENTS
from fazhi.storage.files import read_rows
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place

STAGES = {"ingest": ingest.run, "normalize": normalize.run, "segment": segment.run, "extract": extract.run}
BATCH = "bench"


@click.command()
@click.option("--indicators", default=100_000, show_default=True, help="Indicators to judge, at least.")
@click.option("--documents", default=CHUNK_DOCUMENTS, show_default=True, help="Documents a chunk.")
def main(indicators: int, documents: int) -> None:
    """Measure the gate; the last line on stdout is one JSON object."""
    with tempfile.TemporaryDirectory(prefix="fazhi-bench-") as folder:
        chunks = _written(Path(folder), indicators, documents)
        judge = [sys.executable, "-m", "bench.judging", "--judge", folder, str(chunks)]
        said = subprocess.run(judge, check=True, capture_output=True, text=True).stdout
    click.echo(said.splitlines()[-1])


def judge(folder: Path, chunks: int) -> dict[str, float]:
    """Judge the chunks below `folder` in this process; seconds, the peak of its memory, what was judged."""
    collect_seldom()
    imported = cpu_seconds(lambda: __import__("expectations.judging"))
    at_import = _peak_mb()
    batch, began = _batch(folder), time.perf_counter()
    ready = cpu_seconds(validate.make_ready)
    keep_to_the_end()
    seconds = [cpu_seconds(partial(_judged, batch, chunk)) for chunk in range(chunks)]
    seconds.append(cpu_seconds(lambda: verdict.run(batch)))
    by_clock = time.perf_counter() - began
    megabytes = text_megabytes(batch.layout)
    later = seconds[1:-1] or seconds[:1]
    return {
        "indicators": sum(read_rows(p, ["value"]).num_rows for p in _layer(batch, "extracted", Indicator.table)),
        "chunks": chunks, "text_mb": round(megabytes, 2), "import_s": round(imported, 2), "ready_s": round(ready, 2),
        "first_chunk_s": round(seconds[0], 2), "chunk_s": round(sorted(later)[len(later) // 2], 3),
        "batch_s": round(seconds[-1], 2), "cpu_s": round(ready + sum(seconds), 2), "wall_s": round(by_clock, 2),
        "mb_per_core_s": round(megabytes / sum(seconds), 1), "import_mb": at_import, "peak_mb": _peak_mb(),
    }  # fmt: skip


def _judged(batch: Batch, chunk: int) -> None:
    """A chunk as the process that judges has it: what is left in cycles goes with it."""
    validate.run(batch, chunk)
    give_back()


def _written(folder: Path, indicators: int, documents: int) -> int:
    """One chunk through the stages, copied until there are `indicators`; returns the number of chunks."""
    put(folder / "inbox", sample(documents))
    batch = open_batch(Layout(folder / "data"), folder / "inbox", BATCH).batch
    for run in STAGES.values():
        run(batch, 0)
    (path,) = _layer(batch, "extracted", Indicator.table)
    chunks: int = math.ceil(indicators / read_rows(path, ["value"]).num_rows)
    for chunk in range(1, chunks):
        for layer in OF_CHUNKS:
            for record in LAYERS[layer]:
                _copy(*(batch.layout.chunk(layer, record.table, batch.id, number) for number in (0, chunk)))
        for stage in STAGES:
            _copy(report_path(batch, stage, 0), report_path(batch, stage, chunk))
    plan = batch.work / "plan.json"
    head = json.loads(plan.read_text())
    head["plan"]["chunks"] = chunks
    plan.write_text(json.dumps(head))
    (folder / "batch.json").write_text(json.dumps({"root": batch.root, "version": batch.version}))
    return chunks


def _copy(held: Place, wanted: Place) -> None:
    wanted.write_bytes(held.read_bytes())


def _batch(folder: Path) -> Batch:
    return Batch(**json.loads((folder / "batch.json").read_text()), id=BATCH, started=dt.datetime.now(dt.UTC))


def _layer(batch: Batch, layer: str, table: str) -> list[Path]:
    return sorted(Path(str(batch.layout.table(layer, table))).glob("*.parquet"))


def _peak_mb() -> int:
    kilobytes: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilobytes * 1024 / 1e6)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--judge"]:
        print(json.dumps(judge(Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        main()
