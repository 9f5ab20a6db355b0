"""The child process of `sandbox`: reads documents from its input, answers with their text, within hard limits.

One request and one answer a document, each a line of JSON; a request's line is followed by the document's bytes.
Nothing is unpickled on either side, and what the libraries print goes nowhere.
"""

import importlib
import json
import os
import signal
import sys
from typing import Any

from fazhi.core.normalize.formats.page import Page
from fazhi.core.refusal import Refused

# Parsers write none; the interpreter keeps its compiled modules.
_LARGEST_FILE = 16 << 20
# Characters: a hundred times the longest report. A few kilobytes that unpack to more were made to keep us busy.
_LONGEST_TEXT = 8 << 20


def main(memory_bytes: int) -> None:
    """Serve requests until the input ends; leave after one that filled the memory."""
    answers = os.fdopen(os.dup(1), "wb")
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    os.dup2(devnull, 2)
    limit_resources(memory_bytes)
    requests = sys.stdin.buffer
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["size"])
        _arm(request["seconds"])
        answer = answer_to(request["extractor"], data)
        _arm(0)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()
        if answer.get("code") == "crashed":
            return


def limit_resources(memory_bytes: int) -> None:
    """Address space, files and core dumps; nothing where the system has no such limits (Windows)."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in (("RLIMIT_AS", memory_bytes), ("RLIMIT_FSIZE", _LARGEST_FILE), ("RLIMIT_CORE", 0)):
        try:
            resource.setrlimit(getattr(resource, kind), (limit, limit))
        except (ValueError, OSError, AttributeError):  # macOS refuses a limit on the address space
            continue


def answer_to(extractor: str, data: bytes) -> dict[str, Any]:
    """The page as JSON, or the refusal; `extractor` is `module:function`."""
    try:
        module, _, name = extractor.partition(":")
        page: Page = getattr(importlib.import_module(module), name)(data)
        if len(page.text) > _LONGEST_TEXT:
            raise Refused("too_large", f"文字超过 {_LONGEST_TEXT >> 20} 百万字:请拆分")
        day = page.date.isoformat() if page.date else None
        return {"text": page.text, "title": page.title, "date": day, "source": page.source, "damage": page.damage}
    except Refused as refusal:
        return {"code": refusal.code, "message": refusal.message}
    except MemoryError:
        return {"code": "crashed", "message": "解析时内存超限"}
    except Exception as error:  # whatever a parser makes of a hostile file, the answer is that it can't be read
        return {"code": "bad_file", "message": f"文档损坏:{type(error).__name__}"}


def _arm(seconds: float) -> None:
    """Have the system end this process should its parent be gone when the time is up; 0 disarms."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]))
