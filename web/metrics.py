"""Numbers for Prometheus at ``/metrics``: counted per process, and looked up when they are asked for."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from quizgen.errors import IndexVersionError, StoreError
from quizgen.index.version import Manifest, Versions
from quizgen.jobs.alive import last_sign
from quizgen.store.job import FAILED, WAITING
from quizgen.store.jobs import JobRepository
from quizgen.web.access import public
from quizgen.web.services import Services, services

blueprint = Blueprint("metrics", __name__)

_NAME = "quizgen.metrics"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 2, 5, 10, 30)
_UNKNOWN = "none"


@dataclass(frozen=True)
class Meters:
    """What is counted while requests are answered."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    refused: Counter
    failures: Counter


def init_app(app: Flask, shared: Services) -> None:
    """Count every request of an application."""
    registry = CollectorRegistry()
    meters = Meters(
        registry,
        Counter("quizgen_requests", "Requests answered.", ["method", "route", "status"], registry=registry),
        Histogram("quizgen_request_seconds", "Time to an answer.", ["route"], buckets=_BUCKETS, registry=registry),
        Counter("quizgen_refused", "Requests told to come again later.", registry=registry),
        Counter("quizgen_failures", "Requests that failed on the server.", registry=registry),
    )
    registry.register(_State(shared))
    app.extensions[_NAME] = meters
    app.before_request(_begin)
    app.after_request(_end)


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Show every number, to the machines that may see them."""
    if request.remote_addr not in services().settings.metrics_from:
        abort(403)
    meters: Meters = current_app.extensions[_NAME]
    return Response(generate_latest(meters.registry), content_type=CONTENT_TYPE_LATEST)


def _begin() -> None:
    g.metrics_began = time.perf_counter()


def _end(response: Response) -> Response:
    meters: Meters = current_app.extensions[_NAME]
    # The rule, not the path: a label for every address that somebody tries would fill the memory.
    route = request.url_rule.rule if request.url_rule else _UNKNOWN
    meters.requests.labels(request.method, route, response.status_code).inc()
    if "metrics_began" in g:
        meters.seconds.labels(route).observe(time.perf_counter() - g.metrics_began)
    if response.status_code == 503:
        meters.refused.inc()
    elif response.status_code >= 500:
        meters.failures.inc()
    return response


class _State(Collector):
    """How the newsroom's quizgen stands at the moment somebody asks."""

    def __init__(self, shared: Services) -> None:
        self._shared = shared

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the numbers that can be found out; what cannot is left out."""
        now = datetime.now(UTC)
        desk = self._shared.desk
        yield _gauge("quizgen_ready", "Whether the model is loaded.", int(desk.loaded))
        yield _gauge("quizgen_waiting_requests", "Requests in line for the model.", desk.turns.waiting)
        yield _gauge("quizgen_start_time_seconds", "When this process began.", self._shared.started.timestamp())
        yield from self._index(now)
        yield from self._jobs(now)

    def _index(self, now: datetime) -> Iterator[GaugeMetricFamily]:
        try:
            versions = Versions(self._shared.home)
            number = versions.current()
            if number is None:
                return
            created = datetime.fromisoformat(Manifest.load(versions.path(number)).created)
        except (IndexVersionError, ValueError):
            return
        created = created.replace(tzinfo=UTC) if created.tzinfo is None else created
        yield _gauge("quizgen_index_version", "Number of the index in use.", number)
        yield _gauge("quizgen_index_age_seconds", "Since the index in use was built.", (now - created).total_seconds())

    def _jobs(self, now: datetime) -> Iterator[GaugeMetricFamily]:
        sign = last_sign(self._shared.home)
        if sign is not None:
            age = (now - sign).total_seconds()
            yield _gauge("quizgen_worker_heartbeat_age_seconds", "Since a worker last gave a sign of life.", age)
        try:
            found = Tally(job.state for job in JobRepository(self._shared.store).find(states=(*WAITING, FAILED)))
        except StoreError:
            return
        jobs = GaugeMetricFamily("quizgen_jobs", "Jobs that wait, run, or have failed.", labels=["state"])
        for state in (*WAITING, FAILED):
            jobs.add_metric([state], found[state])
        yield jobs


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)
