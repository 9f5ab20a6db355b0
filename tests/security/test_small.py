"""Names, cells, terminal and settings: the small ways in and out."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fazhi import logs
from fazhi.cli.main import main
from fazhi.cli.underway import guarded
from fazhi.collect.listing import listed
from fazhi.configuration import describe, read, stored
from fazhi.core.ingest.item import Unreadable
from fazhi.storage.files import write_many
from fazhi.storage.layout import Layout, checked_batch_id
from fazhi.storage.panel import _harmless
from tests.security.traps import CANARY
from tests.stages.batches_on_disk import ended, kept_back

STEERING = "\x1b]0;x\x07\x9b2J\u202e\u2028"


@pytest.mark.parametrize("name", ["con", "NUL", "com1.x", "../x", "x" * 300, "a\n"])
def test_a_batch_id_is_neither_path_nor_device(name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a batch"):
        checked_batch_id(name)


@pytest.mark.parametrize("name", ["../x.html", "/etc/x", "a/b", "..", "", "a\0", "a\\b"])
def test_no_id_of_a_row_leads_a_page_out_of_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a file"):
        write_many(tmp_path / "pages", [(name, b"x")])


@pytest.mark.parametrize("words", [["quarantine", "show", "../../etc/passwd"], ["report", "--batch", "../../etc"]])
def test_an_argument_is_no_path(layout: Layout, words: list[str]) -> None:
    assert CliRunner().invoke(main, [*words, "--data", str(layout.root)]).exit_code in (1, 2)


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"), ("\n@x", "'\n@x"), ("\u200b=x", "'\u200b=x"),
     ("\u202e\u2066\xad=x", "'\u202e\u2066\xad=x"), ("\tx", "'\tx"),
     ("报告;=cmd()", "报告;'=cmd()"), ("a\n+1", "a\n'+1"), (-5.0, -5.0), ("第-5号", "第-5号"), ("a;b", "a;b")],
)  # fmt: skip
def test_no_piece_of_a_cell_is_a_formula_and_numbers_stay(cell: object, written: object) -> None:
    assert _harmless(cell) == written


def test_a_path_steers_no_terminal(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / f"a{STEERING}.txt"
    path.write_text(STEERING)
    row = kept_back("one", path.name, {"path": str(path)}, stage="ingest", reason_code="unreadable")
    ended(layout, "one", 1, [row], [("x1", row.source, "quarantined")])
    (item,) = [line.split()[0] for line in _quarantine(layout, "list").splitlines()]
    for told in (_quarantine(layout, "list"), _quarantine(layout, "show", item)):
        assert "a·]0;x" in told
        assert not set(STEERING) & {*"\x1b\x07\x9b\u202e\u2028"} & set(told)


def _quarantine(layout: Layout, *words: str) -> str:
    return CliRunner().invoke(main, ["quarantine", *words, "--data", str(layout.root)]).output


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_name_steers_no_log(style: str) -> None:
    stream = io.StringIO()
    logs.begin(style, "info", stream)
    try:
        logs.event("kept back", source=f"a{STEERING}", url=f"http://u:{CANARY}@h/?token={CANARY}")
        logs.LOGGER.warning("failed: %s", f"http://u:{CANARY}@h/")
    finally:
        logs.LOGGER.handlers, logs.LOGGER.propagate = [], True
        logs.LOGGER.setLevel(0)
    assert stream.getvalue().replace("\n", "").isprintable()
    assert CANARY not in stream.getvalue()
    if style == "json":
        assert json.loads(stream.getvalue().splitlines()[0])["source"] == f"a{STEERING}"


def test_settings_are_told_and_kept_without_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fazhi.toml"
    monkeypatch.setenv("FAZHI_CONFIG", str(path))
    for name in ("WEBHOOK", "DINGTALK_SECRET", "SMTP_PASSWORD"):
        monkeypatch.setenv(f"FAZHI_ALERTS_{name}", CANARY)
    path.write_text(f'runner_address = "tcp://user:{CANARY}@host:8786"\n')
    assert CANARY not in json.dumps(stored(read(path)))
    assert CANARY not in str(describe(read(path), path))
    assert CANARY not in CliRunner().invoke(main, ["config", "show", "--json"]).output


def test_a_failure_is_told_and_kept_without_secrets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise ValueError(f"http://user:{CANARY}@host/?api_key={CANARY} {STEERING}")

    layout = Layout(tmp_path / "data")
    assert guarded("fazhi run", layout, fail) == 1
    told, kept = capsys.readouterr().err, (layout.root / "work" / "error.log").read_text("utf8")
    assert "http://***@host/?api_key=***" in told
    assert "http://***@host/?api_key=***" in kept
    assert CANARY not in told + kept
    assert told.replace("\n", "").isprintable()


def test_a_password_in_a_list_of_urls_is_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_text(
        f"http://user:{CANARY}@x.gov.cn/a\nhttp://x.gov.cn/b\nftp://user:{CANARY}@x.gov.cn/\nhttp://x.cn/\n"
    )
    rows = listed(path)
    assert [isinstance(row, Unreadable) for row in rows or []] == [True, False, True, False]
    assert CANARY not in str(rows)
