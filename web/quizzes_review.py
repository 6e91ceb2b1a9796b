"""The review page of one quiz: all that a person needs to decide about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template
from flask_login import current_user

from quizgen.desk import Finding
from quizgen.desk.messages import describe
from quizgen.desk.similar import Similar
from quizgen.desk.undoing import undone
from quizgen.errors import InputError, QuizError, WorkflowError
from quizgen.results import BLANK
from quizgen.store.article import StoredArticle
from quizgen.store.articles import ArticleRepository
from quizgen.store.history import Event
from quizgen.store.quiz import ArticleChange, QuizConflict, StoredQuiz
from quizgen.store.quizzes import is_being_edited
from quizgen.web.access import may
from quizgen.web.category_names import CATEGORY_NAMES
from quizgen.web.i18n import language
from quizgen.web.quiz_desk import desk, desk_settings
from quizgen.web.quizzes_differences import Part, changes, parts
from quizgen.web.quizzes_names import (
    DEEDS,
    LIKENESS,
    SEVERITIES,
    STATE_TAGS,
    STATES,
    place_name,
    why_not,
)
from quizgen.web.services import services
from quizgen.web.sessions import people

_CONTEXT = 120  # characters of the article shown on either side of the sentence


@dataclass(frozen=True, slots=True)
class Check:
    """A finding as the page says it. ``choice``: of which choice, from 0, None for another place."""

    text: str
    place: str
    severity: str
    blocking: bool
    choice: int | None


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the history. ``changes``: (part, before, after)."""

    event: Event
    name: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence of a quiz where it stands in the article: text before, sentence, text after."""

    before: str
    sentence: str
    after: str


@dataclass(frozen=True, slots=True)
class Review:
    """What the page shows of a quiz. ``steps``: those that its state allows, each with why not, "" where one may."""

    quiz: StoredQuiz
    checks: tuple[Check, ...]
    steps: Mapping[str, str]
    can_undo: bool
    similar: tuple[Similar, ...]
    deeds: tuple[Deed, ...]
    changes: tuple[ArticleChange, ...]
    passage: Passage
    article: StoredArticle | None
    edited_by_other: str

    @property
    def blocking(self) -> tuple[Check, ...]:
        """Those findings that stand against approval."""
        return tuple(check for check in self.checks if check.blocking)


def found(quiz_id: str) -> StoredQuiz:
    """Return a quiz, or answer 404."""
    try:
        return desk().get(quiz_id)
    except QuizError as error:
        abort(404, str(error))


def review_page(
    quiz_id: str,
    *,
    problem: str = "",
    detail: str = "",
    opened: str = "",
    conflict: QuizConflict | None = None,
) -> str:
    """Return the page. ``problem``: what a step was refused for; ``detail``: the same for the technically minded.

    ``opened``: the step whose form is shown open; ``conflict``: what somebody else did since the page was loaded.
    """
    quiz = found(quiz_id)
    return render_template(
        "quizzes/review.html",
        review=review_of(quiz),
        quiz=quiz,
        problem=problem,
        detail=detail,
        opened=opened,
        since=changes(conflict.base, _snapshot(conflict.theirs)) if conflict else None,
        saved_by=conflict.theirs.edited_by if conflict else "",
        people=[user.name for user in people().list()] if may("editor") else [],
        **NAMES,
    )


NAMES: dict[str, Any] = {
    "state_names": STATES,
    "state_tags": STATE_TAGS,
    "severities": SEVERITIES,
    "likeness": LIKENESS,
    "categories": CATEGORY_NAMES,
    "blank": BLANK,
}


def review_of(quiz: StoredQuiz) -> Review:
    """Gather what the page shows."""
    history = desk().history(quiz.quiz_id)
    article = _article_of(quiz)
    other = quiz.editing_by if is_being_edited(quiz) and quiz.editing_by != current_user.name else ""
    steps = desk().steps(quiz) if may("editor") else {}
    return Review(
        quiz=quiz,
        checks=checks_of(desk().findings(quiz)),
        steps={name: why_not(name, quiz, current_user.name) if why else "" for name, why in steps.items()},
        can_undo=may("editor") and _can_undo(quiz, history),
        similar=services().knowledge.similar(quiz.content, quiz.date, settings=desk_settings()),
        deeds=tuple(Deed(event, str(DEEDS.get(event.what, event.what)), changes_of(event)) for event in history),
        changes=desk().repository.article_changes(quiz.quiz_id),
        passage=_passage(quiz, article),
        article=article,
        edited_by_other=other,
    )


def checks_of(findings: tuple[Finding, ...]) -> tuple[Check, ...]:
    """Return findings as the page says them, in the reader's language."""
    return tuple(
        Check(
            text=describe(finding, language()),
            place=place_name(finding.place),
            severity=str(finding.severity),
            blocking=finding.is_blocking,
            choice=int(finding.place.partition("/")[2]) if finding.place.startswith("choices/") else None,
        )
        for finding in findings
    )


def changes_of(event: Event) -> list[tuple[str, str, str]]:
    """Return what an event changed."""
    return changes(event.before, event.after)


def compared(mine: Mapping[str, Any], theirs: StoredQuiz, base: Mapping[str, Any] | None) -> tuple[Part, ...]:
    """Return the parts of a content that somebody else's save stands against; ``base``: fields of the history."""
    return parts(mine, theirs.content, base["content"] if base and base.get("content") else None)


def _snapshot(quiz: StoredQuiz) -> dict[str, Any]:
    return quiz.to_dict()


def _can_undo(quiz: StoredQuiz, history: tuple[Event, ...]) -> bool:
    try:
        undone(quiz, history)
    except WorkflowError:
        return False
    return True


def _article_of(quiz: StoredQuiz) -> StoredArticle | None:
    try:
        return ArticleRepository(services().store).get(quiz.article_id)
    except InputError:
        return None


def _passage(quiz: StoredQuiz, article: StoredArticle | None) -> Passage:
    """Find the sentence in the article as it is now; alone where it is not there any more."""
    sentence = str(quiz.content["sentence"])
    body = article.body if article is not None else ""
    at = body.find(sentence) if sentence else -1
    if at < 0:
        return Passage("", sentence, "")
    end = at + len(sentence)
    before, after = body[max(0, at - _CONTEXT) : at], body[end : end + _CONTEXT]
    return Passage(
        f"{'…' if at > _CONTEXT else ''}{before}", sentence, f"{after}{'…' if end + _CONTEXT < len(body) else ''}"
    )
