"""Parts of the machine that some tests need: skipped where absent, required where QUIZGEN_REQUIRE_REAL is set."""

from __future__ import annotations

import os

import pytest

VARIABLE = "QUIZGEN_REQUIRE_REAL"


def require_real(condition: object, what: str) -> None:
    """Skip the calling test unless ``condition`` holds; fail instead where QUIZGEN_REQUIRE_REAL is set.

    ``what`` names the missing part, such as "Debian's package mecab-ipadic-utf8".
    """
    if condition:
        return
    if os.environ.get(VARIABLE):
        pytest.fail(f"{what} is missing, and {VARIABLE} is set", pytrace=False)
    pytest.skip(f"{what} is missing")
