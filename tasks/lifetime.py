"""Processes that must not outlive the run that started them: a killed run leaves nothing that holds its files."""

import fcntl
import os
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection

# Linux: the signal that a descriptor sends instead of SIGIO; its number where Python (before 3.12) has no name for it.
_F_SETSIG = 10


def follow_parent(parent: int) -> None:
    """End this process, within a second, when the process `parent` that started it is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def hang_on(lifeline: Connection) -> None:
    """Have the kernel kill this process, at once, when the other end of a pipe is closed: when its holder is gone.

    Also a process that is stopped or never leaves a C function, where no thread of `follow_parent` would run: what is
    left of a killed run must not write beside the next one. On systems other than Linux this does nothing.
    """
    if not sys.platform.startswith("linux"):
        return
    # Opened anew: whom to tell is kept with what was opened, which the descriptor that came shares with all processes.
    own = os.open(f"/proc/self/fd/{lifeline.fileno()}", os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(own, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(own, _F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(own, fcntl.F_SETFL, fcntl.fcntl(own, fcntl.F_GETFL) | os.O_ASYNC)
    if lifeline.poll():  # closed before the kernel was asked to tell
        os._exit(1)
