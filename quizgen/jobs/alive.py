"""The sign of life of a data home's workers: a file whose time of change is the last time one of them looked."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

FILE_NAME = "worker.alive"
EVERY = 5.0
"""Seconds between two signs."""


def sign(home: Path) -> None:
    """Leave a sign of life; cheap enough for every turn of a loop. A full disk stops no worker."""
    path = home / FILE_NAME
    with suppress(OSError):
        if not path.exists() or time.time() - path.stat().st_mtime >= EVERY:
            path.touch()


def last_sign(home: Path) -> datetime | None:
    """Return when a worker of this data home last lived; None if there never was one."""
    try:
        return datetime.fromtimestamp((home / FILE_NAME).stat().st_mtime, UTC)
    except OSError:
        return None
