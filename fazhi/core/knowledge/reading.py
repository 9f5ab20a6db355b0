"""The tables of knowledge as plain lists and dicts. What is imported here is imported when a table is first read."""

from collections.abc import Callable
from typing import Any


def read_table(name: str) -> Any:
    """The YAML table `name` below this folder (`segment/roles.yml`); raises FileNotFoundError where there is none."""
    from importlib import resources

    return parsed(resources.files("fazhi.core.knowledge").joinpath(name).read_text("utf8"))


def parsed(text: str) -> Any:
    """YAML as plain lists and dicts."""
    return _parsers[-1](text)


def parsed_anew(text: str) -> Any:
    """The same by the parser in C where PyYAML has it: ten times as fast, the same documents."""
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def parse_by(parser: Callable[[str], Any]) -> None:
    """Have tables parsed by `parser`, which gives what `parsed_anew` would: a program may keep what it has parsed."""
    _parsers.append(parser)


_parsers: list[Callable[[str], Any]] = [parsed_anew]
