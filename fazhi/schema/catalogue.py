"""Every table, by layer."""

from fazhi.schema.columns import Record
from fazhi.schema.curated import Compliance, Finding, Indicator, Report, Section, Sentence
from fazhi.schema.layers import NormalizedDocument, RawDocument, Visit
from fazhi.schema.quality import Fate, Quarantined, Result

CURATED: tuple[type[Record], ...] = (Report, Section, Sentence, Indicator, Finding, Compliance)

LAYERS: dict[str, tuple[type[Record], ...]] = {
    "raw": (RawDocument,),
    "normalized": (NormalizedDocument,),
    "segmented": (Section, Sentence),
    "extracted": (Report, Indicator, Finding, Compliance),
    "curated": CURATED,
    "quality": (Fate, Quarantined, Result),
}

# What runs remember beside the layers: no batch's, written whole.
MEMORY: dict[str, tuple[type[Record], ...]] = {Visit.layer: (Visit,)}
