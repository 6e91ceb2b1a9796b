"""What is not there is answered with 404."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort

from quizgen.errors import QuizgenError


@contextmanager
def not_found(*kinds: type[QuizgenError]) -> Iterator[None]:
    """Answer 404 to these errors inside the block, which does nothing but look something up by its name."""
    try:
        yield
    except kinds as error:
        abort(404, str(error))
