"""How operations are described: every answer that one can give is named, errors as problem details."""

from __future__ import annotations

import http
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from apispec import APISpec
from flask import Response
from flask_smorest import Api, Blueprint
from flask_smorest.utils import prepare_response
from marshmallow import Schema

from quizgen.web.access import public, require
from quizgen.web.api.schemas import ProblemSchema
from quizgen.web.errors import PROBLEM

View = TypeVar("View", bound=Callable[..., Any])

# Answers that every operation can give: the request cannot be read, nobody or the wrong one asks, there is no such
# page or method, the store or the model is not there, too many ask.
_ALWAYS = (400, 401, 403, 404, 405, 503)
# What a body adds: too large, of another type, unusable.
_WITH_BODY = (413, 415, 422)
_ABOUT = """\
Offsets count Unicode code points of the article's body, half-open. Errors are problem details (RFC 9457).

A program sends `Authorization: Bearer` with an API token. A page sends its session cookie and, with every request but
GET, the token of the page in `X-CSRFToken`. 503 comes with `Retry-After`: ask again then.
"""


class DescribedApi(Api):  # type: ignore[misc]
    """flask-smorest's API, with errors as this application writes them."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _init_spec(self, **options: Any) -> None:
        info = {"description": _ABOUT}
        super()._init_spec(info=info, security=[{"session": []}, {"token": []}], **options)
        cookie = {"type": "apiKey", "in": "cookie", "name": "quizgen", "description": "The session of a page."}
        bearer = {"type": "http", "scheme": "bearer", "description": "An API token."}
        self.spec.components.security_scheme("session", cookie)
        self.spec.components.security_scheme("token", bearer)

    @public
    def _openapi_json(self) -> Response:
        """Serve the description to everybody: it holds nothing of a newsroom."""
        answer: Response = super()._openapi_json()
        return answer

    def _register_error_handlers(self) -> None:
        """Leave errors to ``quizgen.web.errors``."""

    def _register_responses(self) -> None:
        for status in http.HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if status >= 400:
                response["schema"] = self.ERROR_SCHEMA
            prepare_response(response, self.spec, PROBLEM)
            self.spec.components.response(status.name, response, lazy=True)


class Resource(Blueprint):  # type: ignore[misc]
    """A blueprint whose operations are described with the errors that each can answer with."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._prepare_doc_cbks.append(_describe_errors)

    def operation(
        self,
        method: str,
        rule: str,
        *,
        gives: type[Schema] | Schema | None,
        takes: type[Schema] | Schema | None = None,
        location: str = "json",
        role: str = "editor",
        status: int = 200,
        refuses: Sequence[int] = (),
    ) -> Callable[[View], View]:
        """Let a function answer a method of a path.

        ``takes``: what its one argument is read with, from ``location`` ("json", "query", "files"), besides those of
        the path. ``gives``: what its answer is written with, None for an answer without a body. ``role``: who may ask
        at least. ``refuses``: statuses of errors that are its own.
        """

        def decorate(view: View) -> View:
            answering: Any = self.response(status, gives)(view)
            for code in refuses:
                answering = self.alt_response(code, http.HTTPStatus(code).name)(answering)
            if takes is not None:
                answering = self.arguments(takes, location=location)(answering)
            self.route(rule, methods=[method])(require(role)(answering))
            return view

        return decorate


def _describe_errors(doc: dict[str, Any], doc_info: dict[str, Any], *, spec: APISpec, **context: Any) -> dict[str, Any]:
    statuses = {*_ALWAYS}
    if "requestBody" in doc or context.get("method", "").upper() in {"POST", "PUT", "PATCH"}:
        statuses.update(_WITH_BODY)
    for status in sorted(statuses):
        doc.setdefault("responses", {}).setdefault(status, http.HTTPStatus(status).name)
    return doc
