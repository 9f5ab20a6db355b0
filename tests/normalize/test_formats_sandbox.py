"""The child process that parses hostile files: it answers, or is ended."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.core.normalize.formats.page import Page
from fazhi.core.normalize.formats.sandbox import Limits, Sandbox
from fazhi.core.refusal import Refused

HOSTILE = "tests.normalize.hostile_extractors"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(Limits(seconds=20, memory_bytes=400 << 20))
    yield made
    made.close()


def code_of(sandbox: Sandbox, extractor: str, data: bytes = b"x") -> str:
    with pytest.raises(Refused) as refused:
        sandbox.extract(f"{HOSTILE}:{extractor}", data)
    return refused.value.code


def process(sandbox: Sandbox) -> str:
    return sandbox.extract(f"{HOSTILE}:process_id", b"").text


def test_answer_comes_back_whole_whatever_is_printed(sandbox: Sandbox) -> None:
    import datetime as dt

    text = "法治政府\n\t\x00\u2028𠮷" * 20_000
    found = sandbox.extract(f"{HOSTILE}:echo", text.encode())
    assert found == Page(text, "标题", dt.date(2023, 3, 20), "来源", "utf-8", 1.0, ("damage",))


def test_child_is_kept_warm_and_apart(sandbox: Sandbox) -> None:
    first = process(sandbox)
    assert first == process(sandbox)
    assert first != str(os.getpid())
    assert code_of(sandbox, "refuse") == "scanned"
    assert code_of(sandbox, "fail") == "bad_file"
    assert code_of(sandbox, "no_such_extractor") == "bad_file"
    assert first == process(sandbox)


def test_a_document_that_hangs_is_ended() -> None:
    hasty = Sandbox(Limits(seconds=1.0))
    process(hasty)
    assert code_of(hasty, "hang") == "timeout"
    assert hasty.extract(f"{HOSTILE}:echo", b"next").text == "next"
    hasty.close()


def test_a_document_that_crashes_is_told(sandbox: Sandbox) -> None:
    before = process(sandbox)
    assert code_of(sandbox, "die") == "crashed"
    assert process(sandbox) != before


@pytest.mark.xfail(sys.platform != "linux", reason="only Linux holds a limit on the address space")
def test_a_document_that_fills_memory_is_ended(sandbox: Sandbox) -> None:
    assert code_of(sandbox, "fill_memory") == "crashed"
    assert sandbox.extract(f"{HOSTILE}:echo", b"next").text == "next"


def test_the_child_fills_no_disk(sandbox: Sandbox, tmp_path: Path) -> None:
    target = tmp_path / "written"
    assert code_of(sandbox, "write_file", str(target).encode()) in ("bad_file", "crashed")
    assert target.stat().st_size <= 16 << 20


def test_limits_on_size_and_documents() -> None:
    small = Sandbox(Limits(document_bytes=10, documents=2))
    assert code_of(small, "echo", b"x" * 11) == "too_large"
    first, second, third = (process(small) for _ in range(3))
    assert first == second != third
    small.close()


@pytest.mark.xfail(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_process_gets_its_own_child(sandbox: Sandbox) -> None:
    before = process(sandbox)
    reader, writer = os.pipe()
    if (pid := os.fork()) == 0:
        os.write(writer, process(sandbox).encode())
        sandbox.close()
        os._exit(0)
    os.close(writer)
    theirs = os.read(reader, 100).decode()
    os.waitpid(pid, 0)
    os.close(reader)
    assert theirs != before == process(sandbox)
