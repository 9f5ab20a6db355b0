"""One writer at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from fazhi.storage.lock import Busy, exclusive

_HOLD = """
import sys, time
from pathlib import Path
from fazhi.storage.lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_another_process_is_refused_until_the_holder_dies(tmp_path: Path) -> None:
    path = tmp_path / "work" / "lock"
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Busy, match=str(holder.pid)), exclusive(path):
        pass
    holder.kill()
    holder.wait()
    with exclusive(path):
        pass


def test_a_process_may_enter_twice(tmp_path: Path) -> None:
    with exclusive(tmp_path / "lock"), exclusive(tmp_path / "lock"):
        pass
    with exclusive(tmp_path / "lock"):
        pass
