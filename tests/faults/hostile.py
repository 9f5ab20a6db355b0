"""Documents that take their process down or never end, as stages that processes of a run can be given."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from fazhi.stages import normalize, segment, validate
from fazhi.stages.batch import Batch, StageReport

# What a document holds that does it, and the stage in which it does.
HANGS, EATS, DIES = "停止不动的文档", "吃掉内存的文档", "终止进程的文档"
_WHERE = {HANGS: "normalize", DIES: "normalize", EATS: "segment"}
_STAGES = {"normalize": (normalize, "_normalized"), "segment": (segment, "segment")}


def run(stage: str, batch: Batch, chunk: int) -> StageReport:
    """The stage, in which these documents do what they say."""
    module, name = _STAGES[stage]
    original = getattr(module, name)
    if not isinstance(original, partial):
        setattr(module, name, partial(_attacked, stage, original))
    return module.run(batch, chunk)


def _attacked(stage: str, original: Callable[..., Any], *given: Any, **named: Any) -> Any:
    text = given[0]["content"].decode() if stage == "normalize" else given[1]
    does = {word for word, where in _WHERE.items() if where == stage and word in text}
    if HANGS in does:
        os.kill(os.getpid(), signal.SIGSTOP)  # as in a C function: no step of Python from here on
    if EATS in does:
        return [bytes(64 << 20) for _ in range(1 << 20)]
    if DIES in does:
        os._exit(1)
    return original(*given, **named)


def run_once_lost(mark: str, batch: Batch, chunk: int) -> StageReport:
    """normalize, whose process is killed from outside the first time, before any document."""
    _lost_once(mark)
    return normalize.run(batch, chunk)


def judge_once_lost(mark: str, batch: Batch, chunk: int) -> StageReport:
    """validate, whose process is killed from outside the first time."""
    _lost_once(mark)
    return validate.run(batch, chunk)


def worked_by(mark: str, batch: Batch, chunk: int) -> StageReport:
    """Nothing is done, and which process did so stands in the file `mark`."""
    with Path(mark).open("a") as out:
        out.write(f"{os.getpid()}\n")
    return StageReport("validate", chunk)


def _lost_once(mark: str) -> None:
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
