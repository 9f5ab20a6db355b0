"""What consumers read: the sample reports and three written for the purpose, published."""

from pathlib import Path

import pytest

from fazhi.storage.layout import Layout
from tests.conftest import INBOX
from tests.publishing import publish

WRITTEN = Path(__file__).parents[1] / "cases" / "downstream"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A project's data folder, `data`, after a batch."""
    project = tmp_path_factory.mktemp("project")
    (project / "inbox").mkdir()
    for path in [*INBOX.glob("*.txt"), *WRITTEN.glob("*.txt")]:
        (project / "inbox" / path.name).write_bytes(path.read_bytes())
    layout = Layout(project / "data")
    assert publish(layout, project / "inbox", "sample")["counts"]["published"] == 6
    return layout
