"""`fazhi quarantine list` and `show`: what a person sees, and that nothing in it steers the terminal."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fazhi.cli.main import main
from fazhi.storage.layout import Layout
from tests.stages.batches_on_disk import doc_id_of, ended, kept_back, raw

HOSTILE = "报告\x1b[2J\x07\u202e正文".encode()


@pytest.fixture
def filled(layout: Layout) -> Layout:
    raw(layout, "one", {"bad\x1b[31m.txt": HOSTILE, "pdf": b"%PDF\0\1\2"})
    rows = [
        kept_back("one", "bad\x1b[31m.txt", {"file": "raw/documents/one-00000.parquet"}, doc_id_of(HOSTILE)),
        kept_back("one", "pdf", {"file": "raw/documents/one-00000.parquet"}, doc_id_of(b"%PDF\0\1\2")),
        kept_back("one", "gone.txt", {"path": "/nowhere/gone.txt"}, stage="ingest", reason_code="unreadable"),
    ]
    ended(layout, "one", 1, rows, [(row.doc_id or "x1", row.source, "quarantined") for row in rows])
    return layout


def _call(layout: Layout, *words: str) -> Result:
    return CliRunner().invoke(main, ["quarantine", *words, "--data", str(layout.root)])


def test_list_shows_one_open_item_a_line(filled: Layout) -> None:
    lines = _call(filled, "list").stdout.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith(doc_id_of(b"%PDF\0\1\2"))
    assert "bad_file" in lines[1]
    ended(filled, "two", 2, [], [(doc_id_of(HOSTILE), "bad", "published")])
    assert len(_call(filled, "list").stdout.splitlines()) == 2
    assert "resolved" in _call(filled, "list", "--all").stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "lines"),
    [(["--stage", "ingest"], 1), (["--reason", "bad_file"], 2), (["--batch", "one"], 3), (["--batch", "two"], 0)],
)
def test_list_can_be_narrowed(filled: Layout, words: list[str], lines: int) -> None:
    shown = [line for line in _call(filled, "list", *words).stdout.splitlines() if "  one  " in line]
    assert len(shown) == lines


def test_show_tells_where_the_bytes_lie_and_how_they_begin(filled: Layout) -> None:
    shown = _call(filled, "show", doc_id_of(HOSTILE)).stdout
    assert "raw/documents/one-00000.parquet" in shown
    assert "报告·[2J" in shown
    assert "25 50 44 46 00" in _call(filled, "show", doc_id_of(b"%PDF\0\1\2")).stdout
    gone = [line.split()[0] for line in _call(filled, "list").stdout.splitlines() if "gone" in line]
    assert "no longer kept" in _call(filled, "show", gone[0]).stdout


def test_control_characters_of_a_document_reach_no_terminal(filled: Layout) -> None:
    for output in (_call(filled, "list").stdout, _call(filled, "show", doc_id_of(HOSTILE)).stdout):
        assert not {"\x1b", "\x07", "\u202e"} & set(output)


@pytest.mark.parametrize("words", [["show", "nobody"], ["replay"], ["replay", "--all", "--reason", "x"]])
def test_wrong_calls_end_with_2(filled: Layout, words: list[str]) -> None:
    assert _call(filled, *words).exit_code == 2


def test_a_replay_with_nothing_to_do_ends_well(layout: Layout) -> None:
    result = _call(layout, "replay", "--all")
    assert result.exit_code == 0
    assert "nothing to run again" in result.stdout


def test_an_item_that_is_not_there_can_not_be_replayed(filled: Layout) -> None:
    result = _call(filled, "replay", "nobody")
    assert result.exit_code == 2
    assert "fazhi quarantine list" in result.stderr


def test_none_of_it_imports_prefect(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom fazhi.cli.main import main\n"
        f"for w in (['list'], ['replay', '--all']):\n"
        f"  try: main(['quarantine', *w, '--data', {str(tmp_path / 'data')!r}], standalone_mode=False)\n"
        "  except SystemExit: pass\n"
        "print('HEAVY', sorted({'prefect', 'great_expectations'} & {m.split('.')[0] for m in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600)
    assert "HEAVY []" in run.stdout, run.stdout + run.stderr
