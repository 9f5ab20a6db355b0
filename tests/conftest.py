"""What all tests share: no outbound calls, a private data folder, no deadlines, the order for several workers."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

from fazhi.storage.layout import Layout

# No test is timed: a busy machine makes nothing wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of several workers (`make test`) each takes a file after the other: those that take minutes come first, or one
    worker is left alone with them at the end."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


INBOX = Path(__file__).resolve().parent.parent / "data" / "raw" / "inbox"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """An empty data folder with its layers."""
    made = Layout(tmp_path / "data")
    made.make()
    return made
