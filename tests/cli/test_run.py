"""`fazhi run` as a user calls it: exit codes, messages, a server of its own, the server that is named."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from fazhi.cli.underway import guarded
from fazhi.storage.layout import Layout
from tests.conftest import INBOX

FAZHI = str(Path(sys.executable).with_name("fazhi"))
# Fails where a module is imported that a run without anything new must not wait for.
_WITHOUT = """
import sys
from fazhi.cli.main import main
try:
    main(sys.argv[1:])
finally:
    heavy = {"prefect", "great_expectations", "pandas", "fsspec", "upath", "s3fs"}
    heavy = sorted(heavy & {m.partition(".")[0] for m in sys.modules})
    print("HEAVY", heavy)
"""


def _fazhi(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "FAZHI_"))}
    return subprocess.run([FAZHI, *words], env={**clean, **(env or {})}, capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--input", "nowhere"], "there is no such file or folder"),
        (["--input", "/dev/null"], "never read"),
        (["--input", ""], "an empty path"),
        (["--data", ""], "an empty path"),
        (["--batch", "../up"], "cannot name a batch"),
        (["--workers", "0"], "workers"),
        (["--workers", "many"], "workers"),
        (["--unknown"], "No such option"),
    ],
)
def test_unusable_arguments_end_with_2_and_say_what_to_do(tmp_path: Path, words: list[str], said: str) -> None:
    run = _fazhi("run", "--data", str(tmp_path / "data"), *words)
    assert run.returncode == 2
    assert said in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr


def test_a_failure_that_cannot_be_written_down_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As on a disk that is full, on which Prefect's server has failed before."""

    def fail() -> int:
        (tmp_path / "data" / "work" / "error.log").mkdir()
        raise ValueError("HTTP 500")

    assert guarded("fazhi run", Layout(tmp_path / "data"), fail) == 1
    told = capsys.readouterr().err
    assert "ValueError: HTTP 500" in told
    assert "error.log: Is a directory: free space" in told
    assert "goes on where it stopped" in told


def test_a_data_folder_that_is_a_file_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = _fazhi("run", "--data", str(tmp_path / "file"))
    assert run.returncode == 2
    assert "is a file" in run.stderr


def test_an_empty_inbox_ends_well_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    run = _fazhi("run", "--input", str(tmp_path / "inbox"), "--data", str(tmp_path / "data"))
    assert run.returncode == 0
    assert "holds no files" in run.stdout


@pytest.mark.slow
def test_the_sample_batch_without_a_server_and_again(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    run = _fazhi("run", "--input", str(INBOX), "--data", str(layout.root))
    assert run.returncode == 0, run.stdout + run.stderr
    (batch,) = layout.batches()
    assert str(layout.quality(batch) / "index.html") in run.stdout
    assert "published" in run.stdout
    assert _task_runs(layout) == 7
    again = subprocess.run(
        [sys.executable, "-c", _WITHOUT, "run", "--input", str(INBOX), "--data", str(layout.root)],
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert "nothing new" in again.stdout
    assert "HEAVY []" in again.stdout
    assert layout.batches() == [batch]
    _commands_on_what_is_published(layout, batch, tmp_path)


def _task_runs(layout: Layout) -> int:
    """Task runs in the database that a later `prefect server start` shows."""
    with sqlite3.connect(layout.prefect_home / "prefect.db") as db:
        (count,) = db.execute("select count(*) from task_run where state_type = 'COMPLETED'").fetchone()
    return int(count)


def _commands_on_what_is_published(layout: Layout, batch: str, folder: Path) -> None:
    data = ["--data", str(layout.root)]
    status = _fazhi("status", *data)
    assert status.returncode == 0
    assert batch in status.stdout
    assert "indicators" in status.stdout
    page = layout.quality(batch) / "index.html"
    page.unlink()
    report = _fazhi("report", *data)
    assert report.returncode == 0, report.stderr
    assert report.stdout.strip() == str(page)
    assert page.exists()
    for name in ("panel.csv", "panel.xlsx", "long.parquet"):
        export = _fazhi("export", *data, "--output", str(folder / name))
        assert export.returncode == 0, export.stderr
        assert (folder / name).stat().st_size > 100
    assert _fazhi("export", *data, "--output", str(folder / "panel.doc")).returncode == 2


@pytest.mark.slow
def test_two_runs_at_once_do_not_mix(tmp_path: Path) -> None:
    from fazhi.storage.lock import exclusive

    layout = Layout(tmp_path / "data")
    with exclusive(layout.lock):
        run = _fazhi("run", "--input", str(INBOX), "--data", str(layout.root))
    assert run.returncode == 1
    assert "another run" in run.stderr


@pytest.mark.slow
def test_the_server_that_is_named_is_used(tmp_path: Path) -> None:
    from flows.server import Server

    home = tmp_path / "prefect"
    server = Server(home)
    try:
        server.wait()
        env = {"PREFECT_API_URL": server.api_url, "PREFECT_HOME": str(home)}
        run = _fazhi("run", "--input", str(INBOX), "--data", str(tmp_path / "data"), "--batch", "named", env=env)
        assert run.returncode == 0, run.stdout + run.stderr
        assert not (tmp_path / "data" / "prefect").exists()
    finally:
        server.stop()
    with sqlite3.connect(home / "prefect.db") as db:
        assert db.execute("select name from flow_run").fetchall() == [("batch named",)]
    manifest = json.loads(Layout(tmp_path / "data").manifest("named").read_text("utf8"))
    assert manifest["counts"]["published"] == 3
