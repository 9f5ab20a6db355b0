"""What a batch was made with: settings, code and rules, interpreter. Kept in its manifest, for whoever asks later."""

import json
import platform
from typing import Any

from fazhi.settings import settings
from fazhi.stages.batch import Batch
from fazhi.storage.files import write_json
from fazhi.version import digests


def record_run(batch: Batch, **flags: Any) -> None:
    """Keep the settings of the run that works on `batch`; `flags` are the values that the caller's arguments set."""
    write_json(batch.work / "run.json", made_with(flags), batch.work)


def recorded(batch: Batch) -> dict[str, Any]:
    """What the last run on `batch` kept; what holds here and now where none did."""
    path = batch.work / "run.json"
    found: dict[str, Any] = json.loads(path.read_text("utf8")) if path.exists() else made_with({})
    return found


def made_with(flags: dict[str, Any]) -> dict[str, Any]:
    """Settings (secrets masked), package version, digests by room, interpreter and system."""
    import importlib.metadata

    from fazhi.configuration import stored  # and with it Pydantic, which who reads what was recorded need not load

    return {
        "settings": stored(settings().model_copy(update=flags)),
        "package": importlib.metadata.version("fazhi"),
        "digests": digests(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }
