"""What the figures were measured on: machine, Python, versions of what does the work."""

import importlib.metadata
import os
import platform
from pathlib import Path

from bench import baseline
from fazhi.version import version

_PACKAGES = ("prefect", "great-expectations", "pyarrow", "rjieba", "resiliparse", "pypdfium2", "lxml",
             "datatrove")  # fmt: skip


def describe() -> dict[str, object]:
    """Machine, system, versions; nothing that names a person or a place."""
    return {
        "processor": _processor(), "cores": os.cpu_count(), "memory_gb": _memory_gb(),
        "system": f"{platform.system()} {platform.machine()}", "python": platform.python_version(),
        "fazhi": version(),
        "packages": {name: importlib.metadata.version(name) for name in _PACKAGES},
        "baseline": baseline.versions(),
    }  # fmt: skip


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (ValueError, OSError):
        return None
