"""The figures of docs/scaling.md: growth as `bench.growth` measured it, ten million documents reckoned from it.

Both are written into the page by `python -m bench.growth` and with each new reference.
"""

from pathlib import Path

from bench import report
from bench.measuring import Record
from fazhi.schema.catalogue import LAYERS, OF_CHUNKS
from fazhi.stages.plan import CHUNK_DOCUMENTS

PAGE = report.ROOT / "docs" / "scaling.md"
DOCUMENTS = 10_000_000
_BEGIN, _END = "<!-- growth: written by python -m bench.growth -->", "<!-- end of growth -->"
# A batch of a night or of a backfill's portion; what is done once a batch is done so often.
_BATCH = 100_000
_STAGES_ON_CLUSTER = 6  # ingest, normalize, segment, extract, validate, evidence
_TASKS_OF_A_BATCH = 2
# Measured elsewhere, each with its place in the docs.
_GX_SECONDS_A_CHUNK = 0.552  # docs/quality.md
_REGISTER_BYTES = 700  # docs/decisions/0007-near-duplicates.md
_PREFECT_BYTES_A_TASK_RUN = 20_000  # SQLite file over task runs, 1,000 of them
_SENT_BYTES_A_TASK = 23_500  # docs/scaling.md, what travels
_REQUESTS_A_CHUNK, _REQUESTS_A_PAGE = 140, 2  # docs/scaling.md, the object store


def tables(record: Record, growth: Record) -> str:
    """Both tables in Markdown, of the reference and of the record of growth."""
    return f"{_growth(growth)}\n{_reckoned(record, growth)}"


def shown(page: Path = PAGE) -> str:
    """The figures that stand in the page."""
    return page.read_text("utf8").partition(_BEGIN)[2].partition(_END)[0].strip()


def publish(record: Record, growth: Record, page: Path = PAGE) -> None:
    """Write the figures into the page."""
    before, _, rest = page.read_text("utf8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    page.write_text(f"{before}{_BEGIN}\n\n{tables(record, growth)}\n{_END}{after}", "utf8")


def _growth(record: Record) -> str:
    sizes = record["sizes"]
    first = sizes[0]["cpu_ms_per_document"]
    rows = [
        (f"{s['documents']:,}", s["cpu_ms_per_document"], round(s["cpu_ms_per_document"] / first, 2),
         s["wall_ms_per_document"], s["cores_busy"], s["peak_mb"], s["task_runs"]) for s in sizes
    ]  # fmt: skip
    names = ("documents", "CPU ms a document", "over the smallest", "wall ms a document", "CPU over wall and workers",
             "peak MB, all processes", "task runs")  # fmt: skip
    return report.table(
        f"Growth, measured {record['measured'][:10]} with `python -m bench.growth`, version "
        f"{record['machine']['fazhi']}, start-up apart, local runner",
        names,
        rows,
    )


def _reckoned(record: Record, growth: Record) -> str:
    whole, largest = record["end_to_end"], growth["sizes"][-1]
    times = DOCUMENTS / record["documents"]
    chunks, batches = -(-DOCUMENTS // CHUNK_DOCUMENTS), DOCUMENTS // _BATCH
    tasks = chunks * _STAGES_ON_CLUSTER + batches * _TASKS_OF_A_BATCH
    files = chunks * sum(len(LAYERS[layer]) for layer in OF_CHUNKS)
    requests = chunks * _REQUESTS_A_CHUNK + DOCUMENTS * _REQUESTS_A_PAGE
    hours = DOCUMENTS * largest["cpu_ms_per_document"] / 3_600_000
    layers = {name: size * DOCUMENTS / 1e9 for name, size in whole["bytes_per_document"].items()}
    rows = [
        ("CPU", f"{hours:,.0f} core hours; {hours / 50:,.1f} h on 50 cores that are all busy"),
        ("text", f"{whole['text_mb'] * times / 1000:,.0f} GB of UTF-8"),
        ("bytes by layer", ", ".join(f"{name} {size:,.0f} GB" for name, size in layers.items())),
        ("rows", ", ".join(f"{name} {count * times:,.0f}" for name, count in whole["rows"].items())),
        ("chunks of 256 documents", f"{chunks:,}"),
        ("files of the layers below curated", f"{files:,}"),
        ("evidence pages", f"{DOCUMENTS:,} files"),
        (f"batches of {_BATCH:,}", f"{batches:,}, so as many files a curated table"),
        ("task runs", f"{tasks:,}; {tasks // batches:,} a batch"),
        ("Prefect's database", f"{tasks * _PREFECT_BYTES_A_TASK_RUN / 1e9:,.1f} GB if nothing is pruned"),
        ("sent through the scheduler", f"{tasks * _SENT_BYTES_A_TASK / 1e9:,.1f} GB in all, none of it text"),
        (
            "requests to an object store",
            f"{requests / 1e6:,.0f} million at least, {DOCUMENTS * _REQUESTS_A_PAGE / 1e6:,.0f} "
            "of them for evidence pages",
        ),
        ("register of copies", f"{DOCUMENTS * _REGISTER_BYTES / 1e9:,.0f} GB, scanned by every batch"),
        ("Great Expectations", f"{chunks * _GX_SECONDS_A_CHUNK / 3600:,.1f} core hours, part of the CPU above"),
    ]
    return report.table("Ten million documents, reckoned from the largest size", ("", ""), rows)
