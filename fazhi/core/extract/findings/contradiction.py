"""A contradiction in the making, how exactly a number is written, and how it is said in Chinese."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from fazhi.core.extract.measurement import Measurement

_SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_NUMBER = re.compile(r"[0-9０-９,，]+(?:[.．]([0-9０-９]+))?\s*([百千万亿]{0,2})")
# What a vague word (约 近 余 超) leaves open, as a share of the value.
_VAGUE = 0.1


class Contradiction(NamedTuple):
    """`found` is stated, `expected` follows from the other numbers; the stated measurement comes first."""

    kind: str
    severity: str
    expected: float | None
    found: float | None
    measurements: tuple[Measurement, ...]
    message: str


def tolerance(measurement: Measurement) -> float:
    """Half of the last place that the number is written to (308.37万: 50), 0 for whole numbers written out.

    A vague number (约, 近, 余) is taken to be right within a tenth.
    """
    if measurement.qualifier != "exact":
        return abs(measurement.value) * _VAGUE
    match = _NUMBER.search(measurement.quantity.text)
    if match is None:
        return 0.0
    decimals, scale = match.group(1), match.group(2)
    factor = 1.0
    for sign in scale:
        factor *= _SCALES[sign]
    if decimals is None and factor == 1.0 and measurement.unit not in ("%", "百分点", "倍"):
        return 0.0
    return factor * 10.0 ** -len(decimals or "") / 2


def written_as(expected: float, rate: Measurement, slack: float = 0.0) -> bool:
    """Whether a rate is `expected` rounded, give or take `slack`, or cut behind its last place (95.8% as 95%)."""
    place = 2 * tolerance(rate)
    missing = expected - abs(rate.value)
    return abs(missing) <= place / 2 + slack + 0.05 or 0 < missing < place - 1e-6


def tolerances(measurements: Sequence[Measurement]) -> float:
    """What rounding may add up to over several numbers."""
    return sum(tolerance(m) for m in measurements)


def say(value: float, unit: str) -> str:
    """A value as people write it: 3092538条 is 309.2538万条."""
    if abs(value) >= 1e8:
        return f"{plain(value / 1e8)}亿{unit}"
    return f"{plain(value / 1e4)}万{unit}" if abs(value) >= 1e4 else f"{plain(value)}{unit}"


def plain(value: float) -> str:
    """A number without a tail of zeros."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def name(measurement: Measurement) -> str:
    """The metric in quotation marks of a sentence, cut where it is long."""
    metric = measurement.metric or "该指标"
    return metric if len(metric) <= 30 else metric[:29] + "…"
