"""Prefect's database as our server opens it: who reads and then writes waits its turn, and is not refused."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from prefect.server.database.configurations import AioSqliteConfiguration

from flows import sqlite

Transaction = Callable[[], Any]


def _counted(configuration: AioSqliteConfiguration, work: Callable[[Transaction], Awaitable[None]]) -> Any:
    """What a counter stands at after `work`, which is given a way to open transactions."""

    @asynccontextmanager
    async def transaction() -> Any:
        session = await configuration.session(await configuration.engine())
        async with session, configuration.begin_transaction(session):
            yield session

    async def counted() -> Any:
        async with transaction() as session:
            await session.execute(sa.text("CREATE TABLE counter (n INTEGER)"))
            await session.execute(sa.text("INSERT INTO counter VALUES (0)"))
        await work(transaction)
        async with transaction() as session:
            return await _read(session)

    return asyncio.run(counted())


async def _read(session: Any) -> int:
    return int((await session.execute(sa.text("SELECT n FROM counter"))).scalar_one())


async def _write(session: Any, value: int) -> None:
    await session.execute(sa.text("UPDATE counter SET n = :n"), {"n": value})


@pytest.fixture
def configuration(tmp_path: Path) -> AioSqliteConfiguration:
    return AioSqliteConfiguration(f"sqlite+aiosqlite:///{tmp_path / 'prefect.db'}")


def test_as_prefect_has_it_who_was_overtaken_is_refused(configuration: AioSqliteConfiguration) -> None:
    """Where this fails Prefect has learnt it, and `flows.sqlite` can go."""

    async def overtaken(transaction: Transaction) -> None:
        async with transaction() as slow:
            value = await _read(slow)
            async with transaction() as fast:
                await _write(fast, await _read(fast) + 1)
            await _write(slow, value + 1)

    with pytest.raises(sa.exc.OperationalError, match="database is locked"):
        _counted(configuration, overtaken)


def test_who_reads_and_then_writes_waits_its_turn(
    configuration: AioSqliteConfiguration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AioSqliteConfiguration, "begin_transaction", sqlite._begin_writing)

    async def at_once(transaction: Transaction) -> None:
        async def one_more() -> None:
            async with transaction() as session:
                value = await _read(session)
                await asyncio.sleep(0.05)  # time enough for the others to read the same
                await _write(session, value + 1)

        await asyncio.gather(*(one_more() for _ in range(5)))

    assert _counted(configuration, at_once) == 5
