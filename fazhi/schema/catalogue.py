"""Every table, by layer."""

from fazhi.schema.columns import Record
from fazhi.schema.curated import Compliance, Finding, Indicator, Report, Section, Sentence
from fazhi.schema.layers import NormalizedDocument, RawDocument, Visit
from fazhi.schema.quality import Fate, Quarantined, Result
from fazhi.schema.register import Sketched

CURATED: tuple[type[Record], ...] = (Report, Section, Sentence, Indicator, Finding, Compliance)

LAYERS: dict[str, tuple[type[Record], ...]] = {
    "raw": (RawDocument,),
    "normalized": (NormalizedDocument,),
    "segmented": (Section, Sentence),
    "extracted": (Report, Indicator, Finding, Compliance),
    "curated": CURATED,
    "register": (Sketched,),
    "quality": (Fate, Quarantined, Result),
}

# The layers of a chunk, in the order in which its stages write them.
OF_CHUNKS = ("raw", "normalized", "segmented", "extracted")

# What runs remember beside the layers: no batch's, written whole.
MEMORY: dict[str, tuple[type[Record], ...]] = {Visit.layer: (Visit,)}
