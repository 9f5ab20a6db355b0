"""Events as structured logs: a name and fields, as JSON lines or as text; nothing secret goes out.

Under Prefect the same events reach its API where `PREFECT_LOGGING_EXTRA_LOGGERS` names the logger `fazhi`.
"""

import datetime as dt
import json
import logging
import re
import sys
from typing import Any, TextIO

from fazhi.terminal import one_line

LOGGER = logging.getLogger("fazhi")
# What stands in a URL before the host's `@`, and the values of parameters that receivers of messages use as passwords.
_USERINFO = re.compile(r"(?<=://)[^/@\s]{1,200}@")
_PARAMETER = re.compile(
    r"(?i)((?:token|key|secret|sign|signature|credential|password|passwd|pwd|auth|ticket|session(?:_?id)?)=)"
    r"[^&\s\"']{1,2000}"
)
# Characters of the basic plane that stand for nothing to be seen; json escapes those below U+0020 by itself.
_UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def begin(style: str, level: str, stream: TextIO | None = None) -> None:
    """Write the events of this process from `level` on to `stream` (standard error); `style`: json, else text."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if style == "json" else _Text())
    LOGGER.handlers = [handler]
    LOGGER.propagate = False  # Prefect writes on the console what reaches the root
    LOGGER.setLevel(level.upper())


def event(name: str, level: int = logging.INFO, **fields: Any) -> None:
    """Log what happened: `name` says what, `fields` with what (batch, stage, chunk, document, counts; no text)."""
    if LOGGER.isEnabledFor(level):
        told = " ".join(f"{key}={value}" for key, value in fields.items())
        LOGGER.log(level, masked(one_line(f"{name} {told}")), extra={"event": name, "fields": fields})


def masked(text: str) -> str:
    """`text` without passwords and tokens of URLs."""
    return _PARAMETER.sub(r"\1***", _USERINFO.sub("***@", text))


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"{_time(record)} {record.levelname.lower()} {masked(one_line(record.getMessage()))}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        name = getattr(record, "event", record.getMessage())
        fields = getattr(record, "fields", {})
        whole = {"time": _time(record), "level": record.levelname.lower(), "event": name, **fields}
        return _UNSEEN.sub(_escape, masked(json.dumps(whole, ensure_ascii=False, default=str)))


def _escape(found: re.Match[str]) -> str:
    """What steers terminals and turns lines round (C1 controls, bidi marks, U+2028), as JSON also writes it."""
    return f"\\u{ord(found[0]):04x}"


def _time(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
