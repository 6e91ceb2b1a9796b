"""A real PostgreSQL server for tests, started from Debian's package; a fresh database for each test that asks."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine
from sqlalchemy.pool import NullPool

from quizgen.store import open_store

_USER = "quizgen"
_TEMPLATE = "empty_store"
# Nothing that a test writes need outlive the machine.
_SETTINGS = ("fsync=off", "full_page_writes=off", "listen_addresses=", "max_connections=200", "shared_buffers=32MB")


def installed() -> Path | None:
    """Return the folder of the newest server's programs, None where Debian's package postgresql is missing."""
    versions = Path("/usr/lib/postgresql")
    found = [path.parent for path in versions.glob("*/bin/initdb")] if versions.is_dir() else []
    if not found or (os.geteuid() == 0 and _unprivileged() is None):
        return None
    return max(found, key=lambda folder: int(folder.parent.name))


class Server:
    """A running server, reached by a socket in its own folder; made by :func:`running`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = (f"test_{number}" for number in itertools.count())
        open_store(self._create(_TEMPLATE, "template0")).close()

    def url(self, database: str) -> str:
        """Return the URL of a database, as quizgen takes it."""
        url = URL.create("postgresql", username=_USER, database=database, query={"host": str(self._folder)})
        return url.render_as_string()

    @contextmanager
    def store(self) -> Iterator[str]:
        """Give the URL of a fresh, migrated store; it is dropped after the block, whoever is still connected."""
        yield from self._temporary(_TEMPLATE)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the URL of a database without any table; dropped after the block."""
        yield from self._temporary("template0")

    def _temporary(self, template: str) -> Iterator[str]:
        name = next(self._names)
        yield self._create(name, template)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _create(self, name: str, template: str) -> str:
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(name)

    def _run(self, statement: str) -> None:
        url = self.url("postgres").replace("postgresql:", "postgresql+psycopg:", 1)
        engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Run a server with nothing in it for the time of the block."""
    # Not pytest's folder: the server's own user must get in, and a socket's path is at most 107 bytes long.
    folder = Path(tempfile.mkdtemp(prefix="quizgen-pg-", dir=_memory()))
    user = _unprivileged()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, log = folder / "data", folder / "log"
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-s"]
    settings = " ".join(f"-c {setting}" for setting in (*_SETTINGS, f"unix_socket_directories={folder}"))
    try:
        _as_user([str(programs / "initdb"), "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync"])
        _as_user([*control, "-l", str(log), "-o", settings, "start"])
        try:
            yield Server(folder)
        finally:
            _as_user([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    """Return a file system in memory that holds the server: creating a database there is fifty times as fast."""
    folder = Path("/dev/shm")
    return folder if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 1 << 30 else None


def _unprivileged() -> pwd.struct_passwd | None:
    """Return whom the server runs as where the tests are run by root, whom initdb refuses."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


def _as_user(command: Sequence[str]) -> None:
    user = _unprivileged()
    done = subprocess.run(
        command,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        cwd="/",
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        # A started server keeps what it inherits open: files, so that nobody waits for a pipe's end.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: exit code {done.returncode}; run it by hand to see why")
