"""`make faults`: runs killed at random moments under one Prefect server; each must end in the undisturbed run's tables.

A round starts from a data folder that holds one batch, runs the command line on an inbox of everything, sends kill -9,
and runs it again until it ends. What is killed takes turns: the run with all its processes, the run alone, one process
of the stages, the one that they are forked from, the process that judges; the next run is killed too now and then. All
the while a reader opens the tables.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click

from flows.server import Server
from tests.faults import inbox
from tests.faults.compare import differences, state, twice
from tests.faults.reading import Reader
from tests.faults.started import JUDGE, SOURCE, STAGE, started

_KINDS = ("run and its processes", "run alone", STAGE, SOURCE, JUDGE)
# Both orders of magnitude: a run under a server here takes 10 to 20 s; nothing may take minutes.
_LONGEST = 300.0
_BATCH = "b2"
_FAZHI = "from fazhi.cli.main import main; main()"


class Rounds:
    """The rounds of one call: where they work, what they are compared with, what came out."""

    def __init__(self, folder: Path, api_url: str, seed: int) -> None:
        self.folder, self.inbox, self.first = folder, folder / "inbox", folder / "first"
        self.random = random.Random(seed)
        names = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "FAZHI_"))}
        self.env = names | {"PREFECT_API_URL": api_url, "PREFECT_HOME": str(folder / "home")}
        self.kills: Counter[str] = Counter()
        self.seconds = 0.0

    def prepare(self) -> None:
        """The batch that every round begins with, and the undisturbed run."""
        inbox.make(self.inbox)
        before = self.folder / "before"
        before.mkdir()
        for name in ("report-03.txt", "report-21.txt", "lost.txt"):
            shutil.copy(self.inbox / name, before / name)
        self.ended(self.started(self.first, before, "b1"))
        undisturbed = self._new("undisturbed")
        began = time.monotonic()
        self.ended(self.started(undisturbed))
        self.seconds = time.monotonic() - began
        self.expected = state(undisturbed)
        self.counts = Reader.counts(self.first), Reader.counts(undisturbed)

    def round(self, number: int) -> list[str]:
        """One round; returns what differs from the undisturbed run, an empty list where nothing does."""
        data = self._new(f"round-{number}")
        with Reader(data, *self.counts) as reader:
            kind = _KINDS[number % len(_KINDS)]
            process = self.started(data)
            self._kill(process, kind)
            process.wait(_LONGEST)
            if process.returncode and self.random.random() < 0.3:
                again = self.started(data)
                self._kill(again, _KINDS[0])
                again.wait(_LONGEST)
            self.ended(self.started(data))
        found = state(data)
        told = differences(found, self.expected) + twice(found) + reader.wrong
        if not told:
            shutil.rmtree(data)
        return told

    def started(self, data: Path, source: Path | None = None, batch: str = _BATCH) -> "subprocess.Popen[str]":
        """`fazhi run`, as a group of its own."""
        command = [sys.executable, "-c", _FAZHI, "run", "--input", str(source or self.inbox), "--batch", batch]
        return subprocess.Popen(
            [*command, "--data", str(data)], env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip

    def ended(self, process: "subprocess.Popen[str]") -> None:
        """Wait for a run that is to end well; raises RuntimeError with what it said where it does not."""
        said, _ = process.communicate(timeout=_LONGEST)
        if process.returncode:
            raise RuntimeError(f"the run ended with {process.returncode}:\n{said}")

    def _new(self, name: str) -> Path:
        data = self.folder / name
        shutil.copytree(self.first, data)
        return data

    def _kill(self, process: "subprocess.Popen[str]", kind: str) -> None:
        """Kill at a moment between start and end; a process of the pools, once there is one."""
        moment = time.monotonic() + self.random.uniform(0, self.seconds)
        while time.monotonic() < moment and process.poll() is None:
            time.sleep(0.01)
        if kind == _KINDS[0]:
            _send(lambda: os.killpg(process.pid, signal.SIGKILL))
        elif kind == _KINDS[1]:
            _send(process.kill)
        else:
            kind = self._kill_one(process, kind)
        self.kills[kind if process.poll() is None or process.returncode < 0 else "after the end"] += 1

    def _kill_one(self, process: "subprocess.Popen[str]", kind: str) -> str:
        """Kill one of the processes that the run has started; returns what it was."""
        found: list[int] = []
        while process.poll() is None and not found:
            found = started(process.pid)[kind]
            time.sleep(0.01)
        if not found:
            return "after the end"
        victim = self.random.choice(found)
        _send(lambda: os.kill(victim, signal.SIGKILL))
        return kind


def _send(kill: "object") -> None:
    try:
        kill()  # type: ignore[operator]
    except ProcessLookupError:
        return


@click.command()
@click.option("--kills", default=50, show_default=True, help="Rounds, each with at least one kill.")
@click.option("--seed", type=int, help="Seed of the moments (default: by the clock; printed).")
@click.option("--keep", is_flag=True, help="Keep the folders of the rounds that differ.")
def main(kills: int, seed: int | None, keep: bool) -> None:
    """Kill runs at random moments and compare what the next run leaves with an undisturbed run."""
    seed = int(time.time()) if seed is None else seed
    click.echo(f"seed {seed}")
    folder = Path(tempfile.mkdtemp(prefix="fazhi-faults-"))
    server = Server(folder / "home")
    different = 0
    try:
        server.wait()
        rounds = Rounds(folder, server.api_url, seed)
        rounds.prepare()
        click.echo(f"an undisturbed run takes {rounds.seconds:.1f} s and leaves {len(rounds.expected['files'])} files")
        began = time.monotonic()
        for number in range(kills):
            told = rounds.round(number)
            click.echo(f"round {number}: {'different' if told else 'equal'}")
            different += bool(told)
            for line in told:
                click.echo(f"round {number}: {line}")
    finally:
        server.stop()
        if not (keep and different):
            shutil.rmtree(folder, ignore_errors=True)
    pace = (time.monotonic() - began) / max(1, kills)
    what = ", ".join(f"{kind} {count}" for kind, count in sorted(rounds.kills.items()))
    click.echo(f"kills {rounds.kills.total()} ({what}), {pace:.1f} s a round")
    click.echo(f"rounds {kills}, equal {kills - different}, different {different}, seed {seed}")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
