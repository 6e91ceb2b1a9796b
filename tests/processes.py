"""The processes that are started to work, as tests look at them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path


def child_of(home: Path) -> int:
    """Wait until the child is at work; return its process number."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if (home / "waiting").exists() and (text := (home / "waiting").read_text(encoding="ascii")):
            return int(text)
        time.sleep(0.05)
    raise AssertionError("the child did not begin")


def lives(process: int) -> bool:
    """Whether a process is still at work."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A killed process that nobody has waited for is gone as well.
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return not Path("/proc/self/stat").exists()
    return status.rpartition(")")[2].split()[0] != "Z"


def ends(process: int, seconds: float = 30) -> bool:
    """Whether a process ends by itself within the time."""
    return until(lambda: not lives(process), seconds)


def until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait until something holds; False when it does not within the time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
