"""The project file and the automations as they are declared; `test_operation.py` tries them on a real server."""

import importlib.metadata
import sys
from pathlib import Path
from typing import Any

import yaml
from packaging.version import Version

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


def test_every_parameter_is_one_of_its_flow_and_fits() -> None:
    from prefect.flows import load_flow_from_entrypoint

    for spec in SPECS:
        flow: Any = load_flow_from_entrypoint(str(ROOT / spec["entrypoint"]), use_placeholder_flow=False)
        assert set(spec["parameters"]) <= set(flow.parameters.properties), spec["name"]
        flow.validate_parameters(spec["parameters"])


def test_nothing_is_removed_unless_that_is_asked_for() -> None:
    (retention,) = (spec for spec in SPECS if spec["name"] == "retention")
    assert retention["parameters"]["dry_run"] is True


def test_runs_send_heartbeats_often_enough_to_be_missed() -> None:
    from flows.automations import HEARTBEAT_SECONDS, heartbeat_limit

    for spec in SPECS:
        env = spec["work_pool"]["job_variables"]["env"]
        assert env["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] == str(HEARTBEAT_SECONDS)
    assert heartbeat_limit().total_seconds() >= 3 * HEARTBEAT_SECONDS


def test_a_run_at_rest_is_never_taken_for_dead() -> None:
    """Our own names of states are events too: one that is not expected would close a run that has ended."""
    from flows.automations import _silent_run

    expected = _silent_run().expect
    for name in ("Completed", "Failed", "Withheld", "Skipped", "Cancelled", "heartbeat"):
        assert f"prefect.flow-run.{name}" in expected
    assert "prefect.flow-run.Running" not in expected
