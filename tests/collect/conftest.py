"""The local site, and a policy that neither waits nor refuses its address."""

from collections.abc import Iterator

import pytest

from fazhi.collect.policy import Policy
from tests.collect.site import Site, running

AT_ONCE = Policy(pause=0, backoff=0, allow_private=True, max_bytes=1_000_000, page_seconds=20, failures_of_host=10**6)


@pytest.fixture
def policy() -> Policy:
    return AT_ONCE


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    running(server)
    yield server
    server.told.released.set()
    server.shutdown()
    server.server_close()
