"""Backups of a data home: one file with the store, the index versions and the newsroom's settings.

A backup is a gzipped tar of ``manifest.json`` (what is in it, with sizes and checksums), ``store.sqlite3``, ``index/…``
and the settings (``*.toml``). It is taken while servers run: the store by SQLite's online backup, at one moment;
index versions never change once they are published. The key that signs cookies stays behind: after a restore
everybody logs in again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from quizgen.errors import QuizgenError
from quizgen.exchange import exchange
from quizgen.files import replacing, sync_folder
from quizgen.in_use import alone
from quizgen.index.version import CURRENT, Manifest, Versions, file_hash
from quizgen.store import open_store
from quizgen.store.place import FILE_NAME as STORE
from quizgen.store.place import store_name, store_url

FORMAT = 1
MANIFEST = "manifest.json"
_LEVEL = 3
_LARGEST_MANIFEST = 16 * 2**20
_ATTEMPTS = 3


class BackupError(QuizgenError):
    """A backup cannot be written, or is not one that can be restored; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds. ``files`` maps each path in it to its size in bytes and its SHA-256.

    ``store`` is "sqlite", in the backup, or "postgresql", which has its own tools; ``index``: the version in use.
    """

    created: str
    quizgen: str
    store: str
    index: int | None
    files: Mapping[str, Mapping[str, Any]]
    format: int = FORMAT


def backup(home: Path, out: Path, *, force: bool = False) -> Contents:
    """Write a backup of a data home, whole or not at all. Raises :class:`BackupError` and :class:`StoreError`.

    ``force``: replace a file that is there.
    """
    if out.exists() and not force:
        raise BackupError(f"{out}: is there already; name another file, or use --force to replace it")
    if not home.is_dir() or not any(home.iterdir()):
        raise BackupError(f"data home {home}: nothing there to back up; name the right one with --home")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".quizgen-backup-", dir=out.parent) as folder, replacing(out) as temporary:
        gathered = Path(folder)
        current = _gather(home, gathered)
        names = sorted(str(path.relative_to(gathered)) for path in gathered.rglob("*") if path.is_file())
        contents = Contents(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            quizgen=metadata.version("quizgen"),
            store=store_url(home).get_backend_name(),
            index=current,
            files={name: _described(gathered / name) for name in names},
        )
        os.close(os.open(temporary, os.O_CREAT | os.O_WRONLY, 0o600))  # it holds password hashes
        with tarfile.open(temporary, "w:gz", compresslevel=_LEVEL) as archive:
            _add_bytes(archive, MANIFEST, json.dumps(asdict(contents), ensure_ascii=False, indent=1).encode())
            for name in names:
                archive.add(gathered / name, name, recursive=False)
    return contents


def restore(file: Path, home: Path, *, force: bool = False) -> Path | None:
    """Put a backup in the place of a data home, checked before and in one step; return where the old one lies now.

    None where there was none. ``force``: replace a home that is not empty. Raises :class:`BackupError`, and
    :class:`HomeError` while a server or a worker uses the home; then nothing was changed.
    """
    occupied = home.is_dir() and any(home.iterdir())
    if home.exists() and not home.is_dir():
        raise BackupError(f"data home {home}: is no folder; name another one with --home")
    if occupied and not force:
        raise BackupError(
            f"data home {home}: is not empty; use --force to put the backup in its place, or another --home"
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{home.name}.restoring-", dir=home.parent))
    try:
        contents = _unpack(file, fresh)
        _check(file, fresh, contents)
        _sync(fresh)
        if not occupied:
            fresh.replace(home)
            sync_folder(home.parent)
            return None
        with alone(home):
            exchange(fresh, home)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    old = home.with_name(f"{home.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    fresh.rename(old)
    sync_folder(home.parent)
    return old


def read_contents(file: Path) -> Contents:
    """Return what a backup says it holds. Raises :class:`BackupError`."""
    with _opened(file) as archive:
        return _contents(file, archive)


def _gather(home: Path, folder: Path) -> int | None:
    """Copy what belongs into a backup to a folder; return the index version in use."""
    url = store_url(home)
    if url.get_backend_name() == "sqlite":
        source = Path(store_name(url))
        if source.exists():
            _copy_store(source, folder / STORE)
    for path in sorted(home.glob("*.toml")):
        shutil.copyfile(path, folder / path.name)
    for attempt in range(_ATTEMPTS):
        try:
            return _copy_index(home, folder)
        except FileNotFoundError:  # a build has pruned an old version meanwhile
            shutil.rmtree(folder / "index", ignore_errors=True)
            if attempt == _ATTEMPTS - 1:
                raise
    return None


def _copy_store(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"store {source}: cannot be copied ({error}); check the disk and the file") from error


def _copy_index(home: Path, folder: Path) -> int | None:
    versions = Versions(home)
    current = versions.current()
    for number in versions.numbers():
        target = folder / "index" / str(number)
        target.mkdir(parents=True)
        for path in sorted(versions.path(number).iterdir()):
            if path.is_file() and not path.name.startswith("."):
                shutil.copyfile(path, target / path.name)
    if current is None:
        return None
    if not (folder / "index" / str(current)).is_dir():
        raise FileNotFoundError(current)
    (folder / "index" / CURRENT).write_text(f"{current}\n", encoding="ascii")
    return current


def _described(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": file_hash(path)}


def _add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = len(data), int(datetime.now(UTC).timestamp())
    archive.addfile(entry, io.BytesIO(data))


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            yield archive
    except FileNotFoundError as error:
        raise BackupError(f"{file}: there is no such file") from error
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise BackupError(f"{file}: is no readable backup ({error}); take another one") from error


def _contents(file: Path, archive: tarfile.TarFile) -> Contents:
    entry = archive.next()
    stream = archive.extractfile(entry) if entry is not None and entry.name == MANIFEST and entry.isfile() else None
    if entry is None or stream is None or entry.size > _LARGEST_MANIFEST:
        raise BackupError(f"{file}: expected a backup of quizgen, got another archive; name a file that backup wrote")
    try:
        data = json.loads(stream.read())
        contents = Contents(**data)
        good = all(_is_inside(name) and set(kept) == {"bytes", "sha256"} for name, kept in contents.files.items())
    except (TypeError, ValueError, AttributeError) as error:
        raise BackupError(f"{file}: its manifest cannot be read ({error}); take another backup") from error
    if contents.format != FORMAT:
        raise BackupError(f"{file}: expected format {FORMAT}, got {contents.format}: a newer quizgen wrote it")
    if not good:
        raise BackupError(f"{file}: its manifest names files that no backup has; take another backup")
    return contents


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts)


def _unpack(file: Path, folder: Path) -> Contents:
    """Write the files of a backup to a folder, each compared with the manifest; nothing else of the archive."""
    with _opened(file) as archive:
        contents = _contents(file, archive)
        missing = dict(contents.files)
        while (entry := archive.next()) is not None:
            expected = missing.pop(entry.name, None)
            stream = archive.extractfile(entry) if expected is not None and entry.isfile() else None
            if expected is None or stream is None:
                raise BackupError(
                    f"{file}: holds {entry.name!r}, which its manifest does not name; take another backup"
                )
            target = folder / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(file, stream, target, expected)
    if missing:
        raise BackupError(f"{file}: lacks {', '.join(sorted(missing)[:3])}; it was cut short, take another backup")
    return contents


def _write(file: Path, stream: Any, target: Path, expected: Mapping[str, Any]) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while block := stream.read(1 << 20):
            digest.update(block)
            out.write(block)
    if (target.stat().st_size, digest.hexdigest()) != (expected["bytes"], expected["sha256"]):
        raise BackupError(f"{file}: {target.name} is not what its manifest says; the file is damaged, take another one")


def _check(file: Path, folder: Path, contents: Contents) -> None:
    """Try what was unpacked before anything is replaced: the store opens and is sound, the index is complete."""
    store = folder / STORE
    if store.exists():
        with closing(sqlite3.connect(store)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise BackupError(f"{file}: its store is damaged ({verdict}); take another backup")
        with open_store(f"sqlite:///{store}"):
            pass  # an older one is brought up to date here, a newer one refused
    if contents.index is not None:
        path = Versions(folder).path(contents.index)
        Manifest.load(path).check_files(path)


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
