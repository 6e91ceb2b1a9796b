"""The application as a whole: who gets in, what browsers are told, what errors look like."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from flask import Flask

from quizgen.web.where import local_path
from tests.web.people import Visitor, log_in


def test_a_visitor_is_led_to_the_login_and_back(app: Flask) -> None:
    answer = app.test_client().get("/?day=1")
    assert (answer.status_code, answer.location) == (302, "/login?next=/?day%3D1")


def test_a_program_without_a_login_gets_problem_details(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/nothing")
    assert answer.content_type == "application/problem+json"
    assert json.loads(answer.text)["status"] == 404


def test_every_page_forbids_inline_script_and_being_framed(app: Flask) -> None:
    answer = app.test_client().get("/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert " style=" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_without_its_token_is_refused(app: Flask) -> None:
    visitor = log_in(app, "reader")
    assert visitor.client.post("/logout").status_code == 400
    assert visitor.client.post("/logout", data={"csrf_token": "x"}).status_code == 400
    assert visitor.post("/logout").status_code == 302


def test_an_error_is_a_page_in_the_language_of_the_reader(app: Flask) -> None:
    visitor = Visitor(app)
    assert "ページが見つかりません" in visitor.get("/nothing").text
    visitor.post("/language", {"language": "en", "next": "/login"})
    assert "There is no such page" in visitor.get("/nothing").text


def test_a_request_beyond_the_limit_is_refused(app: Flask) -> None:
    visitor = Visitor(app)
    answer = visitor.post("/login", {"name": "x" * (3 * 2**20), "password": "y"})
    assert answer.status_code == 413


@pytest.mark.parametrize("wanted", ["//other.site", "https://other.site/", "/\\other.site", "\t//other.site", "x", ""])
def test_nobody_is_sent_to_another_site(app: Flask, wanted: str) -> None:
    with app.test_request_context():
        assert local_path(wanted) == "/"
        assert local_path("/words?q=1") == "/words?q=1"


def test_the_application_is_made_without_what_only_the_model_needs() -> None:
    program = (
        "import importlib, sys\n"
        "import quizgen.web.serving\n"
        "from quizgen.web.api import RESOURCES\n"
        "from quizgen.web.pages import PAGES\n"
        "for name in PAGES: importlib.import_module(f'quizgen.web.{name}')\n"
        "for name in RESOURCES: importlib.import_module(f'quizgen.web.api.{name}')\n"
        "loaded = {'torch', 'scipy'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
