"""The journal of a run: what has been proposed, so that a killed run goes on without a duplicate or a gap.

``OUT.part`` stands beside the output until the run is done. Its first line says what the run is (settings, and the
identities of model, index, words, rules and style); each further one holds an article's proposal, written whole before
the next article's. A line that a crash tore is cut off, and its article done again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from quizgen.batch.proposing import Proposal
from quizgen.errors import ArgumentError, InputError, QuizgenError

Header = Mapping[str, Any]

# The first name in a journal, by which it is told from other files; its value is the version of this form.
_MARK, _FORM = "quizgen_batch", 2


class Journal:
    """An open journal, held by this process alone. Iterating gives every proposal in it, from the first, each time.

    ``resume``: whether an unfinished run may be gone on with; ``earlier`` is then its header, and ``finished`` says
    how many articles it had proposed for. Call :meth:`begin` before the first :meth:`append`. Raises
    :class:`QuizgenError` when another process holds it or the disk refuses it.
    """

    def __init__(self, path: Path, *, resume: bool) -> None:
        self.path = path
        self.earlier: Header | None = None
        self.finished = 0
        self._begin = 0
        self._descriptor = self._locked()
        try:
            earlier = self._header()
            if resume and earlier is not None:
                self.earlier = earlier
                self._cut_off()
        except BaseException:
            os.close(self._descriptor)
            raise

    def require(self, header: Header) -> None:
        """Raise :class:`ArgumentError` where the unfinished run had other values than these."""
        earlier = self.earlier
        if earlier is None:
            return
        header = {_MARK: _FORM, **header}
        names = [name for name in header if earlier.get(name) != header[name]]
        if names:
            had = ", ".join(f"{name} {earlier.get(name)}" for name in names)
            has = ", ".join(f"{name} {header[name]}" for name in names)
            raise ArgumentError(
                f"{self.path}: the unfinished run had {had}; this one has {has}; use the same, or start over "
                "without --resume"
            )

    def begin(self, header: Header) -> None:
        """Go on with the unfinished run, which must have the same header, or start over."""
        self.require(header)
        if self.earlier is None:
            os.ftruncate(self._descriptor, 0)
            line = json.dumps({_MARK: _FORM, **header}, ensure_ascii=False, separators=(",", ":"))
            try:
                self._begin = self._write(line.encode("utf-8", "surrogatepass"))
            except BaseException:
                self.path.unlink(missing_ok=True)
                raise

    def append(self, proposal: Proposal) -> None:
        """Add a proposal; when this returns, killing the process does not lose it."""
        self._write(proposal.to_json())

    def __iter__(self) -> Iterator[Proposal]:
        with self.path.open("rb") as stream:
            stream.seek(self._begin)
            for line in stream:
                yield Proposal.from_json(line)

    def close(self) -> None:
        """Leave the journal for a later run to go on with; one without any proposal is removed."""
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
        try:
            data = json.loads(line) if line.endswith(b"\n") else None
        except ValueError:
            return None
        self._begin = len(line) if isinstance(data, dict) else 0
        return data if isinstance(data, dict) else None

    def _cut_off(self) -> None:
        """Count the proposals, and cut off what follows the last whole one."""
        end = self._begin
        with self.path.open("rb") as stream:
            stream.seek(end)
            for line in stream:
                if not _is_whole(line):
                    break
                end += len(line)
                self.finished += 1
        os.ftruncate(self._descriptor, end)

    def _write(self, line: bytes) -> int:
        """Add a line, and return how long it is with its end."""
        line += b"\n"
        length = len(line)
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError as error:
            raise no_room(self.path, error) from error
        return length


def unfinished_day(path: Path) -> date | None:
    """Return the day of the unfinished run that a journal is of, None where there is none."""
    try:
        with path.open("rb") as stream:
            data = json.loads(stream.readline())
        return date.fromisoformat(data["day"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def no_room(path: Path, error: OSError) -> QuizgenError:
    """Return the error for a disk that takes no more."""
    reason = error.strerror or type(error).__name__
    return QuizgenError(f"{path}: cannot be written: {reason}; free some space and run it again with --resume")


def _is_whole(line: bytes) -> bool:
    try:
        Proposal.from_json(line)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return line.endswith(b"\n")
