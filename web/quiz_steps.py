"""The steps that a person takes with a quiz, by name: for the pages and for the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from quizgen.desk import STEPS, Desk
from quizgen.errors import QuizError
from quizgen.store.quiz import StoredQuiz

TAKEN = (*(name for name in STEPS if name not in ("edit", "suspend")), "arrange", "embargo", "undo")
"""The steps that a person may ask for; an edit brings its text along, and nobody but an article suspends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a step is given besides the quiz. Times are aware.

    ``reason``: of send_back, reject and withdraw. ``override``: why what stands against an approval may stay.
    ``publish_at``: of schedule. ``embargo_until``: of embargo, None lifts it. ``assignee``, ``section``, ``day``: of
    arrange, None leaves one as it is.
    """

    reason: str = ""
    override: str = ""
    publish_at: datetime | None = None
    embargo_until: datetime | None = None
    assignee: str | None = None
    section: str | None = None
    day: str | None = None


def take(desk: Desk, step: str, quiz_id: str, version: int, given: Given) -> StoredQuiz:
    """Take one of the steps :data:`TAKEN`. Raises what :class:`Desk` raises, and QuizError for a missing time."""
    if step == "schedule":
        if given.publish_at is None:
            raise QuizError("publish_at: expected a time, got nothing; say when readers are to have the quiz")
        return desk.schedule(quiz_id, version, given.publish_at)
    steps: dict[str, Callable[[], StoredQuiz]] = {
        "submit": lambda: desk.submit(quiz_id, version, assignee=given.assignee or None),
        "take_over": lambda: desk.take_over(quiz_id, version),
        "send_back": lambda: desk.send_back(quiz_id, version, given.reason),
        "approve": lambda: desk.approve(quiz_id, version, override=given.override),
        "reject": lambda: desk.reject(quiz_id, version, given.reason),
        "unschedule": lambda: desk.unschedule(quiz_id, version),
        "publish": lambda: desk.publish(quiz_id, version),
        "withdraw": lambda: desk.withdraw(quiz_id, version, given.reason),
        "undo": lambda: desk.undo(quiz_id, version),
        "embargo": lambda: desk.set_embargo(quiz_id, version, given.embargo_until),
        "arrange": lambda: desk.arrange(
            quiz_id, version, section=given.section, day=given.day, assignee=given.assignee
        ),
    }
    return steps[step]()
