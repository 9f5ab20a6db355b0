"""A real server on loopback: `prefect deploy --all` deploys every deployment, and scheduled runs exist afterwards.

With versions of FastAPI and SQLAlchemy that Prefect's own bounds allow, the deploy stops after the first, or the
scheduler creates no runs without saying so (docs/decisions/0002-prefect-pins.md).
"""

import importlib.metadata
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from packaging.version import Version

from flows.server import Server

ROOT = Path(__file__).resolve().parents[2]
SPECS: list[dict[str, Any]] = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf8"))["deployments"]
PREFECT = str(Path(sys.executable).with_name("prefect"))


def test_versions_that_break_prefect_are_kept_out() -> None:
    assert Version("0.139") <= Version(importlib.metadata.version("fastapi")) < Version("0.151")
    assert Version(importlib.metadata.version("sqlalchemy")) < Version("2.1")


def test_the_project_file_is_what_prefect_expects() -> None:
    from prefect.cli.deploy._models import DeploymentConfig, PrefectYamlModel

    text = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf8"))
    PrefectYamlModel.model_validate(text)
    known = set(DeploymentConfig.model_fields)
    for spec in SPECS:
        assert set(spec) <= known  # the model itself ignores what it does not know
        assert spec["description"]
        assert spec["tags"]
        assert spec["concurrency_limit"]["limit"] == 1
        assert all(schedule["timezone"] == "Asia/Shanghai" for schedule in spec["schedules"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("prefect")
    started = Server(home, scheduling=True)
    started.wait()
    yield started
    started.stop()


def _prefect(server: Server, *words: str) -> str:
    env = {**os.environ, "PREFECT_API_URL": server.api_url, "PREFECT_HOME": str(server.log.parent),
           "FAZHI_HOME": str(ROOT)}  # fmt: skip
    command = [PREFECT, "--no-prompt", *words]
    run = subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=180
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.slow
def test_every_deployment_is_there_and_its_runs_are_scheduled(server: Server) -> None:
    _prefect(server, "work-pool", "create", "local", "--type", "process", "--overwrite")
    _prefect(server, "deploy", "--all")
    found = httpx.post(f"{server.api_url}/deployments/filter", json={}).json()
    assert {d["name"] for d in found} == {spec["name"] for spec in SPECS}
    for deployment in found:
        assert _scheduled(server, deployment["id"]) > 0, deployment["name"]


def _scheduled(server: Server, deployment_id: str) -> int:
    wanted = {
        "deployments": {"id": {"any_": [deployment_id]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }
    limit = time.monotonic() + 120
    while time.monotonic() < limit:
        count = int(httpx.post(f"{server.api_url}/flow_runs/count", json=wanted).json())
        if count:
            return count
        time.sleep(0.5)
    return 0
