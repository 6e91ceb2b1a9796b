"""Work for the engines' tests."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from quizgen.engines.guarded import Work
from quizgen.errors import ModelError


def load() -> Work:
    return _do


def _do(item: bytes) -> bytes:
    """Number the processes; wait, fail or die where the item says so."""
    what, _, value = item.partition(b" ")
    if what == b"wait":
        time.sleep(float(value))
    elif what == b"fail":
        raise ModelError("weights: gone")
    elif what == b"die":
        mark = Path(os.fsdecode(value))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif what == b"always":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == b"pid":
        return str(os.getpid()).encode()
    elif what == b"threads":
        return os.environ["OPENBLAS_NUM_THREADS"].encode()
    return item


def broken() -> Work:
    raise ModelError("model: not there")
