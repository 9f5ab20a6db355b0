"""How a process of this program begins: with what processes of its kind have made before (`fazhi.kept`).

Patterns are kept below `re.compile`, for all that is imported: Prefect and Great Expectations compile as many as we do.
What is kept of a pattern is what `re` hands to its engine, which checks it again. The same pattern and flags give the
same under the same Python, and what another Python has kept is not read.
"""

import re
import threading
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from fazhi.core.knowledge import reading
from fazhi.kept import Kept, digest

_kept: list[Kept] = []


def begin(process: str) -> None:
    """Use what processes of this kind have kept; to be called before what it should speed up is imported."""
    if _kept:
        return
    kept = Kept(process)
    _kept.append(kept)
    _keep_patterns(kept)
    reading.parse_by(_parsed)


def save() -> None:
    """Keep what this process has made so far, for the next of its kind."""
    for kept in _kept:
        kept.save()


def _parsed(text: str) -> Any:
    key = f"yaml:{digest(text.encode()).hex()}"
    table = _kept[0].get(key)
    if table is None:
        table = reading.parsed_anew(text)
        _kept[0].put(key, table)
    return table


def _keep_patterns(kept: Kept) -> None:
    """Have `re` look among kept patterns before it compiles; a Python whose `re` is made otherwise is left alone."""
    try:
        compiler: Any = import_module("re._compiler")
        engine: Any = import_module("_sre")
        compiled: Callable[..., re.Pattern[Any]] = compiler.compile
    except (ImportError, AttributeError):
        return
    noted = _Noted()

    def noting(*given: Any) -> re.Pattern[Any]:
        noted.given = given
        return engine.compile(*given)  # type: ignore[no-any-return]

    def compile(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        if type(pattern) is not str or flags & re.DEBUG:
            return compiled(pattern, flags)
        key = f"re:{int(flags)}:{pattern}"
        if (given := kept.get(key)) is not None:
            *others, names = given
            return engine.compile(pattern, *others, tuple(names))  # type: ignore[no-any-return]
        made = compiled(pattern, flags)
        _, *others, names = noted.given
        kept.put(key, [*map(_plain, others), list(names)])
        return made

    compiler._sre = SimpleNamespace(**{**vars(engine), "compile": noting})
    compiler.compile = compile


class _Noted(threading.local):
    """What the engine was given last in this thread."""

    given: tuple[Any, ...] = ()


def _plain(given: Any) -> Any:
    """Without the names that `re` gives its numbers: they are numbers to its engine."""
    if isinstance(given, int):
        return int(given)
    return [int(code) for code in given] if isinstance(given, list) else given
