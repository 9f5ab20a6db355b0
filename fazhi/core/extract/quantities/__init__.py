"""The grammar of quantities: every numeric expression of a text, its place, value, unit and bounds."""

from fazhi.core.extract.quantities.dates import interval
from fazhi.core.extract.quantities.grammar import parse

__all__ = ["interval", "parse"]
