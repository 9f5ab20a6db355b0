"""What the suites compare values with: units, regions, systems and standard indicators that are known."""

import functools
from collections.abc import Mapping

import pyarrow as pa


@functools.cache
def _known() -> dict[str, object]:
    from fazhi.core.extract.quantities.units import unit_names
    from fazhi.core.extract.report.regions import region_codes
    from fazhi.core.extract.taxonomy import indicator_codes, system_ids

    return {
        "units": unit_names(),
        "region_codes": region_codes(),
        "systems": system_ids(),
        "indicator_codes": indicator_codes(),
    }


def parameters(tables: Mapping[str, pa.Table], expected_documents: int | None = None) -> dict[str, object]:
    """Everything a suite may be given: what is known, the chunk's `tables` by name, documents that should have come."""
    return {**_known(), **tables, "expected_documents": expected_documents}
