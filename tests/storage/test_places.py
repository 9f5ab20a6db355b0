"""Places: what text names one, and what is said of text that does not."""

from importlib import util
from pathlib import Path

import pytest

from fazhi.storage import places
from fazhi.storage.layout import Layout
from fazhi.storage.places import UnusablePlace, place_of


@pytest.mark.parametrize("text", ["data", "/tmp/数据 夹", "a:b/c", "~/data", "s3:/bucket"])
def test_a_path_is_a_path(text: str) -> None:
    assert place_of(text) == Path(text)


def test_a_url_of_files_is_a_path() -> None:
    assert place_of("file:///srv/data/") == Path("/srv/data")
    assert place_of("FILE:///srv/data") == Path("/srv/data")


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("s3://bucket/a/b/", "s3://bucket/a/b"),
        ("S3://bucket/年报", "s3://bucket/年报"),
        ("s3://bucket/x", "s3://bucket/x"),
    ],
)
def test_an_object_store_is_named_by_bucket_and_prefix(text: str, root: str) -> None:
    layout = Layout.at(text)
    assert str(layout.root) == root
    assert str(Layout.at(str(layout.root)).root) == root
    assert layout.relative(layout.work("b") / "x.parquet") == "work/b/x.parquet"
    assert isinstance(layout.prefect_home, Path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("s3://", "name a bucket"),
        ("s3:///prefix", "name a bucket"),
        ("s3://bucket//x", "name a bucket"),
        ("s3://bucket/../other", "name a bucket"),
        ("s3://bucket/a*", "name a bucket"),
        ("s3://bucket/a?versionId=1", "name a bucket"),
        ("s3://bucket/a\n", "name a bucket"),
        ("s3://KEY:SECRET@bucket/x", "AWS_ACCESS_KEY_ID"),
        ("gs://bucket/x", "gcsfs"),
        ("az://container/x", "adlfs"),
        ("memory://x", "unknown"),
        ("https://host/x", "unknown"),
    ],
)
def test_other_urls_are_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(UnusablePlace, match=said) as refused:
        place_of(text)
    assert "SECRET@" not in str(refused.value)


def test_a_client_that_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "find_spec", lambda name: None if name == "s3fs" else util.find_spec(name))
    with pytest.raises(UnusablePlace, match=r"needs s3fs: pip install 'fazhi\[s3\]'"):
        place_of("s3://bucket/x")


def test_what_cannot_lie_in_a_store_lies_in_the_cache_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    one, other = Layout.at("s3://bucket/one"), Layout.at("s3://bucket/other")
    assert one.prefect_home.is_relative_to(tmp_path)
    assert one.prefect_home != other.prefect_home
    assert one.scratch("b").is_relative_to(one.local)
    assert Layout(tmp_path).prefect_home == tmp_path / "prefect"
