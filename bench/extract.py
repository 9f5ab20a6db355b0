"""segment and extract by themselves, and texts that invite quadratic work."""

import random
from functools import cache

from bench import baseline
from bench.composing import compose
from bench.corpus import SEED
from bench.micro import Growth, Line, growth, line
from fazhi.core.extract import extract
from fazhi.core.extract.compliance import assess
from fazhi.core.extract.quantities import parse
from fazhi.core.extract.report import describe
from fazhi.core.segment import Segmented, segment

SEGMENT, EXTRACT = 5.0, 1.0
_REPORTS = 60
_PROBES = ("1,", "(", "一", "由0.5%")


def lines(rounds: int) -> list[Line]:
    """Speeds of the core alone, without reading and writing of layers."""
    texts = _texts()
    segmented = [segment(str(i), text) for i, text in enumerate(texts)]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    return [
        line("segment: outline, sentences, words", megabytes, lambda: [segment("0", t) for t in texts], rounds, SEGMENT,
             {"jieba.cut": lambda: [_words(t) for t in texts]}),
        line("extract: quantities alone", megabytes, lambda: [parse(t) for t in texts], rounds),
        line("extract: report metadata alone", megabytes, lambda: [describe(t) for t in texts], rounds),
        line("extract: quantities to findings, without words", megabytes,
             lambda: [extracted(t, s) for t, s in zip(texts, segmented, strict=True)], rounds, EXTRACT),
    ]  # fmt: skip


def probes(megabytes: float = 1.0) -> list[Growth]:
    """The same extraction on one character or one phrase, repeated."""
    return [
        *(growth(f"extract: {unit}", unit, megabytes, _from_text) for unit in _PROBES),
        *(growth(f"quantities: {unit}", unit, megabytes, parse) for unit in _PROBES),
    ]


def extracted(text: str, segmented: Segmented) -> object:
    """What the extract stage asks of the core for one document whose text is its source."""
    description = describe(text)
    found = extract("0", text, segmented, description, lambda start, end: (start, end))
    return found, assess("0", segmented.sections, description, text)


@cache
def _texts() -> tuple[str, ...]:
    rng = random.Random(f"{SEED}/extract")
    reports = (compose(rng) for _ in range(_REPORTS))
    return tuple("\n".join([r.title, *(p.text for p in r.paragraphs)]) for r in reports)


def _from_text(text: str) -> object:
    return extracted(text, segment("0", text))


def _words(text: str) -> int:
    import jieba

    baseline.warm()
    return sum(1 for _ in jieba.cut(text))
