"""All that the benchmark measures, one after the other, into one record that JSON can hold."""

import datetime as dt
import statistics
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bench import corpus, extract, machine, normalize, startup
from bench.floors import Floors
from bench.measure import Run
from bench.micro import Growth, Line
from bench.stages import Compared, Comparison, sample
from bench.whole import Whole, blocks, end_to_end, written

# The rows of this many documents are compared with the floors, whatever size is asked for.
SMALLEST = 100
# From this size on a run is long enough to be measured once.
ONCE = 5_000
_RUN = "fazhi run, three files"

Record = dict[str, Any]


def measure(documents: int, rounds: int, workers: int, progress: Callable[[str], None]) -> Record:
    """The whole benchmark; see `bench.report` for what the record is read for."""
    began = startup.measure(rounds, progress)
    once = {size: _end_to_end(size, workers, 1, progress)[0] for size in sizes(documents) if size != documents}
    with Comparison(sample()) as comparison, written(documents) as folder:
        whole, piped = list[Whole](), list[Run]()
        for number in range(rounds):
            progress(
                f"baseline stack and stages on {len(comparison.documents)} documents, round {number + 1} of {rounds}"
            )
            comparison.round()
            if number == 0 or documents < ONCE:
                progress(f"end to end, {documents} documents, round {number + 1} of {rounds}")
                whole.append(end_to_end(folder, documents, workers))
                progress(f"the same documents through datatrove, round {number + 1} of {rounds}")
                piped.append(blocks(folder, workers))
    progress("normalize, segment and extract alone")
    lines = normalize.lines(rounds) + extract.lines(rounds)
    progress("texts that invite quadratic work")
    probes = normalize.probes() + extract.probes()
    start_cpu = statistics.median(r.cpu for r in began[_RUN])
    start_wall = statistics.median(r.wall for r in began[_RUN])
    return {
        "measured": dt.datetime.now(dt.UTC).isoformat(timespec="minutes"), "machine": machine.describe(),
        "seed": corpus.SEED, "documents": documents, "rounds": rounds, "workers": workers,
        "end_to_end": _summary(whole, comparison.result, start_cpu, start_wall, workers),
        "datatrove": _beside(whole, piped, start_wall),
        "sizes": [cost(w, start_cpu, start_wall, workers) for w in [*once.values(), _median(whole)]],
        "sample": _compared(comparison.result),
        "startup": {name: {"wall_s": round(statistics.median(r.wall for r in runs), 3),
                           "cpu_s": round(statistics.median(r.cpu for r in runs), 3),
                           "ratio": round(startup.ratios(began)[name], 2)} for name, runs in began.items()},
        "lines": [_line(line) for line in lines], "probes": [_probe(probe) for probe in probes],
        "smallest": _kept(once.get(SMALLEST) or whole[0]),
    }  # fmt: skip


def sizes(documents: int) -> list[int]:
    """The sizes that are run once, to see how cost grows: the smallest, a tenth, a quarter, all."""
    return sorted({max(SMALLEST, size) for size in (SMALLEST, documents // 10, documents // 4, documents)})


def floors_of(record: Record, ratio: float) -> Floors:
    """Floors that the record just meets, with `ratio`."""
    small = record["smallest"]
    return Floors(ratio, SMALLEST, corpus.digest(SMALLEST), small["counts"], small["rows"])


def _end_to_end(size: int, workers: int, rounds: int, progress: Callable[[str], None]) -> list[Whole]:
    progress(f"end to end, {size} documents")
    with written(size) as folder:
        return [end_to_end(folder, size, workers) for _ in range(rounds)]


def _median(whole: list[Whole]) -> Whole:
    return sorted(whole, key=lambda w: w.run.cpu)[len(whole) // 2]


def _summary(whole: list[Whole], compared: Compared, start_cpu: float, start_wall: float, workers: int) -> Record:
    middle = _median(whole)
    rate = statistics.median(w.megabytes / max(w.run.cpu - start_cpu, 1e-9) for w in whole)
    wall = statistics.median(max(w.run.wall - start_wall, 1e-9) for w in whole)
    peaks = [w.run.peak_mb for w in whole if w.run.peak_mb is not None]
    return {
        "mb_per_core_s": round(rate, 3), "baseline_mb_per_core_s": round(compared.baseline_rate(), 3),
        "ratio": round(rate / compared.baseline_rate(), 2), "peak_mb": round(max(peaks)) if peaks else None,
        "startup_s": round(start_wall, 2), "task_runs": middle.task_runs,
        "text_mb": round(middle.megabytes, 3), "wall_s": round(wall + start_wall, 2),
        "documents_per_s": round(middle.documents / wall, 1),
        "cores_busy": round(statistics.median(w.run.cpu for w in whole) / (wall + start_wall) / workers, 2),
        "bytes_per_document": {k: round(v / middle.documents) for k, v in middle.bytes_by_layer.items()},
        "query_s": round(statistics.median(w.query_s for w in whole), 3),
        "counts": middle.manifest["counts"], "rows": middle.manifest["rows"],
        "stage_wall_s": {row["stage"]: row["seconds"] for row in middle.manifest["stages"]},
    }  # fmt: skip


def cost(whole: Whole, start_cpu: float, start_wall: float, workers: int) -> Record:
    """What a document costs in a batch of this size, start-up apart; `cores_busy`: 1 where every worker has a core."""
    cpu, wall = whole.run.cpu - start_cpu, whole.run.wall - start_wall
    return {
        "documents": whole.documents, "cpu_s": round(whole.run.cpu, 2), "wall_s": round(whole.run.wall, 2),
        "cpu_ms_per_document": round(1e3 * cpu / whole.documents, 1),
        "wall_ms_per_document": round(1e3 * wall / whole.documents, 1),
        "cores_busy": round(cpu / max(wall, 1e-9) / workers, 2),
        "peak_mb": whole.run.peak_mb and round(whole.run.peak_mb), "task_runs": whole.task_runs,
    }  # fmt: skip


def _beside(whole: list[Whole], piped: list[Run], start_wall: float) -> Record:
    """Wall time of our whole run, start-up apart, over datatrove's, start-up included: its workers' CPU is not told."""
    theirs = statistics.median(r.wall for r in piped)
    ours = statistics.median(w.run.wall - start_wall for w in whole)
    return {"wall_s": round(theirs, 2), "our_wall_over_theirs": round(ours / theirs, 2)}


def _compared(compared: Compared) -> Record:
    return {
        "documents": compared.documents, "text_mb": round(compared.megabytes, 3),
        "baseline_mb_per_core_s": round(compared.baseline_rate(), 3), "mb_per_core_s": round(compared.rate(), 3),
        "ratio": round(compared.rate() / compared.baseline_rate(), 2),
        "stages": {name: round(rate, 3) for name, rate in compared.rates().items()},
    }  # fmt: skip


def _line(line: Line) -> Record:
    rounded = {name: round(rate, 2) for name, rate in line.beside.items()}
    return asdict(line) | {"mb_per_s": round(line.mb_per_s, 2), "beside": rounded}


def _probe(probe: Growth) -> Record:
    return {
        "name": probe.name, "megabytes": probe.megabytes, "seconds": round(probe.seconds_twice, 3),
        "ratio": round(probe.ratio, 2),
    }  # fmt: skip


def _kept(whole: Whole) -> Record:
    return {"documents": whole.documents, "counts": whole.manifest["counts"], "rows": whole.manifest["rows"]}
