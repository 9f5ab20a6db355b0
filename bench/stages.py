"""Stage by stage, beside the baseline stack: the same 200 pages and plain texts, in alternation, CPU seconds."""

import statistics
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Self

import pyarrow.compute as pc

from bench import baseline, corpus
from bench.measure import cpu_seconds
from fazhi.garbage import collect_seldom
from fazhi.schema.layers import NormalizedDocument
from fazhi.stages import close, extract, ingest, normalize, segment, validate, verdict
from fazhi.stages.batch import Batch
from fazhi.stages.opening import open_batch
from fazhi.storage.files import read_rows
from fazhi.storage.folders import files_in
from fazhi.storage.layout import Layout

SAMPLE = 200
_OF_A_CHUNK = {"ingest": ingest.run, "normalize": normalize.run, "segment": segment.run, "extract": extract.run,
               "validate": validate.run}  # fmt: skip
NAMES = (*_OF_A_CHUNK, "publish")


@dataclass(slots=True)
class Compared:
    """Seconds a round: of each stage and of the baseline; `megabytes` of normalized text, the measure of both."""

    documents: int
    megabytes: float = 0.0
    stages: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    baseline: list[float] = field(default_factory=list)

    def rates(self) -> dict[str, float]:
        """MB a second and core, by stage."""
        return {name: self.megabytes / statistics.median(seconds) for name, seconds in self.stages.items()}

    def rate(self) -> float:
        """MB a second and core through all stages."""
        return self.megabytes / statistics.median(map(sum, zip(*self.stages.values(), strict=True)))

    def baseline_rate(self) -> float:
        """MB a second and core of the baseline stack."""
        return self.megabytes / statistics.median(self.baseline)


def sample(count: int = SAMPLE) -> list[corpus.Document]:
    """The first `count` pages and plain texts of the corpus."""
    written = (d for d in corpus.documents(4 * count) if d.name.endswith((".html", ".txt")))
    return list(islice(written, count))


class Comparison:
    """Rounds of the baseline and of the stages on the same documents, taking turns. A context manager."""

    def __init__(self, documents: list[corpus.Document]) -> None:
        self.documents = documents
        self.result = Compared(len(documents))

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="fazhi-bench-")
        self._root = Path(self._folder.name)
        put(self._root / "warm", self.documents[:3])
        put(self._root / "sample", self.documents)
        # Neither side pays for loading its dictionaries, or for garbage looked for at the usual pace.
        collect_seldom()
        baseline.warm()
        _through(self._root / "warm", self._root / "warm-data")
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def round(self) -> None:
        """The baseline once, the stages once."""
        took = cpu_seconds(lambda: [baseline.process(d.content, d.name) for d in self.documents])
        self.result.baseline.append(took)
        data = self._root / f"data-{len(self.result.baseline)}"
        seconds, self.result.megabytes = _through(self._root / "sample", data)
        for name in NAMES:
            self.result.stages[name].append(seconds[name])


def put(folder: Path, documents: Iterable[corpus.Document]) -> None:
    """Write `documents` below `folder`."""
    for document in documents:
        path = folder / document.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.content)


def text_megabytes(layout: Layout) -> float:
    """MB of UTF-8 text in the normalized layer."""
    files = files_in(layout.table("normalized", NormalizedDocument.table))
    return sum(pc.sum(pc.binary_length(read_rows(f, ["text"])["text"])).as_py() or 0 for f in files) / 1e6


def _through(source: Path, data: Path) -> tuple[dict[str, float], float]:
    """One batch through the stage functions; CPU seconds by stage, and MB of text."""
    layout, opened = Layout(data), []
    seconds = dict.fromkeys(NAMES, 0.0)
    seconds["ingest"] += cpu_seconds(lambda: opened.append(open_batch(layout, source, "bench")))
    batch: Batch = opened[0].batch
    for chunk in range(opened[0].plan.chunks):
        for name, stage in _OF_A_CHUNK.items():
            seconds[name] += cpu_seconds(partial(stage, batch, chunk))
    seconds["validate"] += cpu_seconds(lambda: verdict.run(batch))
    seconds["publish"] += cpu_seconds(lambda: close.run(batch))
    return seconds, text_megabytes(layout)
