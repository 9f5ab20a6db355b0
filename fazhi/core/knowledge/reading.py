"""The tables of knowledge as plain lists and dicts. What is imported here is imported when a table is first read."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def read_table(name: str) -> Any:
    """The YAML table `name` below this folder (`segment/roles.yml`); raises FileNotFoundError where there is none."""
    from importlib import resources

    return parsed(resources.files("fazhi.core.knowledge").joinpath(name).read_text("utf8"))


def packaged(package: str) -> "Traversable":
    """The folder of an installed package whose code is not run: importing one costs more than reading its files.

    Raises ModuleNotFoundError where it is not installed.
    """
    from importlib import resources
    from importlib.util import find_spec, module_from_spec

    spec = find_spec(package)
    if spec is None:
        raise ModuleNotFoundError(f"{package} is not installed: run `make setup`", name=package)
    return resources.files(module_from_spec(spec))


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
