"""What the people who run it see: health, readiness, metrics, logs; and a crowd."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from quizgen.errors import ModelError
from quizgen.jobs.alive import sign
from quizgen.web import WebSettings, create_app, logs
from quizgen.web.generating import GeneratorDesk
from quizgen.web.services import services
from quizgen.web.turns import Turns
from tests.index.invented import publish, sense, table, vector
from tests.web.conftest import close
from tests.web.people import Visitor, log_in


def number(page: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.M)
    assert found, name
    return float(found[1])


def publish_index(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    publish(home, table([(sense("楽天|company/telecom"), vector("company/telecom"))]))


def test_health_says_only_that_the_process_lives(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_readiness_names_the_part_that_is_missing(app: Flask, web_home: Path) -> None:
    client = app.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        503,
        {
            "ready": False,
            "parts": {"store": "ok", "index": "none installed yet", "model": "ok", "worker": "none"},
        },
    )
    publish_index(web_home)
    sign(web_home)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["parts"]["worker"] == "ok"


def test_a_model_that_cannot_be_loaded_is_told_and_pages_still_answer(
    web_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ModelError("weights: missing; install again")

    monkeypatch.setattr("quizgen.model.load_model", broken)
    made = create_app(web_home, WebSettings())
    for thread in threading.enumerate():
        if thread.name == "load generator":
            thread.join(30)
    assert made.test_client().get("/readyz").json["parts"]["model"] == "weights: missing; install again"  # type: ignore[index]
    assert made.test_client().get("/login").status_code == 200
    close(made)


def test_metrics_tell_requests_jobs_index_and_worker(app: Flask, web_home: Path) -> None:
    publish_index(web_home)
    sign(web_home)
    client = app.test_client()
    client.get("/login")
    client.get("/nothing/at/all")
    page = client.get("/metrics").text
    assert number(page, 'quizgen_requests_total{method="GET",route="/login",status="200"}') == 1
    assert number(page, 'quizgen_requests_total{method="GET",route="none",status="404"}') == 1
    assert number(page, 'quizgen_request_seconds_count{route="/login"}') == 1
    assert number(page, "quizgen_index_version") == 1
    assert number(page, "quizgen_index_age_seconds") < 60
    assert number(page, "quizgen_worker_heartbeat_age_seconds") < 60
    assert number(page, 'quizgen_jobs{state="queued"}') == 0
    assert number(page, "quizgen_ready") == 1


def test_metrics_are_not_for_everybody(app: Flask) -> None:
    answer = app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 403


@pytest.fixture
def broken_app(app: Flask) -> Flask:
    blueprint = Blueprint("broken", __name__)

    @blueprint.get("/broken")
    def broken() -> str:
        raise RuntimeError("a mistake of ours")

    @blueprint.get("/slow")
    def slow() -> str:
        with services().desk.lent():
            _HELD.wait(10)
        return "done"

    app.register_blueprint(blueprint)
    return app


_HELD = threading.Event()


def test_a_mistake_of_ours_is_a_page_with_a_number_to_tell(broken_app: Flask) -> None:
    visitor = log_in(broken_app, "reader")
    answer = visitor.get("/broken", headers={"X-Request-ID": "from-proxy-1"})
    assert answer.status_code == 500
    assert "from-proxy-1" in answer.text
    assert answer.headers["X-Request-ID"] == "from-proxy-1"
    assert "mistake" not in answer.text
    assert number(visitor.get("/metrics").text, "quizgen_failures_total") == 1


def test_an_identifier_that_could_forge_a_log_line_is_not_taken(app: Flask) -> None:
    answer = app.test_client().get("/healthz", headers={"X-Request-ID": 'x" "forged": "y'})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    written = io.StringIO()
    logs.configure(written)
    yield written
    root.handlers = handlers
    root.setLevel(level)


def test_every_line_of_a_request_has_its_id_and_no_secret(app: Flask, log: io.StringIO) -> None:
    client = app.test_client()
    client.get("/start/secret-token?q=secret", headers={"X-Request-ID": "abcdefgh"})
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["route"], line["status"], line["request_id"]) for line in requests] == [
        ("/start/<token>", 404, "abcdefgh")
    ]
    assert "secret" not in json.dumps(lines)
    assert abs((datetime.fromisoformat(requests[0]["time"]) - datetime.now(UTC)).total_seconds()) < 60


class TestCrowd:
    @pytest.fixture
    def settings(self) -> WebSettings:
        return WebSettings(waiting=2, wait_seconds=30)

    def test_ten_times_the_load_is_answered_late_or_told_to_come_again(self, broken_app: Flask) -> None:
        _HELD.clear()
        visitor = log_in(broken_app, "editor")
        cookie = visitor.client.get_cookie("quizgen")
        assert cookie is not None
        answers: list[tuple[int, str | None]] = []

        def ask() -> None:
            client = broken_app.test_client()
            client.set_cookie("quizgen", cookie.value)
            answer = client.get("/slow")
            answers.append((answer.status_code, answer.headers.get("Retry-After")))

        threads = [threading.Thread(target=ask) for _ in range(30)]
        for thread in threads:
            thread.start()
        # While the model is busy, pages that need none answer.
        assert visitor.get("/account").status_code == 200
        while len(answers) < 27:
            threading.Event().wait(0.01)
        _HELD.set()
        for thread in threads:
            thread.join()
        assert sorted(answers, key=str) == [(200, None)] * 3 + [(503, "15")] * 27
        assert number(visitor.get("/metrics").text, "quizgen_refused_total") == 27


def test_pages_that_compute_ask_for_patience_while_the_model_is_loaded(broken_app: Flask) -> None:
    shared = broken_app.extensions["quizgen"]
    object.__setattr__(shared, "desk", GeneratorDesk(Turns(1, 1, 1.0)))
    answer = log_in(broken_app, "reader").get("/slow")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "モデルを読み込んでいます" in answer.text
    assert Visitor(broken_app).get("/login").status_code == 200
