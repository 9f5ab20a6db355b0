"""What a command takes before it does anything for its documents, beside a bare import of Prefect. Wall seconds."""

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.measure import Run, run
from bench.stages import put, sample
from bench.whole import command, environment
from flows.server import Server


def measure(rounds: int, progress: Callable[[str], None]) -> dict[str, list[Run]]:
    """Runs by name, taking turns: a bare import, single stages on a file, runs on three files and on nothing new."""
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory(prefix="fazhi-bench-") as folder:
        root = Path(folder)
        put(root / "inbox", sample(3))
        server = Server(root / "prefect")
        try:
            server.wait()
            for number in range(rounds):
                progress(f"start-up, round {number + 1} of {rounds}")
                for name, line, api in _commands(root, number):
                    env = environment(**({"PREFECT_API_URL": server.api_url} if api else {}))
                    runs.setdefault(name, []).append(run(line, env))
        finally:
            server.stop()
    return runs


def ratios(runs: dict[str, list[Run]]) -> dict[str, float]:
    """Median wall seconds of each command over those of `import prefect`."""
    bare = statistics.median(r.wall for r in runs["import prefect"])
    return {name: statistics.median(r.wall for r in made) / bare for name, made in runs.items()}


def _commands(root: Path, number: int) -> list[tuple[str, list[str], bool]]:
    """Name, command line, whether it gets the running server."""
    one = next((root / "inbox").rglob("*.*"))
    own, given = root / f"own-{number}", root / f"given-{number}"
    on_three = ("run", "--input", root / "inbox", "--data")
    return [
        ("import prefect", [sys.executable, "-c", "import prefect"], False),
        ("fazhi normalize", command("normalize", one), False),
        ("fazhi extract", command("extract", one), False),
        ("fazhi run, three files", command(*on_three, own), False),
        ("fazhi run, three files, running server", command(*on_three, given), True),
        ("fazhi run, nothing new", command(*on_three, own), False),
    ]
