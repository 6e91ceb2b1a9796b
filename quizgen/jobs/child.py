"""The process in which a job is done: started by :mod:`quizgen.jobs.supervisor`, and ended with it.

It holds what is heavy (the model, the archive, NMSLIB), so that its supervisor can always renew the lease, and can stop
it at any moment.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from quizgen.errors import ArgumentError, InputError, QuizgenError
from quizgen.jobs.kinds import WORK
from quizgen.jobs.progress import JobProgress, JobStopped
from quizgen.store import open_store
from quizgen.store.jobs import JobRepository

# What another attempt would meet again.
_LASTING = (ArgumentError, InputError)


def main(home: Path, job_id: int, owner: str, niceness: int) -> None:
    """Do a job that ``owner`` has claimed, yielding so much to other processes, and write its end to its row."""
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
            result = WORK[job.kind](home, job, progress)
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
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
