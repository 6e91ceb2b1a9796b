"""Editing the texts of a quiz on a plain form, and putting together what two people wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from quizgen.desk.content import MAX_CHOICE, MAX_EXPLANATION, MAX_RUBY, MAX_STEM, edited
from quizgen.desk.workflow import possible_steps
from quizgen.errors import QuizError, WorkflowError
from quizgen.results import BLANK
from quizgen.store.quiz import QuizConflict, StoredQuiz
from quizgen.web.access import require
from quizgen.web.i18n import gettext as _
from quizgen.web.quiz_desk import desk
from quizgen.web.quizzes_differences import PARTS_OF_TEXT, merged
from quizgen.web.quizzes_names import DONE
from quizgen.web.quizzes_review import NAMES, compared, found
from quizgen.web.told import told

blueprint = Blueprint("edit", __name__)

_Answer = Response | str | tuple[str, int]
_LIMITS = {"stem": MAX_STEM, "choice": MAX_CHOICE, "reading": MAX_RUBY, "explanation": MAX_EXPLANATION}


@blueprint.get("/<string(maxlength=400):quiz_id>/edit")
@require("editor")
def form(quiz_id: str) -> _Answer:
    """Show the texts of a quiz to be edited, with one's unsaved work; others see who has it open."""
    quiz = found(quiz_id)
    if "edit" not in possible_steps(quiz):
        flash(_("取り下げたクイズは編集できません。"), "warning")
        return redirect(url_for("quizzes.show", quiz_id=quiz_id))
    quiz, draft = desk().open(quiz_id), desk().draft(quiz_id)
    if draft is None:
        return _form(quiz, quiz.content)
    if draft.base_version != quiz.version:
        return redirect(url_for(".compare", quiz_id=quiz_id))
    return _form(quiz, draft.content, unsaved=True)


@blueprint.get("/<string(maxlength=400):quiz_id>/compare")
@require("editor")
def compare(quiz_id: str) -> _Answer:
    """Show one's unsaved work beside what somebody else has saved since it was begun."""
    quiz = found(quiz_id)
    draft = desk().draft(quiz_id)
    if draft is None or draft.base_version == quiz.version:
        return redirect(url_for(".form", quiz_id=quiz_id))
    base = next(
        (
            event.before
            for event in desk().history(quiz_id)
            if event.before and event.before.get("version") == draft.base_version
        ),
        None,
    )
    return _comparison(quiz, draft.content, base)


@blueprint.post("/<string(maxlength=400):quiz_id>/edit")
@require("editor")
def save(quiz_id: str) -> _Answer:
    """Save what was written; with ``take-…`` a part of what somebody else saved instead."""
    quiz = found(quiz_id)
    version = request.form.get("version", 0, type=int)
    written = _written(request.form, quiz.content)
    taken = {part: request.form.get(f"take-{part}", "mine") for part in PARTS_OF_TEXT}
    try:
        if version == quiz.version:
            written = merged(edited(quiz.content, written), quiz.content, taken)
        desk().save(quiz_id, written, version, reason=request.form.get("reason", ""))
    except QuizConflict as conflict:
        return _comparison(conflict.theirs, conflict.mine.content, conflict.base), 409
    except (QuizError, WorkflowError) as refused:
        needs_reason = quiz.public is not None and not request.form.get("reason", "").strip()
        problem = _("何を訂正したかを書いてください。") if needs_reason else _("保存できません。")
        return _form(quiz, {**quiz.content, **written}, problem=problem, detail=told(refused)), 422
    desk().close(quiz_id)
    flash(str(DONE["edit"]), "success")
    return redirect(url_for("quizzes.show", quiz_id=quiz_id))


@blueprint.post("/<string(maxlength=400):quiz_id>/draft/discard")
@require("editor")
def discard(quiz_id: str) -> _Answer:
    """Throw one's unsaved work away."""
    found(quiz_id)
    desk().discard_draft(quiz_id)
    return redirect(url_for("quizzes.show", quiz_id=quiz_id))


def _written(form: MultiDict[str, str], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that the form has; those that it has not stay as they are."""
    written: dict[str, Any] = {
        name: form[name].replace("\r\n", "\n").strip() for name in ("stem", "explanation") if name in form
    }
    if "choice-0" in form:
        choices = [form.get(f"choice-{place}", "").strip() for place in range(len(content["choices"]))]
        readings = [form.get(f"reading-{place}", "").strip() for place in range(len(choices))]
        written["choices"] = choices
        written["answer"] = form.get("answer", content["answer"], type=int)
        written["ruby"] = {choice: reading for choice, reading in zip(choices, readings, strict=True) if reading}
    return written


def _form(
    quiz: StoredQuiz, content: Mapping[str, Any], *, unsaved: bool = False, problem: str = "", detail: str = ""
) -> str:
    return render_template(
        "quizzes/edit.html",
        quiz=quiz,
        content=content,
        unsaved=unsaved,
        problem=problem,
        detail=detail,
        limits=_LIMITS,
        blank=BLANK,
    )


def _comparison(quiz: StoredQuiz, mine: Mapping[str, Any], base: Mapping[str, Any] | None) -> str:
    """Show three versions side by side: one's own, the saved one, and the one that both began from."""
    return render_template(
        "quizzes/compare.html",
        quiz=quiz,
        content=mine,
        parts=compared(mine, quiz, base),
        limits=_LIMITS,
        **NAMES,
    )
