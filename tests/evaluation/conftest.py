from __future__ import annotations

import pytest

from quizgen import QuizGenerator
from quizgen.evaluation.system import System


@pytest.fixture(scope="session")
def system(generator: QuizGenerator) -> System:
    """The embedded model with the shipped index."""
    return System(generator.model, generator.index)
