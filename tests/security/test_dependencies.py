"""What is installed is what was locked, each file by its hash; the rest is `make audit` (SECURITY.md)."""

import importlib.metadata
import re
import subprocess
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\]*?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def locked(text: str) -> dict[str, tuple[str, str | None, int]]:
    """Name -> version, condition, number of hashes; raises ValueError for a line that pins nothing."""
    found: dict[str, tuple[str, str | None, int]] = {}
    for block in re.split(r"\n(?=\S)", "\n" + text):
        lines = [line.strip() for line in block.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        if not lines:
            continue
        pinned = _LOCKED.match(lines[0])
        if pinned is None:
            raise ValueError(f"not pinned to a version: {lines[0]}")
        found[canonicalize_name(pinned[1])] = (pinned[2], pinned[3], len(_HASH.findall(block)))
    return found


LOCK = locked((ROOT / "requirements.txt").read_text("utf8"))


def test_every_locked_package_has_its_hashes() -> None:
    assert len(LOCK) > 100
    assert [name for name, (_, _, hashes) in LOCK.items() if hashes == 0] == []


@pytest.mark.parametrize("line", ["requests>=2", "git+https://example.org/x.git", "./here", "-e ."])
def test_a_line_that_pins_nothing_is_seen(line: str) -> None:
    with pytest.raises(ValueError, match="not pinned"):
        locked(f"idna==3.1 \\\n    --hash=sha256:{'0' * 64}\n{line}\n")


def test_what_is_installed_is_what_was_locked() -> None:
    here = {canonicalize_name(d.metadata["Name"]): d.version for d in importlib.metadata.distributions()}
    wanted = {name: v for name, (v, condition, _) in LOCK.items() if not condition or Marker(condition).evaluate()}
    assert {name: here.get(name) for name in wanted} == wanted


def test_the_environment_takes_nothing_without_hash() -> None:
    made = (ROOT / "Makefile").read_text("utf8")
    assert "--no-deps --require-hashes -r requirements.txt" in made


def test_an_audit_that_could_not_ask_does_not_pass(tmp_path: Path) -> None:
    """pip-audit ends with 0 where its service does not know a package: `--strict`, or the audit would be none."""
    program = tmp_path / "pip-audit"
    program.write_text('#!/bin/sh\ncase " $* " in *" --strict "*) exit 1;; esac\nexit 0\n')
    program.chmod(0o755)
    ended = subprocess.run(
        ["make", "-s", "audit", f"PIP_AUDIT={program}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert "NOT AUDITED" in ended.stderr
