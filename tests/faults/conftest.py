"""One batch for the tests that disturb it."""

from collections.abc import Iterator

import pytest

from tests.faults.actions import Actions
from tests.faults.cut_batch import CutBatch


@pytest.fixture(scope="package")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CutBatch]:
    with Actions() as actions:
        yield CutBatch(tmp_path_factory.mktemp("steps"), actions)
