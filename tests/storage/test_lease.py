"""The lock in an object store: one holder, found dead when it is silent, never robbed while it lives."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from fazhi.storage import lease
from fazhi.storage.lock import Busy, LockLost, confirm, exclusive, holder
from fazhi.storage.places import Place, UnusablePlace

_HOLD = """
import sys, time
from fazhi.storage import lease
from fazhi.storage.layout import Layout
from fazhi.storage.lock import exclusive
lease.RENEW_SECONDS = 0.2
with exclusive(Layout.at(sys.argv[1]).lock):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks that are renewed, looked at and given up in little time: whole seconds, which the store's clock knows,
    and some more of them, or a holder on a busy machine would pass for dead."""
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.1)
    monkeypatch.setattr(lease, "EXPIRE_SECONDS", 6.0)
    monkeypatch.setattr(lease, "_LOOK_SECONDS", 0.1)


@pytest.mark.slow
@pytest.mark.usefixtures("hasty")
def test_another_process_is_refused_until_the_holder_dies(prefix: Place) -> None:
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(prefix)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    lock = prefix / "work" / "lock"
    with pytest.raises(Busy, match=f"process {holder.pid} on"), exclusive(lock):
        pass
    holder.kill()
    holder.wait()
    with exclusive(lock):
        pass


def test_a_process_may_enter_twice_and_leaves_the_lock_free(prefix: Place) -> None:
    lock = prefix / "work" / "lock"
    with exclusive(lock), exclusive(lock):
        assert holder(lock)
        confirm(lock, holder(lock))
    assert holder(lock) == ""
    with exclusive(lock):
        pass


def _silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for a machine asleep: the holder renews nothing."""
    monkeypatch.setattr(lease, "_keep_renewing", lambda place, owner, ended: ended.wait())


@pytest.mark.slow
@pytest.mark.usefixtures("hasty")
def test_a_holder_that_wakes_up_after_another_took_over_must_not_commit(
    prefix: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    _silent(monkeypatch)
    lock = prefix / "work" / "lock"
    with exclusive(lock):
        asleep = holder(lock)
        with lease.leased(lock) as other:  # type: ignore[arg-type]
            confirm(lock, other)
            with pytest.raises(LockLost):
                confirm(lock, asleep)
        with pytest.raises(LockLost):
            confirm(lock, asleep)
    with exclusive(lock):  # whoever was robbed has not freed, or taken back, what is not his
        confirm(lock, holder(lock))


@pytest.mark.slow
@pytest.mark.usefixtures("hasty")
def test_of_two_that_find_a_silent_lock_one_gets_it(prefix: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    lock: Any = prefix / "work" / "lock"
    lease._put(lock, "dead")
    looked, original = threading.Barrier(2), lease._look
    first = threading.local()

    def both_look_before_either_writes(place: Any) -> Any:
        seen = original(place)
        if seen is not None and seen.silent > lease.EXPIRE_SECONDS and not hasattr(first, "done"):
            first.done = True
            looked.wait(300)
        return seen

    monkeypatch.setattr(lease, "_look", both_look_before_either_writes)
    taken: list[str] = []

    def take(name: str) -> None:
        lease._take(lock, name)
        taken.append(name)
        for _ in range(30):
            lease.renew(lock, name)

    threads = [threading.Thread(target=_refused(take), args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert len(taken) == 1


def _refused(work: Any) -> Any:
    def quiet(name: str) -> None:
        try:
            work(name)
        except Busy:
            return

    return quiet


@pytest.mark.parametrize("ignored", ["IfMatch", "IfNoneMatch"])
def test_a_store_that_ignores_conditions_is_refused(
    prefix: Place, monkeypatch: pytest.MonkeyPatch, ignored: str
) -> None:
    import s3fs

    original = s3fs.S3FileSystem.call_s3

    def unconditional(self: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        return original(self, method, *args, **{k: v for k, v in kwargs.items() if k != ignored})

    monkeypatch.setattr(s3fs.S3FileSystem, "call_s3", unconditional)
    with pytest.raises(UnusablePlace, match="conditional writes"), exclusive(prefix / "work" / "lock"):
        pass


def test_the_lock_holds_no_credentials(prefix: Place, tmp_path: Path) -> None:
    lock = prefix / "work" / "lock"
    with exclusive(lock):
        told = lock.read_text()
    assert "testing" not in told
