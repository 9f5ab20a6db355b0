"""Runs in the parsers' child process: what it can see there."""

import os

from fazhi.core.normalize.formats.page import Page


def environment(data: bytes) -> Page:
    """The environment as the page's text."""
    return Page("\n".join(f"{name}={value}" for name, value in os.environ.items()), None, None, None, "utf-8", 1.0)
