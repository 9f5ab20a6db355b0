"""Events as structured logs: a name and fields, as JSON lines or as text; nothing secret goes out.

Under Prefect the same events reach its API where `PREFECT_LOGGING_EXTRA_LOGGERS` names the logger `fazhi`.
"""

import datetime as dt
import json
import logging
import re
import sys
from typing import Any, TextIO

LOGGER = logging.getLogger("fazhi")
# What stands in a URL before the host's `@`, and the values of parameters that receivers of messages use as passwords.
_USERINFO = re.compile(r"(?<=://)[^/@\s]{1,200}@")
_PARAMETER = re.compile(r"(?i)\b((?:access_?token|token|key|secret|sign|signature|password|pwd)=)[^&\s\"']{1,500}")


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
        LOGGER.log(level, masked(f"{name} {told}".rstrip()), extra={"event": name, "fields": fields})


def masked(text: str) -> str:
    """`text` without passwords and tokens of URLs."""
    return _PARAMETER.sub(r"\1***", _USERINFO.sub("***@", text))


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"{_time(record)} {record.levelname.lower()} {' '.join(record.getMessage().splitlines())}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        name = getattr(record, "event", record.getMessage())
        fields = getattr(record, "fields", {})
        whole = {"time": _time(record), "level": record.levelname.lower(), "event": name, **fields}
        return masked(json.dumps(whole, ensure_ascii=False, default=str))


def _time(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
