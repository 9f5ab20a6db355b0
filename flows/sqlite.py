"""Prefect's API over SQLite, whose transactions take the lock for writing when they begin.

Prefect lets them begin as readers. One that then writes while another has written since is refused at once ("database
is locked"): no timeout helps, since what it has read is out of date. Requests are answered with 503, which clients
repeat a few times; the server's own services lose what they were about, a late run to mark, a trigger to count. A
transaction that takes the lock when it begins waits for the one before it, as Prefect has it for a few of its own.
"""

from contextlib import AbstractAsyncContextManager
from typing import Any

from prefect.server.api.server import create_app as prefect_app
from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.settings import Settings

from fazhi import beginning
from fazhi.garbage import begun
from flows.routes import look_by_prefix

_begin = AioSqliteConfiguration.begin_transaction


def create_app() -> Any:
    """Prefect's API, for uvicorn; a database other than SQLite is used as Prefect does."""
    look_by_prefix()
    # By it Prefect tells apart the apps that a process has made: here one. Its own takes 0.2 s, and is asked for twice.
    Settings.hash_key = lambda self: str(id(self))  # type: ignore[method-assign]
    AioSqliteConfiguration.begin_transaction = _begin_writing  # type: ignore[assignment,method-assign]
    app = prefect_app()
    beginning.save()  # a server ends by a signal
    begun()
    return app


def _begin_writing(
    self: AioSqliteConfiguration, session: Any, with_for_update: bool = False
) -> AbstractAsyncContextManager[Any]:
    return _begin(self, session, with_for_update=True)
