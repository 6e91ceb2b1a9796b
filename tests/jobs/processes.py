"""The processes that do jobs, as tests look at them."""

from __future__ import annotations

import os
import time
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
    status = Path(f"/proc/{process}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
