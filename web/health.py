"""Is it alive (``/healthz``), and can it work (``/readyz``): for a service manager and a load balancer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, jsonify

from quizgen.errors import IndexVersionError, StoreError
from quizgen.index.version import Versions
from quizgen.jobs.alive import EVERY, last_sign
from quizgen.web.access import public
from quizgen.web.services import services

blueprint = Blueprint("health", __name__)

_OK = "ok"
# A worker that missed so many signs of life is told of as gone.
_MISSED = 6


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Answer: the process lives."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Say of each part whether it is ready; 503 unless all that pages need are. The worker is told of, not needed."""
    needed = {"store": _store(), "index": _index(), "model": _model()}
    ready = all(state == _OK for state in needed.values())
    answer = jsonify({"ready": ready, "parts": needed | {"worker": _worker()}})
    if not ready:
        answer.headers["Retry-After"] = "5"
    return answer, 200 if ready else 503


def _store() -> str:
    try:
        services().store.generation()
    except StoreError as error:
        return str(error)
    return _OK


def _index() -> str:
    try:
        return _OK if Versions(services().home).current() is not None else "none installed yet"
    except IndexVersionError as error:
        return str(error)


def _model() -> str:
    desk = services().desk
    return _OK if desk.loaded else desk.failure or "loading"


def _worker() -> str:
    sign = last_sign(services().home)
    if sign is None:
        return "none"
    silent = datetime.now(UTC) - sign
    return _OK if silent < timedelta(seconds=EVERY * _MISSED) else f"silent for {round(silent.total_seconds())} s"
