"""Extractors that misbehave, for the sandbox to hold."""

import datetime as dt
import os
import sys
import time
from pathlib import Path

from fazhi.core.normalize.formats.page import Page
from fazhi.core.refusal import Refused


def echo(data: bytes) -> Page:
    print("noise on the way of the answer")
    print("noise", file=sys.stderr)
    return Page(data.decode(), "标题", dt.date(2023, 3, 20), "来源", "utf-8", 1.0, ("damage",))


def process_id(data: bytes) -> Page:
    return Page(str(os.getpid()), None, None, None, "utf-8", 1.0)


def hang(data: bytes) -> Page:
    time.sleep(600)
    return echo(data)


def fill_memory(data: bytes) -> Page:
    held = []
    while True:
        held.append(bytearray(16 << 20))


def die(data: bytes) -> Page:
    os._exit(3)


def refuse(data: bytes) -> Page:
    raise Refused("scanned", "扫描件")


def fail(data: bytes) -> Page:
    raise ZeroDivisionError


def write_file(data: bytes) -> Page:
    Path(data.decode()).write_bytes(bytes(64 << 20))
    return echo(data)
