"""Whatever is sent, the API answers as its description says: schemathesis on the running application."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.people import add_person
from tests.web.real_app import real_app

__all__ = ["real_app"]
pytestmark = pytest.mark.large


EXAMPLES = 10
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: str(mode.value))
def test_answers_are_those_described(real_app: Flask, mode: GenerationMode) -> None:
    headers = {"Authorization": f"Bearer {administrators_token(real_app)}"}
    description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", real_app)
    wrong: list[str] = []
    asked = 0
    for found in description.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # an unusable description fails here

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        asked += 1
        try:
            answers()
        except Unsatisfiable:
            continue  # nothing can be wrong about an operation that takes nothing
        except Exception as error:
            wrong.append(f"{operation.label}: {error}")
    assert asked > 20
    assert not wrong, "\n\n".join(wrong)


def administrators_token(app: Flask) -> str:
    from quizgen.web.sessions import people

    user = add_person(app, "administrator", "administrator")
    with app.test_request_context("/"):
        token, _ = people("tests").add_token(user.id, "schemathesis", "administrator")
    return token
