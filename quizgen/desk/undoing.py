"""Undo: the last change of a quiz that can be taken back, and the quiz as it was before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quizgen.desk.workflow import State
from quizgen.errors import WorkflowError
from quizgen.store.history import Event
from quizgen.store.quiz import StoredQuiz, decided

UNDOABLE = frozenset(
    {"edit", "arrange", "embargo", "take_over", "submit", "send_back", "reject", "approve", "schedule", "unschedule"}
)
"""What can be taken back. What readers saw cannot be unseen: that is corrected or withdrawn."""


def undone(quiz: StoredQuiz, history: Sequence[Event]) -> tuple[Event, StoredQuiz]:
    """Return the event to take back, and the quiz without it. ``history``: newest first.

    Undoing again goes one further back. It never gives an approval: where there was one, the quiz stands in review.
    Raises :class:`WorkflowError` where nothing is left that can be taken back.
    """
    done: set[int] = set()
    for event in history:
        if event.what == "undo" and event.after:
            done.add(event.after["undoes"])
        elif event.id not in done:
            break
    else:
        raise WorkflowError(f"quiz {quiz.quiz_id}: there is nothing to undo")
    if event.before is None:
        raise WorkflowError(f"quiz {quiz.quiz_id}: there is nothing to undo but its making; reject it instead")
    before = replace(quiz, **decided(event.before))
    if event.what not in UNDOABLE or before.public != quiz.public:
        raise WorkflowError(
            f"quiz {quiz.quiz_id}: the last step ({event.what}) cannot be undone; correct or withdraw it instead"
        )
    if event.what == "approve" and before.state == State.SUSPENDED:
        raise WorkflowError(f"quiz {quiz.quiz_id}: it was confirmed against the new article; edit it instead")
    waiting = (State.APPROVED, State.SCHEDULED)
    if before.state in waiting and quiz.state not in waiting:
        before = replace(before, state=State.IN_REVIEW, approver="", overrides=())
    return event, before
