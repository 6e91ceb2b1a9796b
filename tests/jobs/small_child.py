"""The process that does a job of a small home, and kinds of jobs that only tests have."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from quizgen.errors import InputError, StoreError
from quizgen.jobs.child import main
from quizgen.jobs.kinds import BUILD, WORK
from quizgen.jobs.progress import JobProgress
from quizgen.store.job import Job

CHILD = (sys.executable, "-m", "tests.jobs.small_child")


def wait(home: Path, job: Job, progress: JobProgress) -> dict[str, Any]:
    """Wait for ever, reporting: until it is cancelled or ended."""
    (home / "waiting").write_text(str(os.getpid()), encoding="ascii")
    done = 0
    try:
        while True:
            time.sleep(0.05)
            done += 1
            progress.report("wait", done, 0)
    finally:
        (home / "cleared").touch()


def deaf(home: Path, job: Job, progress: JobProgress) -> dict[str, Any]:
    """Wait, deaf to every signal that can be ignored, as compiled code is."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    (home / "waiting").write_text(str(os.getpid()), encoding="ascii")
    time.sleep(60)
    return {}


def break_down(home: Path, job: Job, progress: JobProgress) -> dict[str, Any]:
    raise ZeroDivisionError("division of the news by zero")


def die(home: Path, job: Job, progress: JobProgress) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def refuse(home: Path, job: Job, progress: JobProgress) -> dict[str, Any]:
    raise InputError("archive: found none")


def fail_once(home: Path, job: Job, progress: JobProgress) -> dict[str, Any]:
    if job.attempts == 1:
        raise StoreError("no space")
    return {"attempts": job.attempts}


def small_build(home: Path, job: Job, progress: JobProgress) -> dict[str, Any]:
    from tests.jobs.small import use_small

    use_small(home)
    return WORK[BUILD](home, job, progress)


KINDS = {"wait": wait, "deaf": deaf, "break_down": break_down, "die": die, "refuse": refuse, "fail_once": fail_once}

if __name__ == "__main__":
    main(sys.argv[1:], {**KINDS, BUILD: small_build})
