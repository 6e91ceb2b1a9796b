"""All checks of a quiz: pure, and quick enough to be asked at every keystroke."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizgen.desk.choice_checks import check_alike, check_also_correct, check_standing_out
from quizgen.desk.context import CheckContext
from quizgen.desk.findings import Finding
from quizgen.desk.text_checks import check_article, check_empty, check_given_away, check_story, check_words

CHECKS = (
    check_empty,
    check_alike,
    check_also_correct,
    check_given_away,
    check_words,
    check_story,
    check_article,
    check_standing_out,
)


def check(content: Mapping[str, Any], context: CheckContext | None = None) -> tuple[Finding, ...]:
    """Return the faults of a quiz in the JSON form of the contract, blocking ones first.

    The same content and context give the same findings in the same order.
    """
    context = context or CheckContext()
    found = [finding for one in CHECKS for finding in one(content, context)]
    return tuple(sorted(found, key=lambda finding: not finding.is_blocking))
