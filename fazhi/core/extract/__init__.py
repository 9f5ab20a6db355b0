"""From normalized text to a report's figures: quantities, what they mean, and what they say about each other."""

from fazhi.core.extract.indicators import Extracted, extract

__all__ = ["Extracted", "extract"]
