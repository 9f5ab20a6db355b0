"""A real server and a real worker on loopback, with authentication: what is deployed, planned, run, killed and late.

With versions of FastAPI and SQLAlchemy that Prefect's own bounds allow, the deploy stops after the first deployment, or
the scheduler creates no runs without saying so (docs/decisions/0002-prefect-pins.md).
"""

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest
import yaml
from prefect.client.base import PrefectHttpxSyncClient

from fazhi.storage.layout import Layout
from fazhi.storage.lock import exclusive
from flows.server import Server
from tests.alerts.receivers import Receiver, serving
from tests.conftest import INBOX

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
SPECS: list[dict[str, Any]] = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf8"))["deployments"]
PREFECT = str(Path(sys.executable).with_name("prefect"))
AUTH = "admin:s3cr3t"
_APPLY = "from fazhi.cli.main import main; main(['automations', 'apply'])"
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
# For what hangs: on a machine with more to do everything here takes many times longer, and is no less right.
_PATIENCE = 600.0


class Site:
    """A server with what is deployed on it, a worker that can be killed, and a data folder."""

    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self.folder, self.receiver = folder, receiver
        self.data, self.inbox = folder / "data", folder / "inbox"
        self.inbox.mkdir()
        for path in INBOX.glob("*.txt"):
            (self.inbox / path.name).write_bytes(path.read_bytes())
        self.server = Server(folder / "prefect", scheduling=True)
        self.env = {
            **os.environ, "PREFECT_API_URL": self.server.api_url, "PREFECT_API_AUTH_STRING": AUTH,
            "PREFECT_HOME": str(folder / "client"), "FAZHI_HOME": str(ROOT), "FAZHI_DATA": str(self.data),
            "FAZHI_INPUT": str(self.inbox), "FAZHI_CONFIG": str(folder / "none.toml"),
            "FAZHI_ALERTS_WEBHOOK": f"{receiver.url}/hook", "PYTHONPATH": str(ROOT),
            "PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_API_EVENTS_STREAM_OUT_ENABLED": "false",
        }  # fmt: skip
        self.worker: subprocess.Popen[bytes] | None = None

    def api(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The API's answer, asked for again as Prefect's client does: while SQLite is locked the server says 503."""
        user, _, password = AUTH.partition(":")
        with PrefectHttpxSyncClient(auth=(user, password), timeout=60) as client:
            return client.post(f"{self.server.api_url}{path}", json=body or {}).json()

    def call(self, *words: str, **env: str) -> str:
        """A command line with the server's address and password."""
        run = subprocess.run(
            words,
            env={**self.env, **env},
            cwd=ROOT,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def apply(self, **settings: str) -> str:
        """`fazhi automations apply`."""
        env = {f"FAZHI_{name.upper()}": value for name, value in settings.items()}
        return self.call(sys.executable, "-c", _APPLY, **env)

    def work(self) -> None:
        """Start the worker."""
        command = [PREFECT, "worker", "start", "--pool", "local", "--type", "process", "--name", "w1"]
        with (self.folder / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                command,
                env=self.env,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def kill_worker(self) -> None:
        """kill -9 of the worker and of everything it has started."""
        if self.worker is not None:
            for pid in [*_descendants(self.worker.pid), self.worker.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None

    def deployment(self, name: str) -> dict[str, Any]:
        (found,) = self.api("/deployments/filter", {"deployments": {"name": {"any_": [name]}}})
        return dict(found)

    def run(self, name: str, planned: dt.datetime | None = None, **parameters: Any) -> str:
        """Plan a run of a deployment; returns its id."""
        when = (planned or dt.datetime.now(dt.UTC)).isoformat()
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": when}}
        # A request that is repeated because its answer was lost finds the run it has planned.
        body = {"state": state, "parameters": parameters, "idempotency_key": str(uuid.uuid4())}
        return str(self.api(f"/deployments/{self.deployment(name)['id']}/create_flow_run", body)["id"])

    def runs(self, *ids: str) -> list[dict[str, Any]]:
        return list(self.api("/flow_runs/filter", {"flow_runs": {"id": {"any_": list(ids)}}}))

    def ended(self, *ids: str) -> list[dict[str, Any]]:
        """The runs, when all of them have ended."""
        return _until(lambda: (r := self.runs(*ids)) and all(x["state_type"] in ENDED for x in r) and r)


def _until(condition: Callable[[], Any]) -> Any:
    limit = time.monotonic() + _PATIENCE
    while time.monotonic() < limit:
        found = condition()
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"not so within {_PATIENCE:g} s: {condition()}")


def _descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found, front = list[int](), [pid]
    while front:
        front = [child for child, parent in parents.items() if parent in front]
        found += front
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch, serving(Receiver()) as receiver:
        patch.setenv("PREFECT_SERVER_API_AUTH_STRING", AUTH)
        made = Site(tmp_path_factory.mktemp("site"), receiver)
        try:
            made.server.wait()
            made.call(PREFECT, "work-pool", "create", "local", "--type", "process", "--overwrite")
            made.call(PREFECT, "--no-prompt", "deploy", "--all")
            yield made
        finally:
            made.kill_worker()
            made.server.stop()


def test_nothing_is_told_to_who_has_no_password(site: Site) -> None:
    assert httpx.post(f"{site.server.api_url}/deployments/filter", json={}).status_code == 401


def test_every_deployment_is_there_and_its_runs_are_planned(site: Site) -> None:
    found = {d["name"]: d for d in site.api("/deployments/filter")}
    assert found.keys() == {spec["name"] for spec in SPECS} == {"nightly", "weekly-audit", "rebuild", "retention"}
    for spec in SPECS:
        deployment = found[spec["name"]]
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["schedules"][0]["schedule"]["timezone"] == "Asia/Shanghai"
        wanted = {
            "deployments": {"id": {"any_": [deployment["id"]]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }
        assert _until(lambda wanted=wanted: int(site.api("/flow_runs/count", wanted))) > 0, spec["name"]


def test_automations_are_put_in_place_once(site: Site) -> None:
    assert site.apply().count("created: ") == 2
    assert site.apply().count("unchanged: ") == 2
    names = [a["name"] for a in site.api("/automations/filter")]
    assert sorted(n for n in names if n.startswith("fazhi: ")) == [
        "fazhi: close runs that have died", "fazhi: tell when no nightly run has ended",
    ]  # fmt: skip


def test_a_run_that_died_with_its_worker_is_closed_and_frees_its_slot(site: Site) -> None:
    assert "updated: close runs that have died" in site.apply(heartbeat_limit="20")
    site.work()
    with exclusive(Layout(site.data).lock):  # the run waits, and lives, until it is killed
        dead = site.run("nightly", wait_minutes=5)
        heartbeat = {"filter": {"event": {"name": ["prefect.flow-run.heartbeat"]}}}
        _until(lambda: site.api("/events/filter", heartbeat)["total"])
        assert site.runs(dead)[0]["state_type"] == "RUNNING"
        assert site.deployment("nightly")["global_concurrency_limit"]["active_slots"] == 1
        site.kill_worker()
        (closed,) = site.ended(dead)
    assert (closed["state_type"], closed["state"]["message"][:15]) == ("CRASHED", "heartbeat lost:")
    _until(lambda: site.deployment("nightly")["global_concurrency_limit"]["active_slots"] == 0)
    _until(lambda: [b["cause"] for _, b in site.receiver.taken] == ["died"])
    assert "updated: close runs that have died" in site.apply()


def test_of_the_nights_that_were_missed_one_is_made_up_for_down_to_published_tables(site: Site) -> None:
    now = dt.datetime.now(dt.UTC)
    missed = [site.run("nightly", now - dt.timedelta(days=days), wait_minutes=1) for days in (4, 3, 2, 1)]
    site.work()
    found = site.ended(*missed)
    assert sorted(run["state_type"] for run in found) == ["CANCELLED"] * 3 + ["COMPLETED"]
    for run in found:
        if run["state_type"] == "CANCELLED":
            assert "limit reached" in run["state"]["message"] or "has done its work since" in run["state"]["message"]
    assert len(pd.read_parquet(site.data / "curated" / "reports")) == 3
    late = site.run("nightly", now - dt.timedelta(days=5), wait_minutes=1)
    (run,) = site.ended(late)
    assert run["state_name"] == "Skipped"
    assert "has done its work since" in run["state"]["message"]


def test_a_night_with_nothing_new_takes_little_time(site: Site) -> None:
    (run,) = site.ended(site.run("nightly"))
    assert run["state"]["message"] == "nothing new"
    print(f"flow time of a night with nothing new: {run['total_run_time']:.1f} s")


def test_audit_rebuild_and_retention_run_through_the_worker(site: Site) -> None:
    (audit,) = site.ended(site.run("weekly-audit"))
    assert audit["state"]["message"].endswith("1 pages built")
    (rebuild,) = site.ended(site.run("rebuild", only_outdated=False, batch_id="anew"))
    assert rebuild["state_type"] == "COMPLETED", rebuild["state"]["message"]
    assert set(pd.read_parquet(site.data / "curated" / "reports").batch_id) == {"anew"}
    (retention,) = site.ended(site.run("retention", days=0, raw_days=0, runs_days=0))
    assert retention["state"]["message"].startswith("would remove ")
    assert "raw 1" in retention["state"]["message"]
    assert (site.data / "quality" / "anew" / "differences.json").exists()
