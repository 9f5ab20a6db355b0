"""The grammar of quantities: every numeric expression of a text, its place, value, unit and bounds.

| module | holds |
| --- | --- |
| `numerals` | numerals and their values |
| `units`, `words`, `modifiers` | the tables of knowledge, matched |
| `amount`, `amounts`, `proportions`, `compounds`, `signs` | a numeral with what it counts |
| `ranges`, `coordination`, `ordinals` | numbers that belong together, ranks, spans counted from now |
| `dates`, `eras`, `points`, `periods` | the calendar |
| `lengths` | days that are a length of time |
| `identifiers` | digits that are no number |
| `plain` | digits, or one Chinese digit, right before a unit or %, in one step |
| `grammar` | the scan |
"""

from datetime import date

from fazhi.core.extract.quantities.dates import interval
from fazhi.core.extract.quantity import Quantity

__all__ = ["interval", "parse"]


def parse(text: str, ref_date: date | None = None) -> list[Quantity]:
    """Every numeric expression of `text`, in order, not overlapping; see `grammar.parse`.

    `ref_date` places 今年, 11月 and the like; offsets count code points of `text`; never raises.
    """
    # Compiling the grammar takes longer than importing the rest of the core: only who parses pays for it.
    from fazhi.core.extract.quantities import grammar

    return grammar.parse(text, ref_date)
