"""The same work as a pipeline of datatrove: its reader, an extractor, a filter and its Parquet writer around our calls.

`python -m bench.blocks INBOX OUTPUT --workers N` runs it. It validates nothing, keeps neither bytes nor layers, commits
nothing, makes no pages: what stands between a library of blocks and a batch that can be trusted is not in it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers import ParquetWriter


class Files(BaseDiskReader):
    """A document a file. A document's text is a string: bytes travel as the 256 first characters."""

    name = "files"

    def read_file(self, filepath: str) -> Iterator[Document]:
        """The file as one document."""
        with self.data_folder.open(filepath, "rb") as file:
            document = self.get_document_from_dict({"text": file.read().decode("latin-1")}, filepath, 0)
        if document:
            yield document


class Normalize(PipelineStep):
    """Bytes to clean simplified text, in the block's own process."""

    name, type = "normalize", "extractor"

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Each document with its text; those that cannot be read go."""
        from fazhi.core.ingest.media import sniff
        from fazhi.core.normalize import normalize_bytes
        from fazhi.core.refusal import Refused

        for document in data:
            content, name = document.text.encode("latin-1"), document.metadata["file_path"]
            try:
                normalized = normalize_bytes(content, media_type=sniff(content, name), name=name)
            except Refused:
                continue
            document.text = normalized.text
            document.metadata["page"] = normalized
            yield document


class NotEmpty(BaseFilter):
    """Documents with text."""

    name = "not empty"

    def filter(self, doc: Document) -> bool:
        """Whether anything but blanks is left."""
        return bool(doc.text.strip())


class Read(PipelineStep):
    """Outline, sentences, words, metadata, figures, findings."""

    name, type = "segment and extract", "extractor"

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Each document with what it says in its metadata."""
        from fazhi.core.extract import extract
        from fazhi.core.extract.compliance import assess
        from fazhi.core.extract.report import describe
        from fazhi.core.segment import segment

        for document in data:
            page = document.metadata.pop("page")
            segmented = segment(document.id, document.text)
            about = describe(
                document.text, page_title=page.page_title, page_date=page.page_date, page_source=page.page_source
            )
            extracted = extract(document.id, document.text, segmented, about, page.alignment.source_span)
            compliance = assess(document.id, segmented.sections, about, document.text)
            document.metadata |= _rows(segmented, extracted, compliance, about)
            yield document


def _schema() -> Any:
    """Datatrove infers a schema from its first document, and fails where that has an empty list."""
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    sentence = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("words", texts)])
    figure = pa.struct([("quote", text), ("start", pa.int64()), ("end", pa.int64()), ("value", pa.float64()),
                        ("unit", text), ("role", text), ("metric", text), ("system", text)])  # fmt: skip
    return pa.schema([
        ("text", text), ("id", text), ("file_path", text), ("issuer", text), ("report_year", pa.int64()),
        ("sections", pa.list_(texts)), ("sentences", pa.list_(sentence)), ("indicators", pa.list_(figure)),
        ("findings", texts), ("compliance", pa.list_(texts)),
    ])  # fmt: skip


def _rows(segmented: Any, extracted: Any, compliance: Any, about: Any) -> dict[str, Any]:
    """What goes to Parquet: fewer columns than ours, and no offsets of words."""
    return {
        "issuer": about.issuer, "report_year": about.report_year,
        "sections": [[s.section_id, s.heading or "", s.role, str(s.start), str(s.end)] for s in segmented.sections],
        "sentences": [{"start": s.start, "end": s.end, "words": list(s.tokens.words)} for s in segmented.sentences],
        "indicators": [{"quote": i.quote, "start": i.start, "end": i.end, "value": i.value, "unit": i.unit,
                        "role": i.role, "metric": i.metric, "system": i.system} for i in extracted.indicators],
        "findings": [f.message for f in extracted.findings],
        "compliance": [[c.requirement, str(c.met)] for c in compliance],
    }  # fmt: skip


@click.command()
@click.argument("inbox", type=click.Path(exists=True, path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def blocks(inbox: Path, output: Path, workers: int) -> None:
    """Run the pipeline on the files below INBOX."""
    LocalPipelineExecutor(
        [Files(str(inbox)), Normalize(), NotEmpty(), Read(),
         ParquetWriter(str(output / "rows"), expand_metadata=True, compression="zstd", batch_size=256,
                       schema=_schema())],
        tasks=workers, workers=workers, logging_dir=str(output / "logs"),
    ).run()  # fmt: skip


if __name__ == "__main__":
    blocks()
