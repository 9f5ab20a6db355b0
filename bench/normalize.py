"""normalize by itself: clean simplified, traditional and mirror-damaged text, beside the plain calls of libraries."""

import random
from collections.abc import Callable
from functools import cache

from bench import baseline
from bench.composing import Composed, compose
from bench.corpus import SEED
from bench.micro import Growth, Line, growth, line
from fazhi.core.ingest import media
from fazhi.core.normalize import normalize_bytes
from tests.mirror.simulator import Variety, damage

CLEAN, TRADITIONAL, MIRRORED = 20.0, 2.0, 0.3
_REPORTS = 60


def lines(rounds: int) -> list[Line]:
    """The speeds that are asked for: text as received, one document a call."""
    clean = [report.encode() for report in _reports()]
    converted = [baseline_traditional()(report).encode() for report in _reports()]
    damaged = [damage(report, Variety(), seed).encode() for seed, report in enumerate(_reports()[:20])]
    return [
        line("normalize: simplified text", _megabytes(clean), _each(clean), rounds, CLEAN, {
            "charset-normalizer": lambda: [baseline.decoded(d) for d in clean],
            "charset-normalizer + opencc": lambda: [baseline.converted(baseline.decoded(d)) for d in clean],
        }),
        line("normalize: traditional text", _megabytes(converted), _each(converted), rounds, TRADITIONAL, {
            "charset-normalizer + opencc": lambda: [baseline.converted(baseline.decoded(d)) for d in converted],
        }),
        line("normalize: mirror-damaged text", _megabytes(damaged), _each(damaged), rounds, MIRRORED, {
            "charset-normalizer + opencc (repairs nothing)":
                lambda: [baseline.converted(baseline.decoded(d)) for d in damaged],
        }),
    ]  # fmt: skip


def probes(megabytes: float = 10.0) -> list[Growth]:
    """Texts that invite quadratic work."""
    units = {"(": "(", "?，": "?，"}
    return [growth(f"normalize: {name}", unit, megabytes, _normalized) for name, unit in units.items()]


@cache
def _reports() -> tuple[str, ...]:
    """Reports as plain text, in characters that GBK holds."""
    rng = random.Random(f"{SEED}/normalize")
    return tuple(_plain(compose(rng)) for _ in range(_REPORTS))


def _plain(report: Composed) -> str:
    text = "\n".join([report.title, *(p.text for p in report.paragraphs)])
    return text.encode("gbk", "ignore").decode("gbk")


def baseline_traditional() -> Callable[[str], str]:
    """A function from simplified to traditional text."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def _each(documents: list[bytes]) -> Callable[[], object]:
    return lambda: [normalize_bytes(d, media_type=media.TEXT) for d in documents]


def _normalized(text: str) -> object:
    from fazhi.core.refusal import Refused

    try:
        return normalize_bytes(text.encode(), media_type=media.TEXT)
    except Refused as refused:
        return refused


def _megabytes(documents: list[bytes]) -> float:
    return sum(map(len, documents)) / 1e6
