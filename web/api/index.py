"""The index: its versions, the words that wait for the next build, switching, and the jobs that build."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import marshmallow as ma
from flask import abort
from marshmallow import fields, validate

from quizgen.errors import IndexVersionError, JobError
from quizgen.index.verify import Verification
from quizgen.index.version import KEPT_VERSIONS, Manifest, Versions
from quizgen.index.waiting import waiting_words
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import WordRepository
from quizgen.store.job import STATES, Job
from quizgen.web import index_deeds
from quizgen.web.api.description import Resource
from quizgen.web.api.fields import Count
from quizgen.web.api.missing import not_found
from quizgen.web.api.schemas import listing
from quizgen.web.services import services
from quizgen.web.told import told

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


class _VerifiedOut(ma.Schema):
    """``recall``: recall@10 of the graph, 0 to 1, on ``sample`` queries."""

    recall = fields.Float(required=True)
    sample = fields.Integer()
    at = fields.String()


class _BuildIn(ma.Schema):
    """``stored``: whether the stored articles are taken in as well; ``keep``: how many versions stay."""

    stored = fields.String(load_default="no", validate=validate.OneOf(["yes", "no"]))
    keep = Count(1, 100, load_default=KEPT_VERSIONS)


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
    """A line of a log. ``message``: the same for people, in the language of the page."""

    id = fields.Integer()
    at = fields.DateTime()
    line = fields.String()
    message = fields.Function(lambda line: told(line.line), metadata={"type": "string"})


@blueprint.operation("GET", "/index", role="reader", gives=_IndexOut)
def status() -> dict[str, Any]:
    """Return the versions of the index and the words that wait for the next."""
    versions = index_deeds.versions()
    current = versions.current()
    found = [_version(versions, number, current) for number in versions.numbers()]
    waiting = waiting_words(versions, WordRepository(services().store, WORD_RULES))
    return {"current": current, "versions": found, "waiting": [word.entry_id for word in waiting]}


@blueprint.operation(
    "POST", "/index/versions/<int(max=1000000):number>/activate", role="administrator", gives=_NumberOut, refuses=(409,)
)
def use(number: int) -> dict[str, Any]:
    """Switch to a version, if the model that runs can use it; running processes notice."""
    _require_version(number)
    with _refused():
        index_deeds.switch(number)
    return {"current": number}


@blueprint.operation(
    "POST",
    "/index/versions/<int(max=1000000):number>/verify",
    role="administrator",
    gives=_VerifiedOut,
    refuses=(409,),
)
def verify(number: int) -> Verification:
    """Check a version's files, and how many true neighbours its graph finds. A damaged one is refused."""
    _require_version(number)
    with _refused():
        return index_deeds.verify(number)


@blueprint.operation("POST", "/index/rollback", role="administrator", gives=_NumberOut, refuses=(409,))
def rollback() -> dict[str, Any]:
    """Switch back to the newest version before the current one that can be used."""
    with _refused():
        return {"current": index_deeds.back()}


@blueprint.operation(
    "POST", "/index/build", role="administrator", status=202, takes=_BuildIn, location="query", gives=JobOut
)
def build(asked: dict[str, Any]) -> Job:
    """Have a version built that takes in the editors' words; a worker does it, one build at a time."""
    return index_deeds.ask_for_build(stored=asked["stored"] == "yes", keep=asked["keep"])


@blueprint.operation("GET", "/jobs", role="reader", takes=_JobsIn, location="query", gives=listing(JobOut))
def jobs(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the latest jobs, the newest first."""
    states = (asked["state"],) if "state" in asked else ()
    return {"items": index_deeds.jobs().find(states=states, limit=asked["limit"])}


@blueprint.operation("GET", "/jobs/<int(max=2147483647):job_id>", role="reader", gives=JobOut)
def job(job_id: int) -> Job:
    """Return one job, with how far it is."""
    with not_found(JobError):
        return index_deeds.jobs().get(job_id)


@blueprint.operation(
    "GET", "/jobs/<int(max=2147483647):job_id>/log", role="reader", takes=_LogIn, location="query",
    gives=listing(_LineOut),
)  # fmt: skip
def log(asked: dict[str, Any], job_id: int) -> dict[str, Any]:
    """Return the lines of a job's log behind one that is known."""
    with not_found(JobError):
        index_deeds.jobs().get(job_id)
    return {"items": index_deeds.jobs().lines(job_id, asked["after"])}


@blueprint.operation(
    "POST", "/jobs/<int(max=2147483647):job_id>/cancel", role="administrator", gives=JobOut, refuses=(422,)
)
def cancel(job_id: int) -> Job:
    """Ask a job to end; the version in use stays. One that has ended is refused."""
    with not_found(JobError):
        index_deeds.jobs().get(job_id)
    return index_deeds.cancel(job_id)


def _require_version(number: int) -> None:
    with not_found(IndexVersionError):
        index_deeds.versions().path(number)


@contextmanager
def _refused() -> Iterator[None]:
    """Answer 409 where a version cannot be used; the one in use stays."""
    try:
        yield
    except IndexVersionError as error:
        abort(409, str(error))


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
