"""Data folders in an object store on the command line: exit codes and what is said."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fazhi.cli.main import main
from fazhi.cli.underway import guarded
from fazhi.storage.folders import files_in, folders_in
from fazhi.storage.layout import Layout
from fazhi.storage.places import Place


def _fazhi(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("s3://nobody-made-this/x", "there is no bucket nobody-made-this"),
        ("s3://tables/../x", "name a bucket and a prefix"),
        ("gs://tables/x", "no data folder can lie there"),
        ("hdfs://tables/x", "name a folder, or s3://bucket/prefix"),
    ],
)
@pytest.mark.usefixtures("s3")
def test_a_url_that_cannot_be_used_ends_with_2_and_says_why(url: str, said: str) -> None:
    told = _fazhi("status", "--data", url)
    assert told.exit_code == 2
    assert said in told.output
    assert "Traceback" not in told.output


@pytest.mark.usefixtures("s3")
def test_wrong_credentials_end_with_2_and_are_not_shown(prefix: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    def denied(*args: Any, **kwargs: Any) -> None:
        raise PermissionError("Forbidden")

    monkeypatch.setattr(s3fs.S3FileSystem, "call_s3", denied)
    told = _fazhi("status", "--data", str(prefix))
    assert told.exit_code == 2
    assert "AWS_ACCESS_KEY_ID" in told.output
    assert "testing-secret" not in told.output


def test_an_empty_prefix_holds_nothing_and_is_left_as_it_is(prefix: Place) -> None:
    told = _fazhi("status", "--data", str(prefix))
    assert told.exit_code == 0, told.output
    assert f"data folder: {prefix}" in told.output
    assert "batches: 0" in told.output
    assert folders_in(prefix) == []


def test_a_run_with_nothing_new_leaves_tables_without_rows_and_a_free_lock(prefix: Place, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    for _ in range(2):
        told = _fazhi("run", "--data", str(prefix), "--input", str(tmp_path / "inbox"))
        assert told.exit_code == 0, told.output
        assert "holds no files" in told.output
    assert [p.name for p in files_in(Layout(prefix).table("curated", "reports"), "*")] == ["none.parquet"]
    assert folders_in(prefix / "work") == []


def test_a_store_that_goes_away_under_a_run_is_told_in_a_line(
    prefix: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    from botocore.exceptions import EndpointConnectionError

    def cut_off() -> int:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    assert guarded("fazhi run", Layout(prefix), cut_off) == 1
    told = capsys.readouterr().err
    assert "is out of reach" in told
    assert "goes on where it stopped" in told
