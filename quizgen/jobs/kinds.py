"""The kinds of jobs that there are, and what does each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from quizgen.index.version import KEPT_VERSIONS
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


def build_arguments(archive: Iterable[Path] = (), keep: int = KEPT_VERSIONS, *, stored: bool = False) -> dict[str, Any]:
    """Return the arguments of a build job: see :func:`quizgen.index.build.build_index`.

    ``stored``: whether the articles of the store are taken as well.
    """
    return {"archive": [str(path.absolute()) for path in archive], "keep": keep, "stored": stored}
