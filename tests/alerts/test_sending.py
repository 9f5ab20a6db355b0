"""Alerts on their way: each format, once, again after a failure, never with a secret in what is left behind."""

import datetime as dt
import email
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fazhi.alerts import sending, watch
from fazhi.alerts.alert import Alert
from fazhi.alerts.formats import body, signed
from fazhi.alerts.outbox import MOST_RUNS
from fazhi.cli.main import main
from fazhi.storage.files import write_json
from fazhi.storage.layout import Layout
from tests.alerts.receivers import MailServer, Receiver, serving

SECRET = "s3cr3t-token"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sending, "PAUSE_SECONDS", 0.0)
    monkeypatch.setenv("FAZHI_CONFIG", str(tmp_path / "fazhi.toml"))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with serving(Receiver()) as server:
        yield server


def _manifest(layout: Layout, batch: str = "b1", **other: Any) -> None:
    counts = {"items_in": 2, "published": 1, "skipped": 0, "duplicates": 0, "quarantined": 1}
    manifest = {"batch_id": batch, "verdict": "withheld", "reasons": ["r"], "counts": counts, "quarantined_before": 0,
                "ended": dt.datetime.now(dt.UTC).isoformat(), **other}  # fmt: skip
    write_json(layout.manifest(batch), manifest, layout.root / "work")


def _set(monkeypatch: pytest.MonkeyPatch, receiver: Receiver, *kinds: str) -> None:
    for kind in kinds:
        monkeypatch.setenv(f"FAZHI_ALERTS_{kind.upper()}", f"{receiver.url}/{kind}?access_token={SECRET}")


def test_each_chat_gets_its_own_format_and_nothing_is_told_twice(
    layout: Layout, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, receiver, "webhook", "dingtalk", "wecom", "slack")
    _manifest(layout)
    assert watch.ended(layout, ["b1"]) == {}
    assert watch.ended(layout, ["b1"]) == {}
    got = {(path.partition("?")[0], b.get("cause") or b.get("msgtype") or "slack"): b for path, b in receiver.taken}
    assert len(receiver.taken) == 8  # withheld and quarantine to each of four
    assert got["/webhook", "withheld"]["batch"] == "b1"
    assert got["/webhook", "quarantine"]["facts"]["share"] == "50%"
    assert got["/dingtalk", "text"]["text"]["content"].startswith("[fazhi] ")
    assert got["/wecom", "text"]["text"]["content"].startswith("[fazhi] ")
    assert got["/slack", "slack"]["text"].startswith("*[fazhi] ")


def test_mail_arrives(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(MailServer()) as server:
        port = str(server.server_address[1])
        settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": port, "SMTP_SECURITY": "none", "LANGUAGE": "both",
                    "MAIL_TO": "a@example.org, b@example.org"}  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setenv(f"FAZHI_ALERTS_{name}", value)
        assert watch.ended(layout, [], ("b1", "磁盘已满")) == {}
    message = email.message_from_bytes(server.taken[0], policy=email.policy.default)
    assert message["Subject"] == "[fazhi] 批次失败:b1 / Batch failed: b1"
    assert message["To"] == "a@example.org, b@example.org"
    text = message.get_content()
    assert "磁盘已满" in text
    assert "the next run goes on with it" in text


@pytest.mark.parametrize(
    ("status", "answer", "tries"), [(500, b"{}", 3), (404, b"{}", 1), (200, b'{"errcode": 310000}', 3)]
)
def test_a_receiver_that_fails_is_tried_a_few_times_and_again_at_later_runs(
    layout: Layout, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    status: int, answer: bytes, tries: int,
) -> None:  # fmt: skip
    _set(monkeypatch, receiver, "dingtalk")
    receiver.status, receiver.answer = status, answer
    monkeypatch.setattr(logging.getLogger("fazhi"), "propagate", True)
    with caplog.at_level(logging.DEBUG):
        missed = watch.ended(layout, [], ("b1", "no disk"))
    assert list(missed) == ["dingtalk"]
    assert len(receiver.taken) == tries
    assert "alert not taken by dingtalk" in caplog.text
    receiver.status, receiver.answer = 200, b'{"errcode": 0}'
    assert watch.ended(layout, []) == {}
    assert len(receiver.taken) == tries + 1
    assert watch.ended(layout, []) == {}
    assert len(receiver.taken) == tries + 1
    kept = "".join(p.read_text("utf8") for p in layout.root.rglob("*.json"))
    assert SECRET not in caplog.text + kept + str(missed)


@pytest.mark.parametrize(("seconds", "answer"), [(0.3, b"{"), (30.0, b"x" * 100_000)], ids=["drips", "never ends"])
def test_a_receiver_holds_up_no_run(
    layout: Layout, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, seconds: float, answer: bytes
) -> None:
    _set(monkeypatch, receiver, "webhook")
    monkeypatch.setattr(sending, "ATTEMPT_SECONDS", seconds)
    receiver.answer, receiver.dripping = answer, True
    missed = watch.ended(layout, [], ("b1", "no disk"))
    assert missed == ({"webhook": "no answer within 0.3 s"} if seconds < 1 else {})
    assert len(receiver.taken) == 1


