"""The folders that versions are built in, and what killed builds leave of them.

The process that builds in ``.building-…`` holds a lock on the file of that name with ``.lock`` behind. The system
frees the lock with the process, however it ends, so leavings are told from a live build's folder without asking
which processes there are.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BUILDING, _REMOVING, _LOCK = ".building-", ".removing-", ".lock"


@contextmanager
def building_folder(parent: Path) -> Iterator[Path]:
    """Give a fresh folder in ``parent``; unless it was renamed meanwhile, it is removed at the end."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = parent / f"{_BUILDING}{secrets.token_hex(6)}"
    with _locked(folder.with_name(folder.name + _LOCK)):
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def clear_leavings(parent: Path) -> None:
    """Remove what killed builds left, and what was being removed; a live build's folder stays."""
    for folder in parent.glob(f"{_REMOVING}*"):
        shutil.rmtree(folder, ignore_errors=True)
    names = {path.name.removesuffix(_LOCK) for path in parent.glob(f"{_BUILDING}*")}
    for name in sorted(names):
        lock = parent / (name + _LOCK)
        try:
            with lock.open("r+") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(parent / name, ignore_errors=True)
                lock.unlink(missing_ok=True)
        except FileNotFoundError:
            # A build makes its lock before its folder and removes it after, so this folder is nobody's.
            shutil.rmtree(parent / name, ignore_errors=True)
        except BlockingIOError:
            continue


def remove_folder(folder: Path) -> None:
    """Remove a folder so that nobody meets half of it: it loses its name first."""
    removing = folder.with_name(f"{_REMOVING}{folder.name}-{secrets.token_hex(6)}")
    try:
        folder.rename(removing)
    except FileNotFoundError:  # another process was faster
        return
    shutil.rmtree(removing, ignore_errors=True)


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold a lock between processes on a folder itself, for writing small files in it one process at a time."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _locked(lock: Path) -> Iterator[None]:
    while True:
        with lock.open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            # Between opening and locking, another process may have taken the file for a leaving.
            if not _is(lock, stream.fileno()):
                continue
            try:
                yield
            finally:
                lock.unlink(missing_ok=True)
            return


def _is(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
