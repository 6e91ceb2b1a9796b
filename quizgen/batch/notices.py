"""What readers must hear of a quiz that they have had: corrections and withdrawals, in one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizgen.batch.items import QuizData


def correction_line(correction: Mapping[str, Any]) -> str:
    """Say what was corrected and on which day (that of its UTC time)."""
    return f"訂正（{correction['at'][:10]}）{one_line(correction['note'])}"


def withdrawal_line(quiz: QuizData) -> str:
    """Say why a quiz was withdrawn and on which day (that of its UTC time)."""
    withdrawn = quiz["withdrawn"]
    return f"取り消し（{withdrawn['at'][:10]}）{one_line(withdrawn['reason'])}"


def one_line(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())
