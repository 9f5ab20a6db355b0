"""A batch by the command line into an object store: killed twice, finished, and the same tables as on a disk."""

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
import s3fs

from fazhi.schema.catalogue import CURATED
from fazhi.schema.columns import Record
from fazhi.stages import audit
from fazhi.stages.opened_item import beginning
from fazhi.stages.replay import Selection, open_replay
from fazhi.storage import lease
from fazhi.storage.files import read_rows
from fazhi.storage.kept import kept
from fazhi.storage.layout import Layout
from fazhi.storage.lock import exclusive
from fazhi.storage.places import Place
from tests.conftest import INBOX
from tests.publishing import publish

# With a lock that is given up soon: the command line, and the stages alone (which start no Prefect).
_HASTY = """
from fazhi.stages import audit
from fazhi.stages.opened_item import beginning
from fazhi.stages.replay import Selection, open_replay
from fazhi.storage import lease
lease.RENEW_SECONDS, lease.EXPIRE_SECONDS, lease._LOOK_SECONDS = 0.5, 10.0, 0.5
"""
_FAZHI = f"""{_HASTY}
from fazhi.cli.main import main
main()
"""
_STAGES = f"""{_HASTY}
import sys
from pathlib import Path
from fazhi.storage.kept import kept
from fazhi.storage.layout import Layout
from fazhi.storage.lock import exclusive
from tests.publishing import publish
layout = Layout.at(sys.argv[4])
with exclusive(layout.lock):
    publish(layout, Path(sys.argv[1]), sys.argv[2])
"""
ROOT = Path(__file__).resolve().parent.parent.parent
_OF_THE_RUN = {"batch_id", "fetched_at"}


class _Runs:
    """Runs in processes of their own, of which one can be killed by what it asks of the store."""

    def __init__(self, prefix: Place, cache: Path) -> None:
        self.prefix = str(prefix)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "FAZHI_"))}
        self.env["XDG_CACHE_HOME"] = str(cache)
        self.running: subprocess.Popen[str] | None = None

    def __call__(self, *words: str, program: str = _FAZHI) -> tuple[int, str]:
        """Exit code and all that was said."""
        command = [sys.executable, "-c", program, *words, "--data", self.prefix]
        self.running = subprocess.Popen(command, env=self.env, cwd=ROOT, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT,
                                        text=True, start_new_session=True)  # fmt: skip
        try:
            said, _ = self.running.communicate(timeout=600)
        finally:
            self.kill()
        return self.running.returncode, said

    def kill(self) -> None:
        """End the run and its processes with kill -9, as when the machine goes."""
        if self.running is not None and self.running.poll() is None:
            os.killpg(self.running.pid, signal.SIGKILL)


def _at(step: Callable[[str], bool], act: Callable[[], None]) -> Callable[..., Any]:
    """The store's method, with `act` before the first key that `step` picks is written."""
    from moto.s3.models import S3Backend

    original, once = S3Backend.put_object, [act]

    def put(self: Any, bucket_name: str, key_name: str, *args: Any, **kwargs: Any) -> Any:
        if once and step(key_name):
            once.pop()()
        return original(self, bucket_name, key_name, *args, **kwargs)

    return put


@pytest.mark.slow
def test_killed_twice_and_finished_it_holds_the_tables_of_a_disk(
    prefix: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.5)
    layout, run = Layout(prefix), _Runs(prefix, tmp_path / "cache")
    inbox = ["--input", str(INBOX), "--batch", "b1"]
    with exclusive(layout.lock):
        code, said = run("run", *inbox)
        assert (code, "another run (process" in said) == (1, True), said
    with monkeypatch.context() as patched:
        patched.setattr("moto.s3.models.S3Backend.put_object", _at(lambda key: "/extract-0" in key, run.kill))
        code, said = run(str(INBOX), "b1", program=_STAGES)
    assert code == -signal.SIGKILL, said
    assert layout.unfinished() == ["b1"]
    assert layout.batches() == []
    # Another machine goes on: what the first one kept to itself is gone.
    run.env["XDG_CACHE_HOME"] = str(tmp_path / "elsewhere")
    with monkeypatch.context() as patched:
        patched.setattr("moto.s3.models.S3Backend.put_object", _at(lambda key: "curated/sent" in key, run.kill))
        code, said = run("run", *inbox)
    assert code == -signal.SIGKILL, said
    assert "resumed" in said
    assert layout.batches() == []
    assert _rows(layout, CURATED[0]).num_rows == 3
    code, said = run("run", *inbox)
    assert code == 0, said
    assert "had been cut off and is now finished" in said
    assert "nothing new" in said
    _same_tables(layout, _on_disk(tmp_path))
    assert [p.name for p in layout.root.iterdir() if p.name == "prefect"] == []
    _readers(prefix)
    _commands(run, tmp_path)
    _no_secrets(layout)


