"""People of the tests, and clients that are logged in as one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quizgen.store import User
from quizgen.web.passwords import hashed
from quizgen.web.services import services

PASSWORD = "正しい馬の電池 42"


def add_person(app: Flask, name: str, role: str) -> User:
    """Add a user with :data:`PASSWORD`, unless there is one of this name."""
    with app.test_request_context("/"):
        from quizgen.web.sessions import people

        repository = people("tests")
        user = repository.find(name)
        if user is None:
            user = repository.add(name, role)
            repository.set_password(user.id, hashed(PASSWORD))
        assert services().store is not None
        return user


class Visitor:
    """A client that sends CSRF tokens as a browser would."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self._token = ""

    def get(self, path: str, **named: object) -> TestResponse:
        """Get a page, or JSON."""
        return self.client.get(path, **named)

    def post(self, path: str, data: Mapping[str, object] | None = None, **named: object) -> TestResponse:
        """Send a form."""
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **named)

    def send(self, method: str, path: str, body: object = None) -> TestResponse:
        """Send JSON as the scripts do."""
        headers = {"X-CSRFToken": self.token(), "Accept": "application/json"}
        return self.client.open(path, method=method, json=body, headers=headers)

    def token(self) -> str:
        """Return the CSRF token of the session, from the page that everybody may see, logged in or not."""
        page = self.client.get("/no-such-page").text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found
        return found[1]


def log_in(app: Flask, role: str, name: str = "") -> Visitor:
    """Return a client logged in as a user of a role, made on first use; ``name``: else the role."""
    name = name or role
    add_person(app, name, role)
    visitor = Visitor(app)
    answer = visitor.post("/login", {"name": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return visitor
