"""The floors: a ratio to the baseline stack and the exact rows of a small corpus: faster must not hide fewer rows."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).parent / "floors.json"


@dataclass(frozen=True, slots=True)
class Floors:
    """`ratio`: least ratio to the baseline stack; `counts` and `rows` of the first `documents` of the corpus."""

    ratio: float
    documents: int
    digest: str
    counts: dict[str, int]
    rows: dict[str, int]


def read(path: Path = FLOORS) -> Floors:
    """The floors that are kept."""
    return Floors(**json.loads(path.read_text("utf8")))


def write(floors: Floors, path: Path = FLOORS) -> None:
    """Keep other floors: a deliberate act, to be explained in the commit."""
    path.write_text(json.dumps(asdict(floors), indent=1) + "\n", "utf8")


def missed(floors: Floors, ratio: float, manifest: dict[str, Any]) -> list[str]:
    """What lies below the floors, a line each; nothing where all is well."""
    lines = [f"ratio {ratio:.2f} is below the floor {floors.ratio:.2f}"] if ratio < floors.ratio else []
    for name in ("counts", "rows"):
        kept, found = getattr(floors, name), manifest[name]
        unlike = [key for key in sorted(kept.keys() | found.keys()) if kept.get(key) != found.get(key)]
        lines += [f"{name} of {floors.documents} documents: {k} {found.get(k)}, not {kept.get(k)}" for k in unlike]
    return lines
