"""The index: its versions, the words that wait for the next build, switching, and the jobs that build."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import abort
from flask_login import current_user
from marshmallow import fields, validate

from quizgen.errors import IndexVersionError, JobError
from quizgen.index.activation import activate, roll_back
from quizgen.index.build import KEPT_VERSIONS
from quizgen.index.carried import Models
from quizgen.index.verify import Verification
from quizgen.index.version import Manifest, Versions
from quizgen.index.waiting import waiting_words
from quizgen.jobs.build import build_arguments
from quizgen.jobs.kinds import BUILD
from quizgen.jobs.wakeups import wake_worker
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import WordRepository
from quizgen.store.job import STATES, Job
from quizgen.store.jobs import JobRepository
from quizgen.web.api.description import Resource
from quizgen.web.api.fields import Count
from quizgen.web.api.missing import not_found
from quizgen.web.api.schemas import listing
from quizgen.web.generating import NotLoaded
from quizgen.web.services import services

blueprint = Resource("index-api", __name__, description="The index of senses and the jobs that build it.")

_MOST_JOBS = 200


class _VersionOut(ma.Schema):
    """A version of the index. ``recall``: what the last check found, null where there was none."""

    number = fields.Integer(required=True)
    current = fields.Boolean(required=True)
    identity = fields.String()
    origin = fields.String()
    created = fields.String()
    senses = fields.Integer()
    dimensions = fields.Integer()
    recall = fields.Float(allow_none=True)


class _IndexOut(ma.Schema):
    """``current``: the version in use, null before the first; ``waiting``: identifiers of words for the next build."""

    current = fields.Integer(allow_none=True)
    versions = fields.List(fields.Nested(_VersionOut))
    waiting = fields.List(fields.String())


class _NumberOut(ma.Schema):
    """The version that is in use now."""

    current = fields.Integer(required=True)


class _JobsIn(ma.Schema):
    """Which jobs."""

    state = fields.String(validate=validate.OneOf(STATES))
    limit = Count(1, _MOST_JOBS, load_default=50)


class JobOut(ma.Schema):
    """A job. ``step``, ``done``, ``total``: how far it is; a total of 0 is not known."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    who = fields.String()
    attempts = fields.Integer()
    max_attempts = fields.Integer()
    cancel_asked = fields.Boolean()
    step = fields.String()
    done = fields.Integer()
    total = fields.Integer()
    error = fields.String()
    result = fields.Dict(allow_none=True)
    heartbeat_at = fields.DateTime(allow_none=True)
    created_at = fields.DateTime()
    started_at = fields.DateTime(allow_none=True)
    finished_at = fields.DateTime(allow_none=True)


class _LogIn(ma.Schema):
    """``after``: the id of the last line that is known."""

    after = Count(0, 2**31 - 1, load_default=0)


class _LineOut(ma.Schema):
    """A line of a log."""

    id = fields.Integer()
    at = fields.DateTime()
    line = fields.String()


@blueprint.operation("GET", "/index", role="reader", gives=_IndexOut)
def status() -> dict[str, Any]:
    """Return the versions of the index and the words that wait for the next."""
    versions = Versions(services().home)
    current = versions.current()
    found = [_version(versions, number, current) for number in versions.numbers()]
    waiting = waiting_words(versions, WordRepository(services().store, WORD_RULES))
    return {"current": current, "versions": found, "waiting": [word.entry_id for word in waiting]}


@blueprint.operation(
    "POST", "/index/versions/<int(max=1000000):number>/activate", role="administrator", gives=_NumberOut, refuses=(409,)
)
def use(number: int) -> dict[str, Any]:
    """Switch to a version, if the model that runs can use it; running processes notice."""
    models, versions = _models(), Versions(services().home)
    with not_found(IndexVersionError):
        Manifest.load(versions.path(number))
    try:
        activate(versions, number, models)
    except IndexVersionError as error:
        abort(409, str(error))
    return {"current": number}


@blueprint.operation("POST", "/index/rollback", role="administrator", gives=_NumberOut)
def rollback() -> dict[str, Any]:
    """Switch back to the newest version before the current one that can be used."""
    return {"current": roll_back(Versions(services().home), _models(), services().home)}


@blueprint.operation("POST", "/index/build", role="administrator", status=202, gives=JobOut)
def build() -> Job:
    """Have a version built that takes in the editors' words; a worker does it, one build at a time."""
    job = _jobs().add(BUILD, build_arguments(keep=KEPT_VERSIONS))
    wake_worker(services().home)
    return job


@blueprint.operation("GET", "/jobs", role="reader", takes=_JobsIn, location="query", gives=listing(JobOut))
def jobs(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the latest jobs, the newest first."""
    states = (asked["state"],) if "state" in asked else ()
    return {"items": _jobs().find(states=states, limit=asked["limit"])}


@blueprint.operation("GET", "/jobs/<int(max=2147483647):job_id>", role="reader", gives=JobOut)
def job(job_id: int) -> Job:
    """Return one job, with how far it is."""
    with not_found(JobError):
        return _jobs().get(job_id)


@blueprint.operation(
    "GET", "/jobs/<int(max=2147483647):job_id>/log", role="reader", takes=_LogIn, location="query",
    gives=listing(_LineOut),
)  # fmt: skip
def log(asked: dict[str, Any], job_id: int) -> dict[str, Any]:
    """Return the lines of a job's log behind one that is known."""
    with not_found(JobError):
        _jobs().get(job_id)
    return {"items": _jobs().lines(job_id, asked["after"])}


@blueprint.operation(
    "POST", "/jobs/<int(max=2147483647):job_id>/cancel", role="administrator", gives=JobOut, refuses=(422,)
)
def cancel(job_id: int) -> Job:
    """Ask a job to end; the version in use stays. One that has ended is refused."""
    with not_found(JobError):
        _jobs().get(job_id)
    return _jobs().cancel(job_id)


def _jobs() -> JobRepository:
    return JobRepository(services().store, current_user.name)


def _models() -> Models:
    generator = services().desk.first
    if generator is None:
        raise NotLoaded(services().desk.failure)
    return Models(generator.model)


def _version(versions: Versions, number: int, current: int | None) -> dict[str, Any]:
    manifest = Manifest.load(versions.path(number))
    verified = Verification.load(versions.path(number))
    return {
        "number": number,
        "current": number == current,
        "identity": manifest.identity[:16],
        "origin": manifest.origin,
        "created": manifest.created,
        "senses": manifest.senses,
        "dimensions": manifest.dimensions,
        "recall": verified.recall if verified else None,
    }
