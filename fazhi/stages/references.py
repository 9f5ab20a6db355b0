"""What the suites compare values with: units, regions, systems and standard indicators that are known."""

import functools
from collections.abc import Iterable, Mapping

import pyarrow as pa


@functools.cache
def _known() -> dict[str, object]:
    from fazhi.core.extract.quantities.units import prefixes, suffixes
    from fazhi.core.extract.report.gazetteer import gazetteer
    from fazhi.core.extract.taxonomy import systems

    units = (unit.unit for table in (suffixes(), prefixes()) for found in table.values() for unit in found)
    return {
        "units": _set({*units, "%", "‰", "位"}),
        "region_codes": _set(gazetteer().by_code),
        "systems": _set(system.id for system in systems()),
        "indicator_codes": _set(i.code for system in systems() for i in system.indicators),
    }


def _set(values: Iterable[str]) -> pa.Array:
    return pa.array(sorted(set(values)), pa.string())


def parameters(
    tables: Mapping[str, pa.Table], expected_documents: int | None = None, decoded: object = None
) -> dict[str, object]:
    """Everything a suite may be given: what is known, the chunk's `tables` by name, documents that should have come.

    decoded: the code points of the chunk's texts (`expectations.characters.Decoded`), shared by its suites.
    """
    return {**_known(), **tables, "expected_documents": expected_documents, "decoded": decoded}
