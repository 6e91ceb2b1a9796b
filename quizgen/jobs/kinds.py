"""The kinds of jobs that there are, and what does each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from quizgen.jobs.progress import JobProgress
from quizgen.store.job import Job

Work = Callable[[Path, Job, JobProgress], dict[str, Any]]
"""Does a job of a data home and returns its result, JSON-ready."""


def _build(home: Path, job: Job, progress: JobProgress) -> dict[str, Any]:
    # Imported where it is needed: a worker that waits for jobs holds no model.
    from quizgen.jobs.build import build

    return build(home, job, progress)


BUILD = "build"
WORK: Mapping[str, Work] = {BUILD: _build}
