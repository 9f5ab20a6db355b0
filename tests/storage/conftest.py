"""The tests of storage run over a folder on disk and over a prefix of an object store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.storage.layout import Layout
from fazhi.storage.lock import exclusive
from fazhi.storage.places import Place, place_of
from tests.object_store import new_prefix, s3_server


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 server that lives as long as the session."""
    with s3_server() as address:
        yield address


@pytest.fixture
def prefix(s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An empty prefix of the store."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return place_of(new_prefix())


@pytest.fixture(params=["disk", "s3"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty data folder, on disk and in the store."""
    place: Place = tmp_path / "data" if request.param == "disk" else request.getfixturevalue("prefix")
    return place


@pytest.fixture
def held(anywhere: Place) -> Iterator[Layout]:
    """A data folder with its layers, on disk and in the store, its lock held by the test."""
    yield from _held(anywhere)


@pytest.fixture
def in_store(prefix: Place) -> Iterator[Layout]:
    """The same in the store alone."""
    yield from _held(prefix)


def _held(place: Place) -> Iterator[Layout]:
    layout = Layout(place)
    with exclusive(layout.lock):
        layout.make()
        yield layout
