"""How a process of this program begins: with what processes of its kind have made before (`fazhi.kept`).

Patterns are kept below `re.compile`, for all that is imported: Prefect and Great Expectations compile as many as we do.
What is kept of a pattern is what `re` hands to its engine, which checks it again. The same pattern and flags give the
same under the same Python, and what another Python has kept is not read.
"""

import re
import threading
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from fazhi.core.knowledge import reading
from fazhi.kept import Kept, digest

_kept: list[Kept] = []
# 32 bits without a sign, as `array` calls them.
_CODE = "I"


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
        key = f"sre:{int(flags)}:{pattern}"
        if (given := kept.get(key)) is not None:
            of_engine, code, groups, by_name, names = given
            return engine.compile(pattern, of_engine, _numbers(code), groups, by_name, tuple(names))  # type: ignore[no-any-return]
        made = compiled(pattern, flags)
        _, of_engine, code, groups, by_name, names = noted.given
        kept.put(key, [int(of_engine), _packed(code), groups, by_name, list(names)])
        return made

    compiler._sre = SimpleNamespace(**{**vars(engine), "compile": noting})
    compiler.compile = compile


class _Noted(threading.local):
    """What the engine was given last in this thread."""

    given: tuple[Any, ...] = ()


def _packed(code: list[int]) -> str:
    """What the engine is to do, numbers of 32 bits, as text: to read it as numbers takes ten times as long."""
    return b64encode(array(_CODE, code)).decode()


def _numbers(packed: str) -> list[int]:
    return array(_CODE, b64decode(packed)).tolist()
