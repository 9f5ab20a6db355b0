"""Which engine a run gets, what makes one unusable, and which workers are fit for a batch. No cluster is started."""

import datetime as dt
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from fazhi.cli.main import main
from fazhi.core.ingest.item import Item
from fazhi.stages import ingest, plan
from fazhi.stages.batch import Batch, StageReport
from fazhi.storage.known import Known
from fazhi.storage.layout import Layout
from fazhi.version import version
from flows import runners
from flows.runners import Engine, UnusableRunner, check, chosen_engine
from tasks import worker

ELSEWHERE = "http://prefect.example:4200/api"


def test_what_is_named_comes_before_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_engine() == Engine("local")
    monkeypatch.setenv("FAZHI_RUNNER", "dask")
    monkeypatch.setenv("FAZHI_RUNNER_ADDRESS", "tcp://10.0.0.5:8786")
    assert chosen_engine() == Engine("dask", "tcp://10.0.0.5:8786")
    assert chosen_engine("dask", "tcp://10.0.0.6:8786").address == "tcp://10.0.0.6:8786"
    assert chosen_engine("ray") == Engine("ray"), "the address is that of a Dask cluster"
    assert chosen_engine("local") == Engine("local")
    monkeypatch.setenv("FAZHI_RUNNER", "local")
    assert chosen_engine() == Engine("local")


def test_an_address_without_its_runner_is_refused() -> None:
    with pytest.raises(UnusableRunner, match="dask or ray"):
        chosen_engine(None, "tcp://10.0.0.5:8786")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "find_spec", lambda name: None)
    with pytest.raises(UnusableRunner, match=r"fazhi\[ray\]"):
        check(Engine("ray"), ELSEWHERE)
    check(Engine("local"), ELSEWHERE)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "find_spec", lambda name: object())


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("address", ["auto", "tcp://h", "h:port", "http://h:1", "tcp://:8786", "ray://h:10001"])
def test_what_is_no_address_of_a_dask_cluster_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(UnusableRunner, match="tcp://HOST:8786"):
        check(Engine("dask", address), ELSEWHERE)


@pytest.mark.usefixtures("installed")
def test_workers_on_other_machines_need_a_server_that_they_reach() -> None:
    with pytest.raises(UnusableRunner, match="PREFECT_API_URL"):
        check(Engine("dask", "tcp://192.0.2.7:8786"), "http://127.0.0.1:4200/api")


@pytest.mark.usefixtures("installed")
def test_a_cluster_that_answers_is_usable_and_one_that_does_not_is_told_in_a_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        check(Engine("dask", address), "http://127.0.0.1:4200/api")
    arguments = ["run", "--data", str(tmp_path / "data"), "--runner", "dask", "--runner-address", address]
    said = CliRunner().invoke(main, arguments)
    assert said.exit_code == 2
    assert f"no dask cluster answers at {address}" in said.output
    assert not (tmp_path / "data").exists()


def test_deaths_of_workers_are_told_from_other_errors() -> None:
    killed = type("KilledWorker", (Exception,), {"__module__": "distributed.scheduler"})
    crashed = type("WorkerCrashedError", (Exception,), {"__module__": "ray.exceptions"})
    assert runners.worker_died(killed())
    assert runners.worker_died(crashed())
    assert not runners.worker_died(type("KilledWorker", (Exception,), {})())
    assert not runners.worker_died(OSError())


@pytest.fixture
def begun(layout: Layout, tmp_path: Path) -> Batch:
    """A batch of one item, planned."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    batch = Batch(str(layout.root), "b1", version(), dt.datetime.now(dt.UTC), cluster=True)
    item = Item("a.txt", str(inbox / "a.txt"), "0" * 64, 3)
    plan.make_plan(batch, [item], str(inbox), Known(set(), {}, {}))
    return batch


def test_a_worker_with_the_code_and_the_folder_is_fit(begun: Batch) -> None:
    worker.check(begun)
    worker._check_input(begun, 0)


def test_a_worker_with_other_code_says_both_versions(begun: Batch) -> None:
    with pytest.raises(worker.Unfit, match=f"{version()}.*0123456789ab"):
        worker.run(ingest.STAGE, ingest.run, replace(begun, version="0123456789ab"), 0)


def test_a_worker_that_does_not_see_the_data_folder_says_so(begun: Batch) -> None:
    with pytest.raises(worker.Unfit, match="does not see /nowhere/work/b1"):
        worker.check(replace(begun, root="/nowhere"))


def test_a_worker_that_does_not_see_the_inbox_keeps_nothing_back(begun: Batch, tmp_path: Path) -> None:
    (tmp_path / "inbox").rmdir()
    with pytest.raises(worker.Unfit, match="inbox"):
        worker.run(ingest.STAGE, ingest.run, begun, 0)
    assert not (begun.work / "reports").exists()


def test_an_inbox_may_be_named_as_two_inputs_are(begun: Batch, tmp_path: Path) -> None:
    inbox = (tmp_path / "inbox").rename(tmp_path / f"in{plan.INPUTS}box")
    plan.write_plan(begun, plan.Plan(str(inbox), begun.version, chunks=1))
    worker._check_input(begun, 0)


def test_a_receipt_holds_no_rows(begun: Batch) -> None:
    report = StageReport("normalize", 0, 256, 255, quarantined=[{"message": "原文"}], excluded={"reports": ["x"]})
    sent = worker.receipt(report)
    assert (sent.stage, sent.chunk, sent.documents_in, sent.documents_out) == ("normalize", 0, 256, 255)
    assert not sent.quarantined
    assert not sent.excluded
