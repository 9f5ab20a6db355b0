"""Prefect in a run's own process without two things that it does for others: a second of CPU time on a slow machine."""

import functools
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from prefect import Flow

_PLAIN = (str, int, float, bool, type(None))


@contextmanager
def certificates_read_once() -> Iterator[None]:
    """Make one context of the same certificates: Prefect reads all of them for each of its clients, six in a run."""
    module: Any = ssl
    made = module.create_default_context
    module.create_default_context = functools.cache(made)
    try:
        yield
    finally:
        module.create_default_context = made


def plain_parameters(flow: Flow[..., Any]) -> None:
    """Have the flow's parameters sent as they are where JSON has them all: Prefect would ask FastAPI, and import it."""
    encoded: Callable[[dict[str, Any]], dict[str, Any]] = flow.serialize_parameters

    def serialize(parameters: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(parameters)
        return given if all(type(value) in _PLAIN for value in given.values()) else encoded(given)

    vars(flow)["serialize_parameters"] = serialize
