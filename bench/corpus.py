"""The corpus: as many reports as asked for, the same for the same seed; a smaller one is the beginning of a larger one.

Every hundred documents hold exactly the mix: by medium `MEDIA`, and across the media `GB18030` in that charset (pages
and plain text only), `TRADITIONAL` in traditional script, `MIRRORED` damaged as mirror sites do it (pages and plain
text), `NEAR` near-duplicates of an earlier one.
"""

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bench import media
from bench.composing import Composed, compose, nearly

SEED = 20_260_101
BLOCK = 100
MEDIA = {"old_table": 21, "trs_editor": 21, "modern": 20, "text": 25, "docx": 10, "pdf": 3}
GB18030, TRADITIONAL, MIRRORED, NEAR = 40, 5, 2, 3
_SUFFIXES = {"text": "txt", "docx": "docx", "pdf": "pdf"}
_WITH_CHARSET = frozenset({*media.PAGES, "text"})
_PER_FOLDER = 1_000


@dataclass(frozen=True, slots=True)
class Kind:
    """What a document of the corpus is."""

    medium: str
    charset: str = "utf-8"
    traditional: bool = False
    mirrored: bool = False
    near: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the corpus."""

    name: str
    kind: Kind
    content: bytes


def documents(count: int, seed: int = SEED) -> Iterator[Document]:
    """The first `count` documents, in order."""
    for number in range(count):
        yield document(number, seed)


def document(number: int, seed: int = SEED) -> Document:
    """Document `number` of the corpus."""
    kind = kinds(number // BLOCK, seed)[number % BLOCK]
    report = _report(number, kind, seed)
    suffix = _SUFFIXES.get(kind.medium, "html")
    return Document(f"{number // _PER_FOLDER:03d}/{number:06d}.{suffix}", kind, _bytes(report, kind))


@cache
def kinds(block: int, seed: int = SEED) -> tuple[Kind, ...]:
    """The kinds of a hundred documents, shuffled, in the exact mix."""
    rng = random.Random(f"{seed}/mix/{block}")
    deck = [medium for medium, count in MEDIA.items() for _ in range(count)]
    rng.shuffle(deck)
    written = [at for at, medium in enumerate(deck) if medium in _WITH_CHARSET]
    gb18030, mirrored = set(rng.sample(written, GB18030)), set(rng.sample(written, MIRRORED))
    others = rng.sample([at for at in range(1, BLOCK) if at not in mirrored], TRADITIONAL + NEAR)
    traditional, near = set(others[:TRADITIONAL]), set(others[TRADITIONAL:])
    return tuple(
        Kind(medium, "gb18030" if at in gb18030 else "utf-8", at in traditional, at in mirrored, at in near)
        for at, medium in enumerate(deck)
    )


def write(folder: Path, count: int, seed: int = SEED) -> int:
    """Write the corpus below `folder`; returns its bytes."""
    size = 0
    for made in documents(count, seed):
        path = folder / made.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.content)
        size += len(made.content)
    return size


def digest(count: int, seed: int = SEED) -> str:
    """sha256 over names and bytes: whether two corpora are the same."""
    state = hashlib.sha256()
    for made in documents(count, seed):
        state.update(f"{made.name}\0{len(made.content)}\0".encode() + made.content)
    return state.hexdigest()


def _report(number: int, kind: Kind, seed: int) -> Composed:
    rng = random.Random(f"{seed}/document/{number}")
    if kind.near:
        # Of an earlier one of the same hundred.
        of = number - rng.randint(1, number % BLOCK)
        return nearly(compose(random.Random(f"{seed}/document/{of}")), rng)
    report = compose(rng)
    if kind.traditional:
        return report.changed(_to_traditional())
    return _mirrored(report, rng.randint(0, 1_000_000)) if kind.mirrored else report


def _bytes(report: Composed, kind: Kind) -> bytes:
    if kind.medium == "text":
        return media.text(report, kind.charset)
    if kind.medium == "docx":
        return media.docx(report)
    return media.pdf(report) if kind.medium == "pdf" else media.html(report, kind.medium, kind.charset)


@cache
def _to_traditional() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def _mirrored(report: Composed, seed: int) -> Composed:
    """The text as a mirror site mangles it, all paragraphs with one table of readings."""
    from tests.mirror.simulator import Variety, damage

    clean = "\n".join(p.text for p in report.paragraphs)
    clean = clean.encode("gbk", "ignore").decode("gbk")
    lines = damage(clean, Variety(annotated=75), seed).split("\n")
    return replace(
        report, paragraphs=tuple(replace(report.paragraphs[0], text=line, depth=0) for line in lines if line)
    )
