"""Where the project lies, and the folders that a run uses when it is not told otherwise."""

import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent


def project() -> Path:
    """The checkout that this code runs from, or the current folder where the package is installed without one."""
    return _CHECKOUT if (_CHECKOUT / "prefect.yaml").exists() else Path.cwd()


def default_data() -> Path:
    """The data folder: `FAZHI_DATA`, else `data/` of the project."""
    return Path(os.environ.get("FAZHI_DATA") or project() / "data")


def default_input() -> Path:
    """The inbox: `FAZHI_INPUT`, else `data/raw/inbox/` of the project."""
    return Path(os.environ.get("FAZHI_INPUT") or project() / "data" / "raw" / "inbox")
