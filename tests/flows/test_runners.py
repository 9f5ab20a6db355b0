"""A batch on a Dask cluster on loopback: the tables of a local run, documents that kill workers, what travels."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from fazhi.schema.catalogue import CURATED
from fazhi.stages.batch import StageReport
from fazhi.storage.layout import Layout
from tests.conftest import INBOX
from tests.flows.dask_cluster import KILLS_PROCESS, KILLS_WORKER, dask_cluster

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_api")]
REPORTS = sorted(path.name for path in INBOX.glob("*.txt"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dask_cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@dataclass
class OnCluster:
    """A batch that ran on the cluster, what went to the scheduler and back, and which reports the flow heard of."""

    layout: Layout
    state: Any
    sent: list[bytes] = field(default_factory=list)
    heard: list[StageReport] = field(default_factory=list)


@pytest.fixture(scope="module")
def ran(address: str, prefect_api: None, tmp_path_factory: pytest.TempPathFactory) -> OnCluster:
    """The sample reports and two documents that kill, on the cluster, in chunks of two documents."""
    import cloudpickle
    import distributed

    from flows.batch import batch
    from tasks.running import listening

    folder = tmp_path_factory.mktemp("on_cluster")
    inbox = folder / "inbox"
    inbox.mkdir()
    for name in REPORTS:
        shutil.copy(INBOX / name, inbox)
    (inbox / "a.txt").write_text(f"{KILLS_PROCESS}。\n" * 9, "utf8")
    (inbox / "b.txt").write_text(f"{KILLS_WORKER}。\n" * 9, "utf8")
    found = OnCluster(Layout(folder / "data"), None)
    submit, result = distributed.Client.submit, distributed.Future.result

    def recorded_submit(self: Any, *args: Any, **named: Any) -> Any:
        found.sent.append(cloudpickle.dumps((args, named)))
        return submit(self, *args, **named)

    def recorded_result(self: Any, timeout: Any = None) -> Any:
        value = result(self, timeout)
        found.sent.append(cloudpickle.dumps(value))
        return value

    with pytest.MonkeyPatch.context() as patch, listening(found.heard.append):
        patch.setattr("fazhi.stages.plan.CHUNK_DOCUMENTS", 2)
        patch.setattr(distributed.Client, "submit", recorded_submit)
        patch.setattr(distributed.Future, "result", recorded_result)
        found.state = batch(
            str(inbox), str(found.layout.root), "far", 2, runner="dask", runner_address=address, return_state=True
        )
    return found


def test_documents_that_kill_the_process_or_the_worker_are_kept_back(ran: OnCluster) -> None:
    assert ran.state.is_completed(), ran.state.message
    kept = pd.read_parquet(ran.layout.table("quality", "quarantine"))
    assert dict(zip(kept.source, kept.reason_code, strict=True)) == {"a.txt": "crashed", "b.txt": "crashed"}
    assert sorted(pd.read_parquet(ran.layout.table("curated", "reports")).source) == REPORTS


@pytest.fixture(scope="module")
def local(prefect_api: None, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The sample reports through the stages on this machine."""
    from flows.batch import batch

    layout = Layout(tmp_path_factory.mktemp("local") / "data")
    assert batch(str(INBOX), str(layout.root), "near", 2, runner="local", return_state=True).is_completed()
    return layout


def test_the_tables_are_those_of_a_local_run(ran: OnCluster, local: Layout) -> None:
    for record in CURATED:
        assert _comparable(ran.layout, record.table) == _comparable(local, record.table)
    assert (ran.layout.quality("far") / "index.html").exists()
    pages = {path.name for path in (ran.layout.quality("far") / "evidence").glob("*.html")}
    assert pages == {path.name for path in (local.quality("near") / "evidence").glob("*.html")}


def test_no_text_travels_and_little_else(ran: OnCluster) -> None:
    texts = pd.read_parquet(ran.layout.table("curated", "sentences")).text
    words = [text.encode() for text in texts if len(text) > 12]
    assert len(words) > 100
    assert len(ran.sent) >= 2 * 6 * 3
    whole = b"".join(ran.sent)
    assert not [word for word in words if word in whole]
    assert "此处终结".encode() not in whole
    assert max(map(len, ran.sent)) < 40_000


def test_the_run_hears_of_every_stage_of_every_chunk_with_all_that_it_kept_back(ran: OnCluster) -> None:
    stages = ("ingest", "normalize", "segment", "extract", "validate", "pages")
    heard = [(report.stage, report.chunk) for report in ran.heard if report.stage in stages]
    assert sorted(heard) == sorted((stage, chunk) for stage in stages for chunk in range(3))
    kept = [row["source"] for report in ran.heard for row in report.quarantined]
    assert sorted(kept) == ["a.txt", "b.txt"]
    assert all(report.rows for report in ran.heard if report.stage == "segment")


def test_a_worker_with_other_code_is_refused_by_name(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fazhi.version import version
    from flows.batch import batch

    monkeypatch.setattr("fazhi.stages.opening.version", lambda: "0123456789ab")
    state = batch(str(INBOX), str(tmp_path / "data"), "x", 1, runner="dask", runner_address=address, return_state=True)
    assert state.is_failed()
    assert version() in state.message
    assert "0123456789ab" in state.message
    assert "worker" in state.message
    assert Layout(tmp_path / "data").unfinished() == ["x"]


def test_ray_gives_the_tables_of_a_local_run(local: Layout, tmp_path: Path) -> None:
    from flows.batch import batch

    layout = Layout(tmp_path / "data")
    state = batch(str(INBOX), str(layout.root), "ray", 1, runner="ray", return_state=True)
    assert state.is_completed(), state.message
    for record in CURATED:
        assert _comparable(layout, record.table) == _comparable(local, record.table)


def _comparable(layout: Layout, table: str) -> list[dict[str, Any]]:
    """The rows, but for what names the run that made them; sorted, since a batch may have them in other chunks."""
    rows = [r for p in sorted(layout.table("curated", table).iterdir()) for r in pq.read_table(p).to_pylist()]
    return sorted(({k: v for k, v in row.items() if k not in ("batch_id", "fetched_at")} for row in rows), key=str)
