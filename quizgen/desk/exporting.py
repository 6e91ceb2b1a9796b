"""Handing a day's quizzes out: what readers may have, with corrections and withdrawals, in the batch's formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from quizgen.batch.formats import FORMATS, WRITERS
from quizgen.desk.content import checked_day
from quizgen.desk.workflow import APPROVED, State
from quizgen.errors import QuizError
from quizgen.store.quiz import QuizFilter, StoredQuiz
from quizgen.store.quizzes import QuizRepository

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Export:
    """What a day hands out.

    ``quizzes``: in the JSON form of the contract, with ``section``, ``state`` and ``publish_at`` besides; corrected
    ones with ``corrections``, withdrawn ones without stem and choices but with ``withdrawn``. ``left_out``: why each
    other quiz of the day is not there, by identifier: its state, or "embargo".
    """

    day: str
    quizzes: tuple[Mapping[str, Any], ...]
    left_out: Mapping[str, str]

    def write(self, format: str, stream: TextIO) -> None:
        """Write the quizzes to a text stream opened with ``newline=""``; ``format``: jsonl, csv, gift or html."""
        if format not in WRITERS:
            raise QuizError(f"format: expected one of {', '.join(FORMATS)}, got {format!r}")
        WRITERS[format](self.quizzes, stream)


def export_day(repository: QuizRepository, day: str, now: datetime, *, section: str | None = None) -> Export:
    """Gather what a day hands out at the moment ``now``: what a person has approved and no embargo holds back.

    While a correction waits for approval, readers keep what they have. Raises :class:`QuizError` for no day.
    """
    if not checked_day(day):
        raise QuizError("date: expected a day such as 2026-11-23, got nothing")
    handed_out: list[Mapping[str, Any]] = []
    left_out: dict[str, str] = {}
    for quiz in _of_day(repository, QuizFilter(date=day, section=section)):
        data = handed(quiz)
        if quiz.embargo_until is not None and now < quiz.embargo_until:
            left_out[quiz.quiz_id] = "embargo"
        elif data is None:
            left_out[quiz.quiz_id] = str(quiz.state)
        else:
            handed_out.append(data)
    return Export(day, tuple(handed_out), left_out)


def handed(quiz: StoredQuiz) -> Mapping[str, Any] | None:
    """Return a quiz as it is handed out, None for one that is not: not approved, suspended, rejected."""
    if quiz.state == State.WITHDRAWN:
        # Once approved it may have been handed out before.
        was_approved = quiz.public is not None or quiz.approver or quiz.state_before
        return _withdrawn(quiz) if was_approved else None
    if quiz.state in APPROVED:
        content = quiz.content
    elif quiz.state == State.IN_REVIEW and quiz.public is not None and quiz.state_before != State.SUSPENDED:
        content = quiz.public
    else:
        return None
    data: dict[str, Any] = {**content, "section": quiz.section, "state": str(quiz.state)}
    if quiz.state == State.IN_REVIEW:
        data["state"] = str(State.CORRECTED if quiz.corrections else State.PUBLISHED)
    if quiz.publish_at is not None:
        data["publish_at"] = quiz.publish_at.isoformat()
    if quiz.corrections:
        data["corrections"] = [{"at": note["at"], "note": note["note"]} for note in quiz.corrections]
    return data


def _withdrawn(quiz: StoredQuiz) -> Mapping[str, Any]:
    content = quiz.content
    at = quiz.withdrawn_at or quiz.updated_at
    return {
        "schema": content["schema"],
        "id": quiz.quiz_id,
        "article_id": quiz.article_id,
        "key": content["key"],
        "distractors": [],
        "source": content["source"],
        "section": quiz.section,
        "state": str(quiz.state),
        "withdrawn": {"at": at.isoformat(), "reason": quiz.reason},
    }


def _of_day(repository: QuizRepository, wanted: QuizFilter) -> Iterable[StoredQuiz]:
    offset = 0
    while found := repository.list(wanted, limit=_AT_ONCE, offset=offset, newest_first=False).quizzes:
        yield from found
        offset += len(found)
