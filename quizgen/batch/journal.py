"""The journal of a run: what has been finished, so that a killed run goes on without a duplicate or a gap.

``OUT.part`` stands beside the output until the run is done. Its first line says what the run is (options, model,
index), and each further one holds an article's outcome, written whole before the next article begins. A line that a
crash tore is cut off, and its article done again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from quizgen.batch.items import Outcome, QuizData
from quizgen.errors import ArgumentError, InputError, QuizgenError

Header = Mapping[str, Any]

# The first name in a journal, by which it is told from other files; its value is the version of this form.
_MARK = "quizgen_batch"


def journal_path(out: Path) -> Path:
    """Return where the journal of a run that writes ``out`` stands."""
    return out.with_name(f"{out.name}.part")


class Journal:
    """An open journal, held by this process alone. Iterating gives every quiz in it, from the first, each time.

    ``header``: names everything that the bytes of the outcomes depend on besides the articles. With ``resume`` the
    outcomes of an unfinished run are kept for :meth:`replay`; without, they are dropped. Raises :class:`QuizgenError`
    when another process holds it or the disk refuses it, and :class:`ArgumentError` when the unfinished run had
    another header.
    """

    def __init__(self, path: Path, header: Header, *, resume: bool) -> None:
        self.path = path
        header = {_MARK: 1, **header}
        self._descriptor = self._locked()
        try:
            earlier = self._header()
            if not resume or earlier is None:
                self._start_over(header)
            elif earlier != header:
                raise ArgumentError(_mismatch(path, earlier, header))
            with path.open("rb") as stream:
                self._begin = len(stream.readline())
        except BaseException:
            os.close(self._descriptor)
            raise

    def replay(self) -> Iterator[Outcome]:
        """Yield the finished outcomes in their order, then cut off what follows the last whole one."""
        end = self._begin
        with self.path.open("rb") as stream:
            stream.seek(end)
            for line in stream:
                outcome = _outcome(line)
                if outcome is None:
                    break
                end += len(line)
                yield outcome
        os.ftruncate(self._descriptor, end)

    def append(self, outcome: Outcome) -> None:
        """Add an outcome; when this returns, killing the process does not lose it."""
        self._write(asdict(outcome))

    def __iter__(self) -> Iterator[QuizData]:
        with self.path.open("rb") as stream:
            stream.seek(self._begin)
            for line in stream:
                yield from json.loads(line)["quizzes"]

    def close(self) -> None:
        """Leave the journal for a later run to go on with; one without any outcome is removed."""
        if os.fstat(self._descriptor).st_size <= self._begin:
            self.path.unlink(missing_ok=True)
        os.close(self._descriptor)

    def remove(self) -> None:
        """Remove the journal: the run is done."""
        self.path.unlink()
        os.close(self._descriptor)

    def _locked(self) -> int:
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written: {error.strerror}; choose another -o") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise QuizgenError(
                f"{self.path}: another batch is writing this output; wait for it or choose another -o"
            ) from error
        return descriptor

    def _header(self) -> Header | None:
        """Return the first line, or None where a crash left none. Raises :class:`InputError` for a foreign file."""
        with self.path.open("rb") as stream:
            line = stream.readline()
        begins = f'{{"{_MARK}":'.encode()
        if line[: len(begins)] != begins[: len(line)]:
            raise InputError(f"{self.path}: expected the journal of a batch, got another file; move it away")
        return _json(line)

    def _start_over(self, header: Header) -> None:
        os.ftruncate(self._descriptor, 0)
        try:
            self._write(header)
        except BaseException:
            self.path.unlink(missing_ok=True)
            raise

    def _write(self, data: Mapping[str, Any]) -> None:
        line = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError as error:
            raise no_room(self.path, error) from error


def no_room(path: Path, error: OSError) -> QuizgenError:
    """Return the error for a disk that takes no more."""
    reason = error.strerror or type(error).__name__
    return QuizgenError(f"{path}: cannot be written: {reason}; free some space and run it again with --resume")


def _outcome(line: bytes) -> Outcome | None:
    data = _json(line)
    try:
        if data is None:
            return None
        return Outcome(**{**data, "quizzes": tuple(data["quizzes"]), "stories": tuple(data["stories"])})
    except (KeyError, TypeError):
        return None


def _json(line: bytes) -> dict[str, Any] | None:
    """Return the object of a whole line, or None for a torn or foreign one."""
    try:
        data = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _mismatch(path: Path, earlier: Header, now: Header) -> str:
    names = [name for name in {**earlier, **now} if earlier.get(name) != now.get(name)]
    had = ", ".join(f"{name} {earlier.get(name)}" for name in names)
    has = ", ".join(f"{name} {now.get(name)}" for name in names)
    return f"{path}: the unfinished run had {had}; this one has {has}; use the same, or start over without --resume"
