"""What all tests share: no outbound calls, a private data folder."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

from fazhi.storage.layout import Layout

INBOX = Path(__file__).resolve().parent.parent / "data" / "raw" / "inbox"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """An empty data folder with its layers."""
    made = Layout(tmp_path / "data")
    made.make()
    return made
