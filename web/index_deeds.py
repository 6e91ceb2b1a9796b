"""What administrators do to the index: build, cancel, switch, roll back, verify. Every deed stands in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_login import current_user

from quizgen.index.verify import Verification, verify_and_keep
from quizgen.index.version import KEPT_VERSIONS, Versions
from quizgen.jobs.kinds import BUILD, build_arguments
from quizgen.jobs.wakeups import wake_worker
from quizgen.store.history import record
from quizgen.store.job import Job
from quizgen.store.jobs import JobRepository
from quizgen.web.generating import NotLoaded
from quizgen.web.requests import request_id
from quizgen.web.services import services

if TYPE_CHECKING:
    from quizgen.index.carried import Models

KIND = "index"


def versions() -> Versions:
    """Return the versions of the data home."""
    return Versions(services().home)


def jobs() -> JobRepository:
    """Return the jobs, asked for in the name of whoever asks."""
    return JobRepository(services().store, current_user.name)


def ask_for_build(*, stored: bool, keep: int = KEPT_VERSIONS) -> Job:
    """Have a version built of the editors' words and, with ``stored``, of the stored articles; a worker does it."""
    # The worker's log names the request that asked.
    job = jobs().add(BUILD, build_arguments(keep=keep, stored=stored) | {"request_id": request_id()})
    _note("build", f"job {job.id}", {"stored": stored, "keep": keep})
    wake_worker(services().home)
    return job


def cancel(number: int) -> Job:
    """Ask a job to end; the version in use stays. Raises :class:`JobError`."""
    job = jobs().cancel(number)
    _note("cancel", f"job {number}", {})
    return job


def switch(number: int) -> None:
    """Switch to a version that the model can use. Raises :class:`IndexVersionError` or :class:`NotLoaded`."""
    from quizgen.index.activation import activate  # needs torch, for which no page waits at start

    before = versions().current()
    activate(versions(), number, _models())
    _note("activate", str(number), {"current": number}, {"current": before})


def back() -> int:
    """Switch to the newest version before the current one that can be used; return it. Raises as :func:`switch`."""
    from quizgen.index.activation import roll_back

    before = versions().current()
    number = roll_back(versions(), _models(), services().home)
    _note("roll back", str(number), {"current": number}, {"current": before})
    return number


def verify(number: int) -> Verification:
    """Check a version's files and what its graph finds. Raises :class:`IndexVersionError`."""
    found = verify_and_keep(versions().path(number))
    _note("verify", str(number), {"recall": found.recall})
    return found


def _models() -> Models:
    from quizgen.index.carried import Models

    generator = services().desk.first
    if generator is None:
        raise NotLoaded(services().desk.failure)
    return Models(generator.model)


def _note(what: str, subject: str, after: dict[str, Any], before: dict[str, Any] | None = None) -> None:
    with services().store.writing() as write:
        record(write, current_user.name, what, KIND, subject, before=before, after=after, request_id=request_id())
