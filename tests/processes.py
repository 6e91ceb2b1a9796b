"""The processes that are started to work, as tests look at them."""

from __future__ import annotations

import os
from pathlib import Path

from tests.waiting import until


def child_of(home: Path) -> int:
    """Wait until the child is at work; return its process number."""
    waiting = home / "waiting"
    until(lambda: waiting.exists() and waiting.read_text(encoding="ascii"), 120)
    return int(waiting.read_text(encoding="ascii"))


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


def wait_for_end(process: int) -> None:
    """Wait until a process has ended by itself; fail when it does not."""
    until(lambda: not lives(process), 30)
