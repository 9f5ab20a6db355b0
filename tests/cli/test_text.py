"""`fazhi normalize`, `extract`, `quantities`: what the contract says of them."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fazhi.cli.main import main
from tests.conftest import INBOX

REPORT = sorted(INBOX.glob("001_*"))[0]


def _call(*words: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(main, list(words), input=stdin)


def _lines(command: str, items: list[Any]) -> list[dict[str, Any]]:
    feed = "".join((item if isinstance(item, str) else json.dumps(item)) + "\n" for item in items)
    result = _call(command, "--jsonl", stdin=feed)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_normalize_answers_line_by_line_in_order() -> None:
    text = "法治政府建设工作情况。\n" * 20
    answers = _lines("normalize", [
        {"id": "a", "text": text},
        {"id": "b", "bytes_b64": base64.b64encode(text.encode("gb18030")).decode()},
        {"id": "c", "bytes_b64": "%%%"},
        {"id": "d"},
        "no json",
        {"id": "e", "text": ""},
        {"id": "f", "text": text},
    ])  # fmt: skip
    assert [a["id"] for a in answers] == ["a", "b", "c", "d", None, "e", "f"]
    assert [a.get("error", {}).get("code") for a in answers] == [
        None, None, "unreadable", "unreadable", "unreadable", "empty", None,
    ]  # fmt: skip
    assert answers[1]["charset"] == "gb18030"
    assert set(answers[0]) == {"id", "text", "charset", "script", "damage", "repairs"}


def test_repairs_point_into_the_text_as_given() -> None:
    damaged = "深入學(xué)習(xí)貫徹黨的二十大精神,認(rèn)真貫徹落實(shí)法治政府建設(shè)各項(xiàng)工作。" * 5
    (answer,) = _lines("normalize", [{"id": 1, "text": damaged}])
    assert answer["repairs"]
    for repair in answer["repairs"]:
        assert damaged[repair["start"] : repair["end"]] == repair["source"]
    assert "学习贯彻" in answer["text"]
    assert "(" not in answer["text"]


def test_extract_gives_columns_by_their_names() -> None:
    (answer,) = _lines("extract", [{"id": "001", "text": REPORT.read_text("utf8")}])
    assert set(answer) >= {"id", "report", "indicators", "findings"}
    text = answer["report"]["text"]
    assert answer["indicators"]
    for row in answer["indicators"]:
        assert text[row["start"] : row["end"]] == row["quote"]
        assert row["unit"]


def test_quantities_count_into_the_line_s_own_text() -> None:
    text = "受理行政复议申请123件,办结率98.5%。"
    (answer,) = _lines("quantities", [{"id": "q", "text": text, "ref_date": "2023-01-31"}])
    assert [(q["text"], q["value"], q["unit"]) for q in answer["quantities"]] == [
        ("123件", 123, "件"),
        ("98.5%", 98.5, "%"),
    ]
    for q in answer["quantities"]:
        assert text[q["start"] : q["end"]] == q["text"]
        assert set(q) == {"text", "start", "end", "kind", "value", "value_high", "unit"}
    (bad,) = _lines("quantities", [{"id": "q", "text": text, "ref_date": "soon"}])
    assert bad["error"]["code"] == "unreadable"


@pytest.mark.parametrize("command", ["normalize", "extract", "quantities"])
def test_a_reader_gets_text(command: str) -> None:
    result = _call(command, str(REPORT))
    assert result.exit_code == 0, result.output
    assert "25461项" in result.stdout
    piped = _call(command, "-", stdin=REPORT.read_bytes())
    assert piped.exit_code == 0
    assert "25461项" in piped.stdout


def test_explain_tells_a_person_what_was_changed() -> None:
    result = _call("normalize", "--explain", str(sorted(INBOX.glob("003_*"))[0]))
    assert result.exit_code == 0, result.output
    assert "(mirror_punctuation)" in result.stdout
    assert "六?!比蝿" in result.stdout


@pytest.mark.parametrize("command", ["normalize", "extract", "quantities"])
def test_wrong_calls_say_what_to_do(command: str, tmp_path: Path) -> None:
    assert _call(command).exit_code == 2
    assert _call(command, "--jsonl", "x").exit_code == 2
    missing = _call(command, str(tmp_path / "nowhere.txt"))
    assert missing.exit_code == 1
    assert "unreadable" in missing.stderr
    (tmp_path / "empty.txt").touch()
    assert "empty" in _call(command, str(tmp_path / "empty.txt")).stderr


def test_none_of_them_imports_prefect_or_great_expectations() -> None:
    code = (
        "import sys\nfrom fazhi.cli.main import main\n"
        f"for c in ('normalize', 'extract', 'quantities'): main([c, {str(REPORT)!r}], standalone_mode=False)\n"
        "main(['status', '--data', '/nonexistent'], standalone_mode=False)\n"
        "heavy = {'prefect', 'great_expectations', 'pandas'}\n"
        "print('HEAVY', sorted(heavy & {m.partition('.')[0] for m in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600)
    assert "HEAVY []" in run.stdout, run.stderr