def _on_disk(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path / "disk")
    with exclusive(layout.lock):
        publish(layout, INBOX, "b1")
    return layout


def _rows(layout: Layout, record: type[Record]) -> pa.Table:
    tables = [read_rows(path) for path in layout.curated_files(record)]
    whole = pa.concat_tables(tables)
    return whole.select([name for name in whole.column_names if name not in _OF_THE_RUN])


def _same_tables(one: Layout, other: Layout) -> None:
    for record in CURATED:
        assert _rows(one, record).equals(_rows(other, record)), record.table


def _readers(prefix: Place) -> None:
    """The tables as programs read them that know nothing of this project."""
    folder = f"{prefix}/curated/indicators".removeprefix("s3://")
    store = s3fs.S3FileSystem()
    count = ds.dataset(folder, filesystem=store).count_rows()
    assert count > 0
    with duckdb.connect() as database:
        database.register_filesystem(store)
        assert database.sql(f"select count(*) from 's3://{folder}/*.parquet'").fetchall() == [(count,)]


def _commands(run: _Runs, tmp_path: Path) -> None:
    code, said = run("status")
    assert code == 0
    assert "b1  published" in said
    code, said = run("report")
    assert (code, said.strip()) == (0, f"{run.prefix}/quality/b1/index.html")
    assert run("export", "--output", str(tmp_path / "panel.csv"))[0] == 0
    assert (tmp_path / "panel.csv").stat().st_size > 100


def _no_secrets(layout: Layout) -> None:
    """Credentials and the store's address stand in no manifest and no page."""
    secret = os.environ["AWS_SECRET_ACCESS_KEY"]
    for path in (layout.manifest("b1"), layout.quality("b1") / "index.html", layout.lock):
        text = path.read_text("utf8")
        assert secret not in text
        assert os.environ["AWS_ENDPOINT_URL"] not in text


@pytest.mark.slow
def test_archives_and_items_kept_back_fare_as_on_a_disk(prefix: Place, tmp_path: Path) -> None:
    """Members of archives are spooled to the store, what is kept back is replayed from its raw layer."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    with zipfile.ZipFile(inbox / "reports.zip", "w") as archive:
        for path in sorted(INBOX.glob("*.txt")):
            archive.write(path, path.name)
    (inbox / "lost.txt").write_text("锟斤拷锟斤拷锟斤拷\n" * 100, "utf8")
    told = []
    for layout in (Layout(prefix), Layout(tmp_path / "disk")):
        with exclusive(layout.lock):
            manifest = publish(layout, inbox, "b1")
            (item,) = kept(layout)
            opened, choice = open_replay(layout, Selection(force=True), "b2")
        assert "curated/reports/b1.parquet" in map(layout.relative, layout.curated_files(CURATED[0]))
        told.append([
            manifest["counts"], item.row.reason_code, item.status, beginning(layout, item), len(choice.again),
            opened.plan.to_process, audit.run(str(layout.root), "b1.parquet"), layout.unfinished(),
        ])  # fmt: skip
    assert told[0] == told[1]
    assert told[0][0]["published"] == 3
    assert told[0][5] == 1
    _same_tables(Layout(prefix), Layout(tmp_path / "disk"))
