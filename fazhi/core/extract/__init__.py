"""From normalized text to a report's figures: quantities, what they mean, and what they say about each other.

`extract` and `Extracted` are those of `indicators`, imported when first asked for: who only parses quantities or
describes a report does not wait for the rest.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.core.extract.indicators import Extracted, extract

__all__ = ["Extracted", "extract"]


def __getattr__(name: str) -> object:
    """The public names, from `indicators`; raises AttributeError for any other."""
    if name in __all__:
        from fazhi.core.extract import indicators

        return getattr(indicators, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
