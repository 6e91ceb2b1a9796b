"""The process in which a job is done: started by :mod:`quizgen.jobs.supervisor`, and ended with it.

It holds what is heavy (the model, the archive, NMSLIB), so that its supervisor can always renew the lease, and can stop
it at any moment.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from quizgen.errors import ArgumentError, InputError, QuizgenError
from quizgen.jobs.kinds import WORK, Work
from quizgen.jobs.progress import JobProgress, JobStopped
from quizgen.store import open_store
from quizgen.store.jobs import JobRepository

# What another attempt would meet again.
_LASTING = (ArgumentError, InputError)


def main(arguments: Sequence[str], work: Mapping[str, Work] = WORK) -> None:
    """Do a claimed job and write its end to its row.

    ``arguments``: the data home, the job's number, the owner that claimed it, and the niceness to run at. ``work``:
    what does each kind of job.
    """
    home, job_id, owner, niceness = Path(arguments[0]), int(arguments[1]), arguments[2], int(arguments[3])
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the supervisor
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    os.nice(niceness)
    with open_store(home) as store:
        repository = JobRepository(store)
        job = repository.get(job_id)
        if job.owner != owner:
            return
        progress = JobProgress(repository, job)
        try:
            result = work[job.kind](home, job, progress)
        except JobStopped:
            return  # the supervisor says why
        except QuizgenError as error:
            left = {"exit_code": error.exit_code}
            repository.fail(job, str(error), retry=not isinstance(error, _LASTING), result=left)
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            repository.fail(job, f"cannot go on:{where} {error.strerror or error}")
        else:
            repository.finish(job, result)


def _end(number: int, frame: FrameType | None) -> None:
    # As an exception, so that what is being built is cleared away.
    raise SystemExit(128 + number)


def _end_with_supervisor() -> None:
    # Not by sys.stdin: a thread that waits in it would be in the way of the interpreter's end.
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
