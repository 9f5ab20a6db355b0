"""Whatever arrives becomes clean simplified text, every change explained and traceable.

Steps, in order (`pipeline`): decode (`charset`, `byte_repair`) or extract (`formats`) – mojibake (`mojibake`,
`single_byte`) – residue of other formats (`residue`) – what cannot be read is refused (`legibility`) – mirror damage
(`mirror`) – script (`script`) – single characters, widths, blanks (`glyphs`, `spacing`) – page furniture (`furniture`).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.core.normalize.normalized import Normalized
    from fazhi.core.normalize.pipeline import normalize_bytes, normalize_text

__all__ = ["Normalized", "normalize_bytes", "normalize_text"]


def __getattr__(name: str) -> object:
    """The public names, loaded when first asked for: rooms below (`edits`, `mirror`) must not load the pipeline."""
    if name == "Normalized":
        from fazhi.core.normalize.normalized import Normalized

        return Normalized
    if name in __all__:
        from fazhi.core.normalize import pipeline

        return getattr(pipeline, name)
    raise AttributeError(name)
