"""Exchanging two folders in one step, where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def exchange(one: Path, other: Path) -> None:
    """Give each of two folders beside one another the name of the other one.

    Linux does it in one step (renameat2(2)). Elsewhere there are three renames: killed between them, ``other`` is
    missing and lies beside its place as ``.<name>.aside``.
    """
    failed = _renameat2(one, other)
    if failed == 0:
        return
    if failed not in (errno.ENOSYS, errno.EINVAL):
        raise OSError(failed, os.strerror(failed), str(other))
    aside = other.with_name(f".{other.name}.aside")
    other.rename(aside)
    one.rename(other)
    aside.rename(one)


def _renameat2(one: Path, other: Path) -> int:
    """Return 0, or the number of the error; ENOSYS where the system has no such call."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return errno.ENOSYS
    done = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return 0 if done == 0 else ctypes.get_errno()
