"""What is told of a record: tables for readers, the last line for programs, the page of docs/."""

import json
from collections.abc import Iterable
from pathlib import Path

from bench.measuring import Record

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results"
REFERENCE = RESULTS / "reference.json"
PAGE = ROOT / "docs" / "performance.md"
_BEGIN, _END = "<!-- figures: written by the benchmark -->", "<!-- end of figures -->"


def last_line(record: Record) -> str:
    """The contract's line: one JSON object."""
    whole = record["end_to_end"]
    names = ("mb_per_core_s", "baseline_mb_per_core_s", "ratio", "peak_mb", "startup_s", "task_runs")
    line = {"documents": record["documents"], **{name: whole[name] for name in names}}
    return json.dumps({**line, "stages": record["sample"]["stages"]})


def keep(record: Record) -> Path:
    """Write the record to the results; returns its path."""
    path = RESULTS / f"{record['measured'].replace(':', '')[:15]}-{record['documents']}.json"
    write(path, record)
    return path


def publish(record: Record) -> None:
    """Make the record the reference: the kept result, and the figures of docs/performance.md."""
    write(REFERENCE, record)
    before, _, rest = PAGE.read_text("utf8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    PAGE.write_text(f"{before}{_BEGIN}\n\n{tables(record)}\n{_END}{after}", "utf8")


def reference() -> Record:
    """The record that the docs show."""
    record: Record = json.loads(REFERENCE.read_text("utf8"))
    return record


def figures() -> str:
    """The figures that stand in docs/performance.md."""
    return PAGE.read_text("utf8").partition(_BEGIN)[2].partition(_END)[0].strip()


def tables(record: Record) -> str:
    """The record in Markdown."""
    machine = record["machine"]
    size = f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}"
    versions = {"Python": machine["python"], "fazhi": machine["fazhi"], **machine["packages"], **machine["baseline"]}
    head = (
        f'Measured {record["measured"]} with `make bench BENCH_ARGS="--documents {record["documents"]} '
        f'--rounds {record["rounds"]} --workers {record["workers"]}"` on {machine["processor"]}, {size}; '
        f"{', '.join(f'{name} {version}' for name, version in versions.items())}.\n"
    )
    parts = (_end_to_end, _sizes, _stages, _lines, _startup, _probes)
    return "\n".join([head, *(part(record) for part in parts)])


def _end_to_end(record: Record) -> str:
    whole = record["end_to_end"]
    layers = ", ".join(f"{layer} {size:,}" for layer, size in whole["bytes_per_document"].items())
    rows = [
        ("text through the whole run, start-up apart", f"{whole['mb_per_core_s']} MB per CPU second"),
        ("baseline stack", f"{whole['baseline_mb_per_core_s']} MB per CPU second"),
        ("ratio", whole["ratio"]),
        (
            "wall time of our whole run over datatrove's with the same functions",
            record["datatrove"]["our_wall_over_theirs"],
        ),
        ("documents a second, wall time, start-up apart", whole["documents_per_s"]),
        ("CPU time over wall time and workers, start-up included", whole["cores_busy"]),
        ("start-up (a run on three files)", f"{whole['startup_s']} s"),
        ("peak memory of all processes together", f"{whole['peak_mb']} MB"),
        ("task runs", whole["task_runs"]),
        ("bytes written per document", layers),
        ("a DuckDB query over all indicators", f"{whole['query_s']} s"),
        ("rows published", ", ".join(f"{table} {count:,}" for table, count in whole["rows"].items())),
    ]
    return table(f"End to end, {record['documents']:,} documents, {whole['text_mb']} MB of text", ("", ""), rows)


def _sizes(record: Record) -> str:
    rows = (
        (
            f"{s['documents']:,}",
            s["cpu_ms_per_document"],
            s["wall_ms_per_document"],
            s["cores_busy"],
            s["peak_mb"],
            s["task_runs"],
        )
        for s in record["sizes"]
    )
    names = ("documents", "CPU ms a document", "wall ms a document", "CPU over wall and workers", "peak MB",
             "task runs")  # fmt: skip
    return table("Cost against size, start-up apart", names, rows)


def _stages(record: Record) -> str:
    sample = record["sample"]
    rows = [(name, rate) for name, rate in sample["stages"].items()]
    rows += [("all stages", sample["mb_per_core_s"]), ("baseline stack", sample["baseline_mb_per_core_s"])]
    title = f"Stage by stage, {sample['documents']} pages and plain texts, ratio {sample['ratio']}"
    return table(title, ("", "MB per CPU second"), rows)


def _lines(record: Record) -> str:
    rows = (
        (r["name"], r["mb_per_s"], r["target"] or "", ", ".join(f"{k}: {v}" for k, v in r["beside"].items()))
        for r in record["lines"]
    )
    return table("The core alone, one core, MB a second", ("", "MB/s", "target", "library calls beside it"), rows)


def _startup(record: Record) -> str:
    rows = ((name, f"{s['wall_s']:.2f}", s["ratio"]) for name, s in record["startup"].items())
    return table("Start-up, wall seconds", ("", "s", "over `import prefect`"), rows)


def _probes(record: Record) -> str:
    rows = ((f"`{p['name']}`", p["megabytes"], p["seconds"], p["ratio"]) for p in record["probes"])
    title = "Texts that invite quadratic work: seconds, and over those for half of the text (2: linear)"
    return table(title, ("repeated", "MB", "s", "ratio"), rows)


def table(title: str, names: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown under its title."""
    names = list(names)
    lines = [" | ".join(map(str, row)) for row in rows]
    return "\n".join([f"### {title}\n", f"| {' | '.join(names)} |", "|" + " --- |" * len(names),
                      *(f"| {line} |" for line in lines), ""])  # fmt: skip


def write(path: Path, record: Record) -> None:
    """Keep a record as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf8")
