"""What processes keep for the next: the same as made anew, never in the way when it cannot be read or written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fazhi.kept import Kept

_REPORT = "2023年,共受理行政复议申请1234件,同比增长5.6%,其中调解结案308件。"
# Begins as a command does; says what it has read and how many patterns and tables it had to make.
_EXTRACT = """
import sys
from fazhi import beginning
made = []
beginning.begin("trial")
put = beginning.Kept.put
beginning.Kept.put = lambda kept, key, value: (made.append(key), put(kept, key, value))[1]
from fazhi.stages.trial import trial
print(repr(trial()))
beginning.save()
print(len(made), file=sys.stderr)
"""
_COMPARED = """
import re, sys
from fazhi import beginning
from fazhi.kept import Kept
anew = {key: re._compiler.compile(*key) for key in (("(?P<n>[一-鿿]+)|x", 0), ("(?i)a{2,3}b", 0), ("^.$", 24))}
beginning.begin("compared")
for _ in range(2):
    for (pattern, flags), made in anew.items():
        found = re._compiler.compile(pattern, flags)
        assert (found, found.flags, found.groups, found.groupindex) == (made, made.flags, made.groups, made.groupindex)
        assert found.pattern == pattern and found.sub("", "aab 一二x") == made.sub("", "aab 一二x")
"""


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def _filled(process: str) -> Path:
    kept = Kept(process)
    for number in range(20):
        kept.put(f"key {number}", [number, "值\ud800", [None], {"a": 1.5, "b": {7: ["x"]}}])
    kept.save()
    (place,) = (Path(os.environ["XDG_CACHE_HOME"]) / "fazhi").iterdir()
    return place


def _ran(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_what_was_put_is_given_back_as_a_copy_of_its_own() -> None:
    place = _filled("one")
    assert place.stat().st_mode & 0o777 == 0o600
    found = Kept("one").get("key 7")
    assert found == [7, "值\ud800", [None], {"a": 1.5, "b": {7: ["x"]}}]
    found.append("changed")
    kept = Kept("one")
    assert kept.get("key 7") == kept.get("key 7") == [7, "值\ud800", [None], {"a": 1.5, "b": {7: ["x"]}}]
    assert kept.get("key 99") is None
    assert Kept("another").get("key 7") is None


@pytest.mark.parametrize("damage", ["cut off", "one byte", "empty", "writable by others"])
def test_a_file_that_is_not_whole_or_not_ours_is_as_good_as_none(damage: str) -> None:
    place = _filled("one")
    content = place.read_bytes()
    if damage == "writable by others":
        place.chmod(0o666)
    else:
        wrong = {"cut off": content[:-9], "one byte": content[:40] + b"?" + content[41:], "empty": b""}
        place.write_bytes(wrong[damage])
    assert Kept("one").get("key 7") is None


def test_a_few_new_things_and_what_cannot_be_packed_are_not_written(tmp_path: Path) -> None:
    kept = Kept("one")
    kept.put("few", 1)
    for number in range(20):
        kept.put(f"{number}", object())
        kept.put(f"a tuple {number}", (number,))
    kept.save()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_lost_where_the_cache_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    kept = Kept("one")
    for number in range(20):
        kept.put(str(number), number)
    kept.save()
    assert kept.get("3") == 3


def test_a_file_that_grows_too_large_begins_anew_with_what_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    _filled("one")
    kept = Kept("one")
    assert kept.get("key 7") is not None
    for number in range(20):
        kept.put(f"new {number}", number)
    monkeypatch.setattr("fazhi.kept._MOST_BYTES", 100)
    kept.save()
    assert Kept("one").get("key 7") is not None
    assert Kept("one").get("key 8") is None


def test_a_pattern_that_was_kept_is_the_one_that_re_would_compile() -> None:
    _ran(_COMPARED)


def test_the_second_process_makes_nothing_and_reads_the_same() -> None:
    first, second = _ran(_EXTRACT), _ran(_EXTRACT)
    assert "1234" in first.stdout
    assert first.stdout == second.stdout
    assert int(first.stderr) > 100
    assert int(second.stderr) == 0


def test_what_is_made_at_work_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = Kept("some")
    kept.save()
    kept.put("late", 1)
    assert kept.get("late") is None
