"""Where this program keeps what it can make again."""

import os
from pathlib import Path


def caches() -> Path:
    """The folder of this program in the user's cache; raises RuntimeError where the user has no home."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fazhi"
