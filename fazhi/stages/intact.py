"""A batch that goes on trusts what its stages left; where a disk has lost some of it, the stage does it again."""

import logging
from collections.abc import Iterator

from fazhi.logs import event
from fazhi.schema.catalogue import LAYERS
from fazhi.stages.batch import Batch, read_report, report_path
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_in_groups, read_json
from fazhi.storage.folders import remove
from fazhi.storage.places import Place

# The stages of a chunk in their order, each with the layer that it writes.
_LAYER = {"ingest": "raw", "normalize": "normalized", "segment": "segmented", "extract": "extracted", "validate": ""}
_STAGES = (*_LAYER, "pages")


def forget_damaged(batch: Batch, chunks: int) -> int:
    """Forget that a stage is done where its report or a file of it is damaged or gone, and all that follows from it.

    Returns how many chunks are done again in part. Every file of the batch is read, none is held.
    """
    damaged = 0
    for chunk in range(chunks):
        first = next((n for n, stage in enumerate(_STAGES) if not _stands(batch, stage, chunk)), None)
        if first is not None:
            event("stage done again", logging.WARNING, batch=batch.id, stage=_STAGES[first], chunk=chunk)
            for stage in _STAGES[first:]:
                remove(report_path(batch, stage, chunk))
            damaged += 1
    if damaged or not _stands(batch, "verdict", 0):
        remove(report_path(batch, "verdict", 0))
    return damaged


def _stands(batch: Batch, stage: str, chunk: int) -> bool:
    """Whether what a stage left of a chunk can be read; a stage that is not done has left nothing to doubt."""
    try:
        if read_report(batch, stage, chunk) is None:
            return True
        for path in _files(batch, stage, chunk):
            for _ in read_in_groups(path):
                pass
        if stage == "pages":
            read_json(batch.work / "gathered" / f"{chunk:05d}.json")
    except (Damaged, FileNotFoundError, ValueError, TypeError):
        return False
    return True


def _files(batch: Batch, stage: str, chunk: int) -> Iterator[Place]:
    layer = _LAYER.get(stage, "")
    for record in LAYERS[layer] if layer else ():
        yield batch.layout.chunk(layer, record.table, batch.id, chunk)
    if stage == "extract":
        yield batch.work / "sketches" / f"{chunk:05d}.parquet"
    if stage == "validate":
        yield batch.work / "results" / f"{chunk:05d}.parquet"
    if stage == "verdict":
        yield batch.work / "results" / "batch.parquet"
