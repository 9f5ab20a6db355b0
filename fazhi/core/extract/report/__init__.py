"""Who issued a report, for which region and year, and when: each with the words that say so."""

from fazhi.core.extract.report.assemble import describe
from fazhi.core.extract.report.description import Description

__all__ = ["Description", "describe"]
