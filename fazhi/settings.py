"""The settings of an installation: one validated model, filled from the environment and `fazhi.toml`.

A flag on the command line comes before `FAZHI_…` in the environment, that before the file, that before the default.
The model is made when it is first asked for: pydantic takes 0.2 s that a command without settings must not wait for.
"""

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.configuration import Settings

_CHECKOUT = Path(__file__).resolve().parent.parent


def project() -> Path:
    """The checkout that this code runs from, or the current folder where the package is installed without one."""
    return _CHECKOUT if (_CHECKOUT / "prefect.yaml").exists() else Path.cwd()


def config_file() -> Path:
    """The file of settings: `FAZHI_CONFIG`, else `fazhi.toml` of the project. It need not exist."""
    return Path(os.environ.get("FAZHI_CONFIG") or project() / "fazhi.toml")


def settings() -> "Settings":
    """The settings of now; raises `UnusableSettings` naming each wrong value, where it stands and what is allowed."""
    names = tuple(sorted((k, v) for k, v in os.environ.items() if k.upper().startswith("FAZHI_")))
    path = config_file()
    return _read(path, path.stat().st_mtime_ns if path.exists() else None, names)


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: int | None, environment: tuple[tuple[str, str], ...]) -> "Settings":
    from fazhi.configuration import read

    return read(path)


def default_data() -> str:
    """The data folder, a path or a URL: `data` of the settings, else `data/` of the project."""
    return settings().data or str(project() / "data")


def default_input() -> Path:
    """The inbox: `input` of the settings, else `data/raw/inbox/` of the project."""
    return Path(settings().input or project() / "data" / "raw" / "inbox")


def default_urls() -> Path | None:
    """The list of URLs that the nightly run collects: `urls` of the settings, else none."""
    named = settings().urls
    return Path(named) if named else None
