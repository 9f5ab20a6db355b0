"""The processes that a run has started for its work."""

from collections.abc import Iterator
from pathlib import Path

JUDGE, SOURCE, STAGE = "judge", "what stages are forked from", "stage process"


def started(run: int) -> dict[str, list[int]]:
    """Their numbers, by kind."""
    children = dict(_children(run))
    sources = [pid for pid, line in children.items() if b"forkserver" in line]
    return {
        JUDGE: [pid for pid, line in children.items() if b"spawn_main" in line],
        SOURCE: sources,
        STAGE: [pid for source in sources for pid, _ in _children(source)],
    }


def _children(parent: int) -> Iterator[tuple[int, bytes]]:
    """Process numbers and command lines of the children of a process."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                yield int(entry.name), (entry / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
