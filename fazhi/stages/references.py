"""What the suites compare values with: units, regions, systems and standard indicators that are known."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from fazhi.core.extract.quantities.units import Unit


@functools.cache
def _known() -> dict[str, object]:
    from fazhi.core.extract.quantities.units import crowds, per, prefixes, rows, suffixes
    from fazhi.core.extract.report.gazetteer import gazetteer
    from fazhi.core.extract.taxonomy import systems
    from fazhi.core.normalize.kinds import is_repair, kinds

    units = [unit for table in (suffixes(), prefixes(), crowds(), per()) for found in table.values() for unit in found]
    regions = (region for named in gazetteer().by_name.values() for region in named)
    return {
        "units": _set({*(unit.unit for unit in units), *(row[-1] for row in rows("classifiers.tsv")), "%", "‰", "位"}),
        "written_units": _set([*(form for unit in units for form in _written(unit)), *_PLAIN]),
        "region_codes": _set(gazetteer().by_code),
        "regions": _set(f"{region.code}\t{region.name}\t{region.level}" for region in regions),
        "systems": _set(system.id for system in systems()),
        "indicator_codes": _set(i.code for system in systems() for i in system.indicators),
        "system_codes": _set(f"{system.id}\t{i.code}" for system in systems() for i in system.indicators),
        "edit_kinds": _set(kinds()),
        "repair_kinds": _set(kind for kind in kinds() if is_repair(kind)),
    }


# A share, and a number whose unit stands elsewhere.
_PLAIN = ("%\t%\t1.0", "％\t%\t1.0", "\t\t1.0")


def _written(unit: "Unit") -> Iterator[str]:
    """A unit as written, as reported, and the factor between them: measures keep their unit, money is in its base."""
    for name in {unit.name, unit.name.replace("/", "／")}:
        yield f"{name}\t{unit.unit}\t{unit.factor if unit.kind == 'money' else 1.0}"


def _set(values: Iterable[str]) -> pa.Array:
    return pa.array(sorted(set(values)), pa.string())


def parameters(
    tables: Mapping[str, pa.Table], expected_documents: int | None = None, decoded: object = None
) -> dict[str, object]:
    """Everything a suite may be given: what is known, the chunk's `tables` by name, documents that should have come.

    decoded: the code points of the chunk's texts (`expectations.characters.Decoded`), shared by its suites.
    """
    return {**_known(), **tables, "expected_documents": expected_documents, "decoded": decoded}
