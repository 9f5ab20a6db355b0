"""Every command is in the README or the docs, and has help."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from fazhi.cli.main import _COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
DOCS = "\n".join(path.read_text("utf8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("command", list(_COMMANDS))
def test_a_command_has_help_and_is_documented(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output) > 80
    assert f"fazhi {command}" in DOCS
