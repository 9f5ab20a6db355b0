"""A report of the corpus: sentences of the material, resampled, under the headings that such reports have."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

MATERIAL = Path(__file__).parent / "material"
# Reports of a department have 2,500 to 7,500 characters: 15 kB of UTF-8 on average.
CHARACTERS = (2_500, 7_500)
# Every second sentence is out of a report on rule-of-law government, the others out of work reports.
_SHARE_OF_RULE_OF_LAW = 0.5

_SENTENCE = re.compile(r"[^。！？\n]{12,300}[。！？]")
_MARKER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、]|[一二三四五六]是)+\s*"
)
# Counts, not years, dates, shares, numbers of documents.
_COUNT = re.compile(r"(?<![\d.〔\[(（—-])[1-9]\d{1,5}(?![\d.年月日号%％—〕\])）-])")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of a report: depth 1 and 2 are headings, 0 is text."""

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Composed:
    """A report before it becomes a file."""

    title: str
    issuer: str
    date: str
    paragraphs: tuple[Paragraph, ...]
    table: tuple[tuple[str, str], ...] = ()

    def changed(self, change: Callable[[str], str]) -> "Composed":
        """The report with every text replaced by `change` of it."""
        return replace(
            self, title=change(self.title), issuer=change(self.issuer),
            paragraphs=tuple(replace(p, text=change(p.text)) for p in self.paragraphs),
            table=tuple((change(a), b) for a, b in self.table),
        )  # fmt: skip


@cache
def names() -> dict[str, Any]:
    """The names around the sentences (`material/report.yml`)."""
    loaded: dict[str, Any] = yaml.safe_load((MATERIAL / "report.yml").read_text("utf8"))
    return loaded


@cache
def sentences(prefix: str) -> tuple[str, ...]:
    """The sentences of the texts whose name begins with `prefix`, without the markers before them."""
    texts = [path.read_text("utf8") for path in sorted((MATERIAL / "texts").glob(f"{prefix}*.txt"))]
    found = (_MARKER.sub("", s.strip()) for text in texts for s in _SENTENCE.findall(text))
    return tuple(dict.fromkeys(s for s in found if len(s) >= 12))


def compose(rng: random.Random) -> Composed:
    """A report of its own, as `rng` decides."""
    known = names()
    issuer, year = rng.choice(known["regions"]) + rng.choice(known["departments"]), rng.choice(known["years"])
    paragraphs = [Paragraph(known["opening"].format(issuer=issuer, year=year))]
    target, chapters = rng.randint(*CHARACTERS), known["chapters"]
    for number, chapter in enumerate(chapters):
        # Two thirds of a report tell what was done.
        share = 0.33 if number < 2 else 0.11
        paragraphs.append(Paragraph(f"{'一二三四五'[number]}、{chapter}", 1))
        paragraphs += _chapter(rng, int(target * share), headed=number < 2)
    return Composed(
        title=rng.choice(known["titles"]).format(issuer=issuer, year=year), issuer=issuer,
        date=f"{year + 1}-{rng.randint(1, 4):02d}-{rng.randint(1, 28):02d}", paragraphs=tuple(paragraphs),
        table=_table(rng) if rng.random() < 0.5 else (),
    )  # fmt: skip


def nearly(report: Composed, rng: random.Random) -> Composed:
    """`report` as another page has it: another date, one paragraph left out."""
    gone = rng.choice([i for i, p in enumerate(report.paragraphs) if p.depth == 0 and i > 0])
    kept = report.paragraphs[:gone] + report.paragraphs[gone + 1 :]
    return replace(report, date=f"{report.date[:4]}-05-{rng.randint(1, 28):02d}", paragraphs=kept)


def _chapter(rng: random.Random, characters: int, headed: bool) -> list[Paragraph]:
    made: list[Paragraph] = []
    written = section = 0
    headings = rng.sample(names()["headings"], len(names()["headings"]))
    while written < characters:
        if headed and section < len(headings):
            made.append(Paragraph(f"（{'一二三四五六七八九十'[section % 10]}）{headings[section]}", 2))
        text = "".join(_sentences(rng, rng.randint(3, 9)))
        made.append(Paragraph(text))
        written, section = written + len(text), section + 1
    return made


def _sentences(rng: random.Random, count: int) -> list[str]:
    drawn = []
    runs = names()["runs"] if rng.random() < 0.4 else []
    for number in range(count):
        source = "rule_of_law" if rng.random() < _SHARE_OF_RULE_OF_LAW else "work_report"
        sentence = _recounted(rng, rng.choice(sentences(source)))
        drawn.append((runs[number] if number < len(runs) else "") + sentence)
    return drawn


def _recounted(rng: random.Random, sentence: str) -> str:
    """The sentence with other counts of as many digits: no two documents say quite the same."""

    def other(found: re.Match[str]) -> str:
        low = 10 ** (len(found[0]) - 1)
        return found[0] if 1900 <= int(found[0]) <= 2100 else str(rng.randint(low, 10 * low - 1))

    return _COUNT.sub(other, sentence)


def _table(rng: random.Random) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(rng.randint(0, 99_999))) for label in names()["table"])
