"""`fazhi normalize`, `extract`, `quantities`: single stages, for people and for programs that pipe JSON lines."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fazhi.cli import documents
from fazhi.core.refusal import Refused
from fazhi.terminal import one_line

Answer = dict[str, Any]

_files = click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
_jsonl = click.option("--jsonl", is_flag=True, help="Read JSON lines on stdin, print one JSON line each, in order.")


@click.command()
@_files
@_jsonl
@click.option("--explain", is_flag=True, help="Show every change: what, where, from, to, why.")
def normalize(files: tuple[Path, ...], jsonl: bool, explain: bool) -> None:
    """Repaired, simplified text of FILES (`-`: text on stdin), without page furniture."""
    _run(files, jsonl, documents.normalized, documents.show_explanation if explain else documents.show_text)


@click.command()
@_files
@_jsonl
def extract(files: tuple[Path, ...], jsonl: bool) -> None:
    """What FILES say (`-`: text on stdin): the report's own data, its indicators, what does not add up."""
    _run(files, jsonl, documents.extracted if jsonl else documents.read_for_people, documents.show_indicators)


@click.command()
@_files
@_jsonl
def quantities(files: tuple[Path, ...], jsonl: bool) -> None:
    """Every numeric expression in FILES (`-`: text on stdin), whether an indicator or not."""
    _run(files, jsonl, documents.quantities, documents.show_quantities)


def _run(
    files: tuple[Path, ...], jsonl: bool, answer: Callable[[Answer], Answer], show: Callable[[Answer], None]
) -> None:
    if jsonl and files:
        raise click.UsageError("--jsonl reads standard input: give it no FILES")
    if jsonl:
        _lines(answer)
    elif files:
        if _show_files(files, answer, show):
            sys.exit(1)
    else:
        raise click.UsageError("name FILES, or `-` for text on standard input, or --jsonl")


def _lines(answer: Callable[[Answer], Answer]) -> None:
    out = sys.stdout
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        item: Answer = {"id": None}
        try:
            item = documents.item_of_line(line)
            result = answer(documents.checked(item))
        except Refused as refused:
            result = {"error": {"code": refused.code, "message": refused.message}}
        except Exception as error:
            result = {"error": {"code": "internal_error", "message": f"{type(error).__name__}: {error}"}}
        out.write(json.dumps({"id": item.get("id"), **result}, ensure_ascii=False, default=str) + "\n")
        out.flush()


def _show_files(files: tuple[Path, ...], answer: Callable[[Answer], Answer], show: Callable[[Answer], None]) -> bool:
    """Print each file's answer; returns whether any could not be read."""
    failed = False
    for path in files:
        if len(files) > 1:
            click.secho(one_line(f"== {path}"), bold=True)
        try:
            show(answer(documents.item_of_file(path)))
        except Refused as refused:
            click.echo(one_line(f"{path}: {refused.code}: {refused.message}"), err=True)
            failed = True
    return failed
