"""A document given on the command line, through the core: the answers of `normalize`, `extract`, `quantities`."""

import base64
import binascii
import dataclasses
import datetime as dt
import hashlib
import json
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fazhi.core.refusal import Refused
from fazhi.terminal import harmless

if TYPE_CHECKING:
    from fazhi.core.extract.document import Found
    from fazhi.core.normalize import Normalized

Item = dict[str, Any]
# The most that is read from a file or pipe: the same limit as in a batch.
_MAX_BYTES = 100_000_000


def item_of_line(line: bytes) -> Item:
    """A JSON line as an item; raises Refused where it is none."""
    try:
        item = json.loads(line)
    except ValueError as error:
        raise Refused("unreadable", f"不是有效的 JSON 行:{error}") from error
    if not isinstance(item, dict):
        raise Refused("unreadable", "每行需为一个 JSON 对象")
    return item


def checked(item: Item) -> Item:
    """`item`, which a line gave, if it holds a document; raises Refused otherwise."""
    if not (isinstance(item.get("text"), str) or isinstance(item.get("bytes_b64"), str)):
        raise Refused("unreadable", '每行需为 {"id","text"} 或 {"id","bytes_b64"}')
    return item


def item_of_file(path: Path) -> Item:
    """A file (`-`: standard input) as an item; raises Refused where it cannot be read."""
    if str(path) == "-":
        return {"id": "-", "bytes": sys.stdin.buffer.read(_MAX_BYTES), "media_type": "text/plain"}
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused("not_a_file", "不是普通文件;请给出文件本身")
        if path.stat().st_size > _MAX_BYTES:
            raise Refused("too_large", f"超过上限 {_MAX_BYTES} 字节;请拆分")
        return {"id": path.name, "bytes": path.read_bytes(), "name": path.name}
    except OSError as error:
        raise Refused("unreadable", f"读不出来:{error.strerror};请检查路径和权限") from error


def normalized(item: Item) -> dict[str, Any]:
    """The contract's answer of `fazhi normalize`."""
    n = _normalize(item)
    repairs = [
        {"start": e.start, "end": e.end, "source": n.source_text[e.start : e.end], "text": e.text, "kind": e.kind}
        for e in n.repairs
    ]
    answer = {"text": n.text, "charset": n.charset, "script": n.script, "damage": list(n.damage), "repairs": repairs}
    return answer if "bytes" not in item else {**answer, "normalized": n}


def extracted(item: Item) -> dict[str, Any]:
    """The contract's answer of `fazhi extract`: fields named as the columns of the curated tables."""
    from fazhi.version import version

    return _answer(_found(item, version()))


def read_for_people(item: Item) -> dict[str, Any]:
    """The same without the version of the rules, which `show_indicators` does not show and takes long to find out."""
    return _answer(_found(item, ""))


def _found(item: Item, version: str) -> "Found":
    from fazhi.core.extract.document import find
    from fazhi.core.segment import segment

    n = _normalize(item)
    doc_id = hashlib.sha256(_bytes(item)).hexdigest()[:16]
    row = {
        "doc_id": doc_id, "batch_id": "", "source": str(item.get("name") or item.get("id") or ""),
        "media_type": item.get("media_type") or "text/plain", "fetched_at": dt.datetime.now(dt.UTC),
        "charset": n.charset, "charset_confidence": n.charset_confidence, "script": n.script, "damage": list(n.damage),
        "repairs": len(n.repairs), "unrepaired": n.unrepaired, "text": n.text, "page_title": n.page_title,
        "page_date": n.page_date, "page_source": n.page_source,
    }  # fmt: skip
    return find(row, segment(doc_id, n.text, words=False), n.alignment, version)


def _answer(found: "Found") -> dict[str, Any]:
    report = dataclasses.asdict(found.report)
    for of_the_run in ("batch_id", "fetched_at"):
        del report[of_the_run]
    return {
        "report": report,
        "indicators": [dataclasses.asdict(i) for i in found.extracted.indicators],
        "findings": [dataclasses.asdict(f) for f in found.extracted.findings],
        "compliance": [dataclasses.asdict(c) for c in found.compliance],
    }


def quantities(item: Item) -> dict[str, Any]:
    """The contract's answer of `fazhi quantities`; a file is normalized first, a line's text is taken as it is."""
    from fazhi.core.extract.quantities import parse

    text = item["text"] if isinstance(item.get("text"), str) else _normalize(item).text
    wanted = ("text", "start", "end", "kind", "value", "value_high", "unit")
    found = parse(text, _reference_date(item))
    return {"quantities": [{name: getattr(q, name) for name in wanted} for q in found]}


def _reference_date(item: Item) -> dt.date | None:
    given = item.get("ref_date")
    if given is None:
        return None
    try:
        return dt.datetime.fromisoformat(str(given)).date()
    except ValueError as error:
        raise Refused("unreadable", f"ref_date 不是 ISO 日期:{given}") from error


def _normalize(item: Item) -> "Normalized":
    from fazhi.core.normalize import normalize_bytes, normalize_text

    if isinstance(item.get("text"), str):
        return normalize_text(item["text"])
    return normalize_bytes(_bytes(item), media_type=item.get("media_type"), name=item.get("name"))


def _bytes(item: Item) -> bytes:
    if "bytes" in item:
        return bytes(item["bytes"])
    if isinstance(item.get("text"), str):
        return str(item["text"]).encode("utf8", "surrogatepass")
    try:
        return base64.b64decode(item["bytes_b64"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("unreadable", f"bytes_b64 不是有效的 Base64:{error}") from error


def show_text(answer: dict[str, Any]) -> None:
    """The text alone: as it is to a file or pipe, with nothing that steers it to a terminal."""
    text = answer["text"]
    click.echo(harmless(text) if sys.stdout.isatty() else text)


def show_explanation(answer: dict[str, Any]) -> None:
    """Every change, for a reader."""
    from fazhi.core.normalize.explain import explain

    click.echo(harmless(explain(answer["normalized"])))


def show_indicators(answer: dict[str, Any]) -> None:
    """The report's own data, its figures and what does not add up, for a reader."""
    report = answer["report"]
    for name in ("title", "issuer", "issuer_kind", "region_name", "region_code", "report_year", "published_on"):
        click.echo(f"{name:>13}: {harmless(str(report[name])) if report[name] is not None else '—'}")
    click.echo()
    for i in answer["indicators"]:
        period = f"{i['period_start'] or '…'}/{i['period_end'] or '…'}"
        row = (i["quote"], f"{_number(i)} {i['unit']}", i["role"], i["system"], period, i["metric"] or "")
        click.echo(harmless("\t".join(row)))
    for f in answer["findings"]:
        click.secho(harmless(f"! {f['message']}"), fg="yellow")


def show_quantities(answer: dict[str, Any]) -> None:
    """One expression a line, for a reader."""
    for q in answer["quantities"]:
        high = f"–{q['value_high']}" if q["value_high"] is not None else ""
        click.echo(harmless(f"{q['start']}\t{q['text']}\t{q['kind']}\t{q['value']}{high}\t{q['unit'] or ''}"))


def _number(indicator: dict[str, Any]) -> str:
    high = f"–{indicator['value_high']:g}" if indicator["value_high"] is not None else ""
    return f"{indicator['value']:.15g}{high}"
