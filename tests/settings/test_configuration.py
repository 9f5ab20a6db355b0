"""Settings: where a value comes from, what is refused, what is never shown."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from fazhi.cli.main import main
from fazhi.configuration import UnusableSettings, describe, read, stored, unknown_variables
from fazhi.settings import settings


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of settings that is not there yet, and no variable of the machine's."""
    for name in [n for n in os.environ if n.startswith("FAZHI_") and n != "FAZHI_REQUIRE_BROWSER"]:
        monkeypatch.delenv(name)
    path = tmp_path / "fazhi.toml"
    monkeypatch.setenv("FAZHI_CONFIG", str(path))
    return path


def test_without_anything_the_defaults_hold(file: Path) -> None:
    assert {s.source for s in describe(read(file), file)} == {"default"}
    assert read(file).workers == 2


def test_the_environment_comes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('workers = 3\nlog_format = "json"\n')
    monkeypatch.setenv("FAZHI_WORKERS", "5")
    found = {s.name: (s.value, s.source) for s in describe(read(file), file)}
    assert found["workers"] == (5, "FAZHI_WORKERS")
    assert found["log_format"] == ("json", str(file))
    assert found["data"] == (None, "default")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("worker = 3", "worker in"),
        ("workers = 99", "less than or equal to 64"),
        ('workers = "many"', "valid integer"),
        ('runner = "spark"', "runner in"),
        ("workers = ", "fazhi.toml"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    with pytest.raises(UnusableSettings, match=said):
        read(file)


def test_a_wrong_variable_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_WORKERS", "0")
    with pytest.raises(UnusableSettings, match="FAZHI_WORKERS: Input should be greater"):
        read(file)


def test_a_misspelt_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_WROKERS", "4")
    assert unknown_variables() == ["FAZHI_WROKERS"]
    shown = CliRunner().invoke(main, ["config", "show"])
    assert shown.exit_code == 0
    assert "FAZHI_WROKERS is no setting" in shown.stderr


def test_settings_are_read_anew_when_the_file_changes(file: Path) -> None:
    assert settings().workers == 2
    file.write_text("workers = 7")
    assert settings().workers == 7


def test_config_show_as_json_names_every_setting_once(file: Path) -> None:
    shown = CliRunner().invoke(main, ["config", "show", "--json"])
    rows = json.loads(shown.stdout)
    assert [row["name"] for row in rows] == [s.name for s in describe(read(file), file)]
    assert all(row["description"] for row in rows)


@pytest.mark.parametrize("arguments", [["config", "show"], ["run"], ["status"]])
def test_a_command_with_unusable_settings_ends_with_2_and_names_them(file: Path, arguments: list[str]) -> None:
    file.write_text("workers = 99")
    ended = CliRunner().invoke(main, arguments)
    assert ended.exit_code == 2
    assert "workers in" in ended.stderr


def test_what_a_batch_stores_is_plain_json(file: Path) -> None:
    assert json.loads(json.dumps(stored(read(file))))["workers"] == 2
