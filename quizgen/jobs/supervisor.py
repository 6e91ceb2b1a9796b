"""One attempt at a job: its process started, its lease renewed, its cancelling obeyed, its end seen."""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from quizgen.store.job import RUNNING, Job
from quizgen.store.jobs import JobRepository

CHILD = (sys.executable, "-m", "quizgen.jobs.child")
"""The command that does a job; its arguments follow."""
NICENESS = 3
"""What a build yields to searching (Unix niceness): little enough that it ends where searching takes every core."""

# Between two looks at the process, at the row, and how long a process may take to clear away what it was doing.
_LOOK, _BEAT, _GRACE = 0.1, 1.0, 5.0
# Of what a process that broke down left on standard error.
_LAST_LINES = 5
_LOG = logging.getLogger(__name__)


def supervise(
    repository: JobRepository,
    home: Path,
    job: Job,
    told_to_end: threading.Event,
    on_beat: Callable[[Job], None] = lambda job: None,
    *,
    in_background: bool,
    child: Sequence[str] = CHILD,
) -> Job:
    """Do a claimed job in a process of its own, and return it as it stands afterwards.

    ``told_to_end``: when it is set, the process is ended. ``on_beat`` is told how far the job is. ``in_background``:
    nobody sits before it, so it lets other processes go first, and a job whose process is ended goes back into the
    queue rather than being cancelled. ``child``: the command that does a job.
    """
    facts = {"job": job.id, "kind": job.kind, "attempt": job.attempts, "request_id": job.arguments.get("request_id")}
    _LOG.info("job begun", extra=facts)
    with tempfile.TemporaryFile() as errors:
        niceness = NICENESS if in_background else 0
        command = [*child, str(home), str(job.id), job.owner, str(niceness)]
        # The pipe is never written to: its end, when this process ends in whatever way, ends the child.
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors) as process:
            try:
                _watch(repository, job, process, told_to_end, on_beat)
            finally:
                _stop(process)
        errors.seek(0)
        last = errors.read().decode("utf-8", "replace").splitlines()[-_LAST_LINES:]
    left = repository.get(job.id)
    if left.state == RUNNING and left.owner == job.owner:
        if left.cancel_asked or (told_to_end.is_set() and not in_background):
            repository.end_cancelled(job)
        elif told_to_end.is_set():
            repository.give_back(job)
        else:
            _note_breakdown(repository, job, process.returncode, last)
    ended = repository.get(job.id)
    _LOG.info("job ended", extra=facts | {"state": str(ended.state), "error": ended.error})
    on_beat(ended)
    return ended


def _watch(
    repository: JobRepository,
    job: Job,
    child: subprocess.Popen[bytes],
    told_to_end: threading.Event,
    on_beat: Callable[[Job], None],
) -> None:
    """Return when the process has ended, or must."""
    next_beat = time.monotonic() + _BEAT
    while child.poll() is None and not told_to_end.is_set():
        told_to_end.wait(_LOOK)
        if time.monotonic() < next_beat:
            continue
        next_beat = time.monotonic() + _BEAT
        held = repository.beat(job)
        if held is None or held.cancel_asked:
            return
        on_beat(held)


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(_GRACE)
    except subprocess.TimeoutExpired:  # NMSLIB's code hears no signal
        child.kill()
        child.wait()


def _note_breakdown(repository: JobRepository, job: Job, code: int, last: list[str]) -> None:
    """Write the end of an attempt whose process could not say it itself."""
    for line in last:
        repository.log(job.id, line)
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    repository.fail(job, f"its process broke down ({how}){': ' + last[-1] if last else ''}")
