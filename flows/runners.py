"""The engine that the stages run on: processes of this machine, or Prefect's task runner for a Dask or Ray cluster.

Imports neither Prefect nor an engine before it is asked for one: the command line checks what is named first.
"""

import ipaddress
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from fazhi.logs import event
from fazhi.settings import settings

if TYPE_CHECKING:
    from prefect.task_runners import TaskRunner

Runner = Literal["local", "dask", "ray"]

CONNECT_SECONDS = 30.0
_PACKAGES = {"dask": ("prefect_dask", "distributed"), "ray": ("prefect_ray", "ray")}
_EXAMPLES = {"dask": "tcp://HOST:8786", "ray": "ray://HOST:10001"}
_SCHEMES = {"dask": ("tcp", "tls", "ws", "wss"), "ray": ("ray", "tcp")}
# How the engines call it that the workers on which a task ran have died, one after the other.
_WORKER_DIED = {
    "distributed": ("KilledWorker",),
    "ray": ("WorkerCrashedError", "OutOfMemoryError", "NodeDiedError", "ObjectLostError"),
}


class UnusableRunner(Exception):
    """An engine that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What the stages run on; `address` of a running cluster, None: one is started here."""

    runner: Runner
    address: str | None = None

    @property
    def cluster(self) -> bool:
        return self.runner != "local"


def chosen_engine(runner: Runner | None = None, address: str | None = None) -> Engine:
    """The engine that is named, else that of the settings, whose address holds for their runner alone."""
    found = settings()
    name = runner or found.runner
    if address is None and name == found.runner:
        address = found.runner_address
    return Engine(name, address if name != "local" or address is None else _without_cluster(address, runner))


def check(engine: Engine, api_url: str) -> None:
    """Raise UnusableRunner unless the engine is installed, its address answers and its workers reach `api_url`."""
    if not engine.cluster:
        return
    missing = [name for name in _PACKAGES[engine.runner] if find_spec(name) is None]
    if missing:
        raise UnusableRunner(f"runner {engine.runner} needs {', '.join(missing)}: pip install 'fazhi[{engine.runner}]'")
    if engine.address is None:
        return
    host, port = _host_and_port(engine.runner, engine.address)
    if not _loopback(host) and _loopback(urlsplit(api_url).hostname or ""):
        raise UnusableRunner(
            f"the workers of {engine.address} do not reach a Prefect server on {api_url}: start one that they reach "
            "and name it in PREFECT_API_URL (docs/scaling.md)"
        )
    try:
        socket.create_connection((host, port), CONNECT_SECONDS).close()
    except OSError as error:
        raise UnusableRunner(
            f"no {engine.runner} cluster answers at {engine.address} ({error}): start it, or leave the address out for "
            "one on this machine"
        ) from error


@contextmanager
def started(engine: Engine, workers: int) -> Iterator["TaskRunner[Any]"]:
    """The task runner of a cluster, connected; a cluster that was started here ends with it. Raises UnusableRunner."""
    runner = (_dask if engine.runner == "dask" else _ray)(engine.address, workers)
    with runner:
        if engine.runner == "dask":
            _connect(runner, engine)
        yield runner


def worker_died(error: BaseException) -> bool:
    """Whether `error` is an engine's word for workers that died on a task."""
    kind = type(error)
    return kind.__name__ in _WORKER_DIED.get(kind.__module__.partition(".")[0], ())


def _dask(address: str | None, workers: int) -> Any:
    from prefect_dask import DaskTaskRunner

    logging.getLogger("distributed").setLevel(logging.ERROR)  # it tells of every connection
    if address:
        return DaskTaskRunner(address=address, client_kwargs={"timeout": CONNECT_SECONDS})
    # One thread each: the process in which a worker works takes one chunk at a time.
    here = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    return DaskTaskRunner(cluster_kwargs=here)


def _ray(address: str | None, workers: int) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # no outbound calls
    from prefect_ray import RayTaskRunner

    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "warning"}
    if address:
        return RayTaskRunner(address=address, init_kwargs=quiet)
    return RayTaskRunner(init_kwargs={**quiet, "num_cpus": workers, "include_dashboard": False})


def _connect(runner: Any, engine: Engine) -> None:
    """Connect now: Prefect's runner does it with the first task, in whichever thread that comes from."""
    try:
        client = runner.client
    except (OSError, TimeoutError) as error:
        raise UnusableRunner(f"no Dask scheduler answers at {engine.address}: {error}") from error
    if not client.scheduler_info(n_workers=-1)["workers"]:
        event("cluster without workers", 30, address=str(engine.address))


def _without_cluster(address: str, runner: Runner | None) -> str | None:
    """No address for the local runner; one that is named beside it is a mistake, unless the settings name it."""
    if address != settings().runner_address:
        raise UnusableRunner(f"{address} is the address of a cluster: name its runner too, dask or ray")
    return None


def _host_and_port(runner: Runner, address: str) -> tuple[str, int]:
    url = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        host, port = url.hostname, url.port
    except ValueError:
        host = port = None
    if url.scheme not in _SCHEMES[runner] or not host or not port:
        raise UnusableRunner(f"{address!r} is no address of a {runner} cluster: {_EXAMPLES[runner]}")
    return host, port


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
