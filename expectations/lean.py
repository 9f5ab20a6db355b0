"""Great Expectations' import without what no suite here uses: other backends left out, plots and distributions later.

GX 1.24 imports at once whatever of its optional packages is installed: clients of clouds, SQLAlchemy, Spark. Without
them it is whole (they are extras of it, tried for with `except ImportError`), and imports in half the time. Two that it
cannot do without, for expectations and pictures that no suite asks for, are loaded by their first use. Of pandas'
readers it makes a model each, twice: nothing here reads by way of GX, which is shown but one.

Each of its 400 models begins with a deep copy of the fields that it inherits: a quarter of the import. They are copied
slot by slot, and what cannot change is shared: the same copies at half the price.
"""

import copy
import functools
import gc
import sys
import threading
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import Any

# Extras of GX: nothing here reads from them by way of GX.
_LEFT_OUT = frozenset({"azure", "boto3", "botocore", "databricks", "google", "pyspark", "snowflake", "sqlalchemy"})
# Needed by GX's import: the picture and the statistics of two expectations.
_LATER = frozenset({"altair", "scipy.stats"})
# Where GX looks for pandas' readers, and by what function; the smallest of them, for of none it complains.
_READERS = ("great_expectations.datasource.fluent.dynamic_pandas", "_extract_io_methods")
_READER = "read_feather"
# Values that a deep copy shares, beside types and what annotations are made of.
_SHARED = frozenset({type(None), bool, int, float, str, bytes, types.FunctionType, types.BuiltinFunctionType})
_ANNOTATIONS: Any = (type, types.GenericAlias, getattr(typing, "_GenericAlias", type))
_UNSET: Any = object()


class _Lean(MetaPathFinder):
    """Finds `_LEFT_OUT` missing and `_LATER` lazily, for the thread that made it; others find what is there."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._left_out = _LEFT_OUT - sys.modules.keys()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if threading.get_ident() != self._thread:
            return None
        if name.partition(".")[0] in self._left_out:
            raise ModuleNotFoundError(f"{name} is left out of Great Expectations' import", name=name)
        if name not in _LATER and name != _READERS[0]:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader) if name in _LATER else _WithOneReader(spec.loader)
        return spec


class _WithOneReader(Loader):
    """Loads GX's module that looks for pandas' readers, and has it find one."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        found: Callable[..., list[tuple[str, Any]]] = getattr(module, _READERS[1])
        setattr(module, _READERS[1], lambda *without: [one for one in found(*without) if one[0] == _READER])


def _copied(self: Any, memo: dict[int, Any]) -> Any:
    """A deep copy of an object that has slots alone."""
    kind: Any = type(self)
    made = memo[id(self)] = object.__new__(kind)
    for name in _slots(kind):
        value = getattr(self, name, _UNSET)
        if value is not _UNSET:
            shared = value.__class__ in _SHARED or isinstance(value, _ANNOTATIONS)
            object.__setattr__(made, name, value if shared else copy.deepcopy(value, memo))
    return made


@functools.cache
def _slots(kind: Any) -> tuple[str, ...]:
    return tuple(name for base in kind.__mro__ for name in vars(base).get("__slots__", ()))


@contextmanager
def _fields_copied_by_slot() -> Iterator[None]:
    from pydantic.v1.class_validators import Validator
    from pydantic.v1.fields import FieldInfo, ModelField

    kinds: tuple[Any, ...] = (FieldInfo, ModelField, Validator)
    changed = [kind for kind in kinds if "__deepcopy__" not in vars(kind)]
    for kind in changed:
        kind.__deepcopy__ = _copied
    try:
        yield
    finally:
        for kind in changed:
            del kind.__deepcopy__


@contextmanager
def lean() -> Iterator[None]:
    """Import GX within it. Looking for garbage cycles meanwhile would cost a tenth of the time and find none."""
    finder, collecting = _Lean(), gc.isenabled()
    sys.meta_path.insert(0, finder)
    gc.disable()
    try:
        with _fields_copied_by_slot():
            yield
    finally:
        if collecting:
            gc.enable()
        sys.meta_path.remove(finder)
