"""The stages of a flow in the test's own process, where they can be replaced."""

from typing import Any

import pytest


class _NoProcesses(list[Any]):
    """Stands for the run's processes and stays empty."""

    def append(self, item: Any) -> None:
        pass

    def remove(self, item: Any) -> None:
        pass


def run_stages_here(patch: pytest.MonkeyPatch) -> None:
    """From now on tasks find no processes and do the work themselves."""
    patch.setattr("tasks.running._processes", _NoProcesses())
