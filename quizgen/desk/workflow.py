"""The way of a quiz from draft to readers: its states, the steps between them, and who may take which.

The table :data:`STEPS` is all there is to the order of things; :func:`refusal` adds the rules about persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from quizgen.desk.findings import Finding
from quizgen.errors import WorkflowError
from quizgen.store.quiz import StoredQuiz


class ApprovalBlocked(WorkflowError):
    """Checks stand against an approval; ``findings`` holds those that do."""

    def __init__(self, message: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(message)
        self.findings = findings


class State(StrEnum):
    """Where a quiz stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    SUSPENDED = "suspended"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STATES = tuple(State)
BEING_WRITTEN = frozenset({State.DRAFT, State.IN_REVIEW, State.REJECTED})
PUBLIC = frozenset({State.PUBLISHED, State.CORRECTED})
APPROVED = frozenset({State.APPROVED, State.SCHEDULED}) | PUBLIC
"""States that a person's approval stands behind."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the workflow: from which states it may be taken, and where it leads.

    ``target``: None where it depends on the quiz (see :func:`target_of`). ``needs_reason``: whoever takes it says why.
    ``by_person``: a person takes it, never a program. ``by_second``: another person than who wrote the content.
    """

    name: str
    sources: frozenset[State]
    target: State | None
    needs_reason: bool = False
    by_person: bool = False
    by_second: bool = False


_OPEN = frozenset(STATES) - {State.WITHDRAWN}

STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        Step("edit", _OPEN, None),
        Step("take_over", BEING_WRITTEN | {State.SUSPENDED}, None, by_person=True),
        Step("submit", frozenset({State.DRAFT, State.REJECTED}), State.IN_REVIEW),
        Step("send_back", frozenset({State.IN_REVIEW}), State.DRAFT),
        Step("approve", frozenset({State.IN_REVIEW, State.SUSPENDED}), None, by_person=True, by_second=True),
        Step("reject", _OPEN - PUBLIC - {State.REJECTED}, None, needs_reason=True, by_person=True),
        Step("schedule", frozenset({State.APPROVED, State.SCHEDULED}), State.SCHEDULED, by_person=True),
        Step("unschedule", frozenset({State.SCHEDULED}), State.APPROVED),
        Step("publish", frozenset({State.APPROVED, State.SCHEDULED}), State.PUBLISHED),
        Step("suspend", APPROVED, State.SUSPENDED, needs_reason=True),
        Step("withdraw", _OPEN - {State.DRAFT, State.REJECTED}, State.WITHDRAWN, needs_reason=True, by_person=True),
    )
}


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """The rules of a desk that a newsroom may set.

    ``second_person``: the approver is another person than the author; of a story that is no game always.
    ``recent_days``: how far back a quiz with the same key is pointed out. ``editing_seconds``: how long "being edited
    by" holds without another sign.
    """

    second_person: bool = True
    recent_days: int = 14
    editing_seconds: float = 120.0


def possible_steps(quiz: StoredQuiz) -> tuple[str, ...]:
    """Return the names of the steps that a quiz's state allows, in the table's order."""
    return tuple(step.name for step in STEPS.values() if quiz.state in step.sources and not _is_closed(step, quiz))


def step_from(name: str, quiz: StoredQuiz) -> Step:
    """Return a step that a quiz's state allows. Raises :class:`WorkflowError`, naming those that it does."""
    step = STEPS[name]
    if quiz.state not in step.sources or _is_closed(step, quiz):
        possible = ", ".join(possible_steps(quiz)) or "nothing"
        raise WorkflowError(
            f"quiz {quiz.quiz_id}: {name} is not possible while it is {quiz.state}; possible now: {possible}"
        )
    return step


def _is_closed(step: Step, quiz: StoredQuiz) -> bool:
    """What readers have cannot be sent back or turned down as a whole: it is confirmed, corrected or withdrawn."""
    if quiz.public is None:
        return False
    return step.name == "send_back" or (step.name == "reject" and quiz.state == State.SUSPENDED)


def target_of(step: Step, quiz: StoredQuiz) -> State:
    """Return the state that a step leads to."""
    if step.target is not None:
        return step.target
    if step.name == "take_over":
        return State(quiz.state)
    if step.name == "approve":
        return _approved_state(quiz)
    if step.name == "reject":
        # Only a correction is turned down; what readers have stays with them, suspended where it was.
        return State(quiz.state_before or public_state(quiz)) if quiz.public is not None else State.REJECTED
    return State.DRAFT if quiz.state in (State.DRAFT, State.REJECTED) else State.IN_REVIEW


def public_state(quiz: StoredQuiz) -> State:
    """Return what a quiz that readers have is called."""
    return State.CORRECTED if quiz.corrections else State.PUBLISHED


def _approved_state(quiz: StoredQuiz) -> State:
    if quiz.public is not None:
        return public_state(quiz) if dict(quiz.public) == dict(quiz.content) else State.CORRECTED
    # A suspended quiz that is confirmed unchanged comes back to where it stood.
    confirmed = quiz.state == State.SUSPENDED and quiz.state_before == State.SCHEDULED
    return State.SCHEDULED if confirmed else State.APPROVED


def refusal(
    step: Step, quiz: StoredQuiz, who: str, settings: DeskSettings, *, reason: str = "", story: bool = False
) -> str | None:
    """Say why this person may not take a step that the quiz's state allows; None where they may.

    ``story``: its article is a story that is no game, whether the quiz was known for it when it was made or not.
    """
    if step.by_person and not who:
        return f"{step.name} takes a person; sign in, or name who does it"
    if step.needs_reason and not reason.strip():
        return f"{step.name} needs a reason; say why"
    if not step.by_second:
        return None
    story = story or bool(quiz.stories)
    if not story and not settings.second_person:
        return None
    if story and not quiz.author and not quiz.edited_by:
        return "a story that is no game needs two persons, and a program made it; let one person take it over first"
    if who in (quiz.author, quiz.edited_by):
        wrote = "made it" if who == quiz.author else "changed it last"
        always = ", as always in a story that is no game" if story else ""
        return f"{who} {wrote}, so another person has to approve it{always}"
    return None