@pytest.mark.parametrize("name", ["../../evil", "/tmp/evil", "x" * 300, "a/b", "nul", "甲\n乙", ""])
def test_what_a_batch_was_to_be_called_is_no_path(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A run fails on such a name, and that is told."""
    _set(monkeypatch, receiver, "webhook")
    layout = Layout(tmp_path / "one" / "two" / "data")
    for _ in range(2):
        assert watch.ended(layout, [], (name, "no such name")) == {}
    assert [b["batch"] for _, b in receiver.taken] == [name]
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert {p.parent for p in files} == {layout.root / "alerts"}
    assert len(files) == 2


def test_an_alert_that_is_damaged_keeps_back_no_other(
    layout: Layout, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, receiver, "webhook")
    (layout.root / "alerts").mkdir(parents=True)
    for name, text in {"a1": "", "a2": "[]", "a3": "{}", "z": '{"owed": ["webhook"], "runs": 0, "alert": {}}'}.items():
        (layout.root / "alerts" / f"{name}.failed.json").write_text(text)
    assert watch.ended(layout, [], ("b1", "no disk")) == {}
    assert [b["batch"] for _, b in receiver.taken] == ["b1"]


@pytest.mark.parametrize("text", ["", "5", '"soon"', "{"])
def test_silence_is_counted_from_now_where_its_beginning_is_damaged(
    layout: Layout, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    _set(monkeypatch, receiver, "webhook")
    (layout.root / "alerts").mkdir(parents=True)
    (layout.root / "alerts" / "began.json").write_text(text)
    assert watch.ended(layout, [], ("b1", "no disk")) == {}
    assert [b["cause"] for _, b in receiver.taken] == ["failed"]


def test_the_reason_of_a_failure_is_told_without_secrets(
    layout: Layout, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, receiver, "webhook")
    reason = f"cannot reach https://user:{SECRET}@store/x?X-Amz-Signature={SECRET}&api_key={SECRET}"
    watch.ended(layout, [], ("b1", reason))
    assert "cannot reach https://***@store/x" in receiver.taken[0][1]["text"]
    assert SECRET not in str(receiver.taken[0][1])
    assert SECRET not in "".join(p.read_text("utf8") for p in layout.root.rglob("*.json"))


def test_nobody_is_asked_for_ever(layout: Layout, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, receiver, "webhook")
    receiver.status = 404
    for _ in range(MOST_RUNS + 3):
        watch.ended(layout, [], ("b1", "no disk"))
    assert len(receiver.taken) == MOST_RUNS


def test_nobody_there_is_no_fault_of_the_batch(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_ALERTS_WEBHOOK", f"http://127.0.0.1:9/{SECRET}")
    missed = watch.ended(layout, [], ("b1", "x"))
    assert list(missed) == ["webhook"]
    assert SECRET not in str(missed)
    monkeypatch.setenv("FAZHI_ALERTS_QUIET_DAYS", "many")
    assert watch.ended(layout, ["no such batch"]) == {}


def test_without_receivers_nothing_is_written(layout: Layout) -> None:
    assert watch.ended(layout, [], ("b1", "x")) == {}
    assert not (layout.root / "alerts").exists()


def test_silence_is_told_once_a_batch(layout: Layout, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, receiver, "webhook")
    ended = dt.datetime.now(dt.UTC) - dt.timedelta(days=8)
    _manifest(layout, verdict="published", ended=ended.isoformat())
    watch.ended(layout, [])
    watch.ended(layout, [])
    assert [b["cause"] for _, b in receiver.taken] == ["quiet"]


def test_a_run_from_a_cron_line_that_finds_nothing_tells_of_silence_too(
    layout: Layout, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _set(monkeypatch, receiver, "webhook")
    (tmp_path / "inbox").mkdir()
    write_json(layout.root / "alerts" / "began.json", "2024-01-01T00:00:00+00:00", layout.root / "work")
    told = CliRunner().invoke(main, ["run", "--input", str(tmp_path / "inbox"), "--data", str(layout.root)])
    assert told.exit_code == 0, told.output
    assert [b["cause"] for _, b in receiver.taken] == ["quiet"]


def test_a_secret_may_stand_in_a_file(receiver: Receiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "fazhi_alerts_wecom").write_text(f"{receiver.url}/wecom?key={SECRET}\n")
    monkeypatch.setenv("FAZHI_SECRETS", str(tmp_path))
    told = CliRunner().invoke(main, ["alerts", "test"])
    assert told.exit_code == 0, told.output
    assert told.output == "wecom: taken\n"
    assert receiver.taken[0][0] == f"/wecom?key={SECRET}"
    for command in (["alerts", "show"], ["config", "show"]):
        shown = CliRunner().invoke(main, command)
        assert SECRET not in shown.output


def test_a_trial_message_says_who_did_not_take_it(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CliRunner().invoke(main, ["alerts", "test"]).exit_code == 1
    _set(monkeypatch, receiver, "slack", "webhook")
    receiver.status = 403
    told = CliRunner().invoke(main, ["alerts", "test"])
    assert told.exit_code == 1
    assert told.output == "webhook: not taken: HTTP 403\nslack: not taken: HTTP 403\n"


def test_what_a_document_is_called_is_no_markup_in_slack() -> None:
    text = body("slack", Alert("failed", "b", {"reason": "<!channel> a&b"}), "en")["text"]
    assert "&lt;!channel&gt; a&amp;b" in text


def test_a_text_for_wecom_is_cut_between_characters() -> None:
    content = body("wecom", Alert("failed", "b", {"reason": "法" * 3000}), "zh")["text"]["content"]
    assert 1990 < len(content.encode()) <= 2000


def test_a_dingtalk_address_is_signed_as_its_documentation_says() -> None:
    """HMAC-SHA256 of `timestamp\\nsecret` with the secret as key, Base64, then percent-encoded."""
    url = signed("https://oapi.dingtalk.com/robot/send?access_token=t", "SECabc", 1700000000000)
    assert url == (
        "https://oapi.dingtalk.com/robot/send?access_token=t&timestamp=1700000000000"
        "&sign=jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM%3D"
    )
