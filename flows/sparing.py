"""Prefect in a run's own process without three things that it does for others: a second of CPU time on a slow machine,
and up to another of waiting."""

import functools
import inspect
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from prefect import Flow, flow_engine

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


@contextmanager
def heartbeats_not_awaited() -> Iterator[None]:
    """Have a flow end without the thread that sends its heartbeats, which looks once a second whether it should: as
    Prefect's own asynchronous flows do. Where Prefect is made otherwise, it waits."""
    module: Any = flow_engine
    made = getattr(module, "_send_heartbeats", None)
    if made is None or "join_on_exit" not in inspect.signature(made).parameters:
        yield
        return
    module._send_heartbeats = functools.partial(made, join_on_exit=False)
    try:
        yield
    finally:
        module._send_heartbeats = made


def plain_parameters(flow: Flow[..., Any]) -> None:
    """Have the flow's parameters sent as they are where JSON has them all: Prefect would ask FastAPI, and import it."""
    encoded: Callable[[dict[str, Any]], dict[str, Any]] = flow.serialize_parameters

    def serialize(parameters: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(parameters)
        return given if all(type(value) in _PLAIN for value in given.values()) else encoded(given)

    vars(flow)["serialize_parameters"] = serialize
