"""Lists of URLs: one a line, or a table with a column `url`; what is no URL in them is an item kept back, not lost."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from fazhi.core.ingest.item import Arrival, Unreadable, arrival_of
from fazhi.core.normalize.charset import decode
from fazhi.core.refusal import Refused
from fazhi.logs import masked

_SUFFIXES = (".txt", ".csv")
_SCHEMES = ("http://", "https://")
# A list is looked at as a whole: ten million URLs are another kind of input.
_LARGEST = 256 << 20
_HEAD = 65_536
_LONGEST_URL = 4_096
# Of what stands in the place of a URL so much must be one: reports name URLs too, now and then.
_SHARE = 0.5
# Names of columns, as people write them.
_COLUMNS = {
    "url": ("url", "link", "网址", "链接", "地址"),
    "issuer": ("issuer", "发布机关", "机关", "单位"),
    "region": ("region", "地区", "区划"),
    "year": ("year", "年份", "年度"),
}
# A table whose first line names the column is a list, however many of its rows are bad.
_HEADED = re.compile(r"(?:[^\n]*[,;\t])?\s*\"?url\"?\s*(?:[,;\t\r\n]|\Z)", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Listed:
    """A URL to be fetched; `arrival` holds what the list itself says of the document."""

    url: str
    arrival: Arrival = field(default_factory=Arrival)


def listed(path: Path) -> list[Listed | Unreadable] | None:
    """What the file at `path` lists, in order, also what is listed twice; None where it is no list of URLs.

    A row that is no URL comes as `Unreadable(bad_row)`, its source the file's name and the number of its line.
    """
    if path.suffix.lower() not in _SUFFIXES or not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    with path.open("rb") as file:
        if b"http" not in file.read(_HEAD).lower():
            return None
        file.seek(0)
        data = file.read()
    try:
        text = decode(data).text
    except Refused:
        text = data.decode("utf8", "replace")  # one damaged row makes no document of a list
    table = path.suffix.lower() == ".csv"
    rows = list(_of_table(text, path) if table else _of_lines(text, path))
    urls = sum(isinstance(row, Listed) for row in rows)
    share = 0.0 if table and _HEADED.match(text) else _SHARE
    return rows if urls and urls >= share * len(rows) else None


def _of_lines(text: str, path: Path) -> Iterator[Listed | Unreadable]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _row(line.strip(), Arrival(), path, number)


def _of_table(text: str, path: Path) -> Iterator[Listed | Unreadable]:
    reader = csv.reader(io.StringIO(text, newline=""), dialect=_dialect(text))
    columns: dict[str, int] | None = None
    while True:
        number = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield _bad(path, number, f"CSV 读不出来({error})")
            continue
        if not any(cells) or cells[0].startswith("#"):
            continue
        if columns is None:
            columns = _head(cells)
            if columns:
                continue
            columns = {"url": 0}
        yield _row(_cell(cells, columns, "url"), _declared(cells, columns), path, number)


def _dialect(text: str) -> type[csv.Dialect]:
    """Comma, semicolon or tab: what the first line has most of."""
    line = text.lstrip().partition("\n")[0]

    class Dialect(csv.excel):
        delimiter = max(",;\t", key=line.count)

    return Dialect


def _head(cells: list[str]) -> dict[str, int]:
    """Column -> position, where the row is a head; empty where it is not."""
    names = [cell.lower() for cell in cells]
    found = {c: names.index(n) for c, synonyms in _COLUMNS.items() for n in reversed(synonyms) if n in names}
    return found if "url" in found else {}


def _cell(cells: list[str], columns: dict[str, int], name: str) -> str:
    at = columns.get(name)
    return cells[at] if at is not None and at < len(cells) else ""


def _declared(cells: list[str], columns: dict[str, int]) -> Arrival:
    said: dict[str, Any] = {}
    for name in ("issuer", "region"):
        if value := _cell(cells, columns, name):
            said[f"declared_{name}"] = value[:200]
    if year := _YEAR.search(_cell(cells, columns, "year")):
        said["declared_year"] = int(year[0])
    return arrival_of(said)


def _row(url: str, arrival: Arrival, path: Path, number: int) -> Listed | Unreadable:
    if not url.lower().startswith(_SCHEMES) or any(c.isspace() or not c.isprintable() for c in url):
        return _bad(path, number, f"不是 http(s) 网址:{masked(url[:80])!r}")
    if "@" in url.split("/", 3)[2]:  # neither fetched nor repeated: what stands there may be a password
        return _bad(path, number, "的网址带有用户名或密码,不予访问")
    if len(url) > _LONGEST_URL:
        return _bad(path, number, f"网址超过 {_LONGEST_URL} 个字符")
    return Listed(urldefrag(url).url, arrival)


def _bad(path: Path, number: int, why: str) -> Unreadable:
    return Unreadable(f"{path.name}:{number}", str(path), "bad_row", f"清单第 {number} 行{why};请改正后再运行")
