"""Structured logs: one JSON object a line, whatever an event holds, and no password in it."""

import datetime as dt
import io
import json
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi import logs
from fazhi.stages.batch import Batch, StageReport
from fazhi.stages.progress import log_report


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What is logged as JSON from level info on."""
    stream = io.StringIO()
    logs.begin("json", "info", stream)
    yield stream
    logs.LOGGER.handlers = []
    logs.LOGGER.setLevel(logging.NOTSET)
    logs.LOGGER.propagate = True


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_stage_report_is_an_event_and_each_item_kept_back_another(out: io.StringIO) -> None:
    row = {"batch_id": "b", "stage": "normalize", "source": "a\nb.html", "reason_code": "empty", "message": "空\n白"}
    batch = Batch("/data", "b", "v", dt.datetime.now(dt.UTC))
    log_report(batch, StageReport("normalize", 3, 5, 4, {"documents": 4}, [row], seconds=1.5))
    done, kept = lines(out)
    assert (done["event"], done["stage"], done["chunk"], done["documents_out"]) == ("stage done", "normalize", 3, 4)
    assert (kept["event"], kept["reason_code"], kept["source"]) == ("kept back", "empty", "a\nb.html")


def test_below_the_level_nothing_is_written(out: io.StringIO) -> None:
    logs.event("detail", logging.DEBUG, batch="b")
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:pa55@host/a", "https://***@host/a"),
        ("https://oapi.example.cn/robot/send?access_token=abc123&x=1", "https://oapi.example.cn/robot/send?access_token=***&x=1"),
        ("https://qyapi.example.cn/send?key=0f-1", "https://qyapi.example.cn/send?key=***"),
        ("https://s3.example/b/x?X-Amz-Credential=AK%2F1&X-Amz-Signature=ab&n=1", "https://s3.example/b/x?X-Amz-Credential=***&X-Amz-Signature=***&n=1"),
        ("https://x.example/?api_key=1&client_secret=2&sessionid=3&authkey=4", "https://x.example/?api_key=***&client_secret=***&sessionid=***&authkey=***"),
        ("AWS_SECRET_ACCESS_KEY=abc def", "AWS_SECRET_ACCESS_KEY=*** def"),
        ("http://www.gov.cn/zhengce?id=7&page=2", "http://www.gov.cn/zhengce?id=7&page=2"),
        ("共办理123件,增长5%", "共办理123件,增长5%"),
    ],
)  # fmt: skip
def test_passwords_in_urls_are_masked(out: io.StringIO, text: str, shown: str) -> None:
    assert logs.masked(text) == shown
    logs.event("fetched", url=text)
    assert lines(out)[0]["url"] == shown


@given(st.text(max_size=200))
def test_any_text_stays_one_line(text: str) -> None:
    stream = io.StringIO()
    for style in ("json", "text"):
        logs.begin(style, "info", stream)
        logs.event("kept back", message=text)
    logs.LOGGER.handlers = []
    logs.LOGGER.setLevel(logging.NOTSET)
    logs.LOGGER.propagate = True
    assert stream.getvalue().count("\n") == 2
