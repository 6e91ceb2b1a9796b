"""Taking a step with a quiz: submit, approve, schedule and the others, each by a form of its review page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from quizgen.desk import ApprovalBlocked
from quizgen.desk.workflow import PUBLIC, possible_steps
from quizgen.errors import QuizError, WorkflowError
from quizgen.store.quiz import QuizConflict, StoredQuiz
from quizgen.web.access import require
from quizgen.web.i18n import gettext as _
from quizgen.web.i18n import read_moment
from quizgen.web.quiz_desk import desk
from quizgen.web.quiz_steps import TAKEN, Given, take
from quizgen.web.quizzes_names import DONE, why_not
from quizgen.web.quizzes_review import review_page
from quizgen.web.told import told

blueprint = Blueprint("steps", __name__)

_NEEDS_REASON = frozenset({"reject", "withdraw"})


class Unusable(QuizError):
    """What stands in a form cannot be used; the message is for its reader, in their language."""


@blueprint.post("/<string(maxlength=400):quiz_id>/steps/<any({}):step>".format(", ".join(TAKEN)))
@require("editor")
def post(quiz_id: str, step: str) -> Response | tuple[str, int]:
    """Take a step with a quiz, and show it again: where it went wrong, with what to do."""
    version = request.form.get("version", 0, type=int)
    try:
        given = _read(request.form)
        _check(step, desk().get(quiz_id), version, given)
        take(desk(), step, quiz_id, version, given)
    except QuizConflict as conflict:
        return review_page(quiz_id, conflict=conflict), 409
    except ApprovalBlocked:
        problem = _("要修正の点があります。直すか、残す理由を書いてから承認してください。")
        return review_page(quiz_id, problem=problem, opened="approve"), 409
    except Unusable as unusable:
        return review_page(quiz_id, problem=str(unusable), opened=step), 422
    except (WorkflowError, QuizError) as refused:
        problem = _("この操作は今の状態ではできません。")
        return review_page(quiz_id, problem=problem, detail=told(refused), opened=step), 409
    flash(str(DONE[step]), "success")
    return redirect(url_for("quizzes.show", quiz_id=quiz_id))


def _read(form: Mapping[str, str]) -> Given:
    """Return what a form says."""
    texts = {name: form[name].strip() for name in ("assignee", "section", "day") if name in form}
    return Given(
        reason=form.get("reason", "").strip(),
        override=form.get("override", "").strip(),
        publish_at=_moment(form.get("publish_at", "")),
        embargo_until=_moment(form.get("embargo_until", "")),
        assignee=texts.get("assignee"),
        section=texts.get("section"),
        day=texts.get("day"),
    )


def _moment(text: str) -> datetime | None:
    try:
        return read_moment(text) if text else None
    except ValueError as error:
        raise Unusable(_("時刻を読み取れません: %(text)s", text=text)) from error


def _check(step: str, quiz: StoredQuiz, version: int, given: Given) -> None:
    """Say in the reader's language what the desk would refuse in its own words. Raises :class:`Unusable`."""
    if quiz.version != version:
        return  # told as a conflict
    if step in _NEEDS_REASON and not given.reason:
        raise Unusable(_("理由を書いてください。"))
    if step == "approve" and step in possible_steps(quiz) and desk().steps(quiz)[step] is not None:
        raise Unusable(why_not(step, quiz, current_user.name))
    if step == "schedule":
        if given.publish_at is None:
            raise Unusable(_("公開する時刻を入れてください。"))
        if given.publish_at <= datetime.now(UTC):
            raise Unusable(_("公開時刻が過ぎています。すぐに出すには「今すぐ公開」を使ってください。"))
        if quiz.embargo_until is not None and given.publish_at < quiz.embargo_until:
            raise Unusable(_("公開時刻は解禁時刻より後にしてください。"))
    if step == "publish" and quiz.embargo_until is not None and quiz.embargo_until > datetime.now(UTC):
        raise Unusable(_("解禁時刻の前なので、公開できません。"))
    if step == "embargo" and given.embargo_until is not None:
        if quiz.state in PUBLIC:
            raise Unusable(_("もう公開されているので、解禁時刻は付けられません。"))
        if quiz.publish_at is not None and quiz.publish_at < given.embargo_until:
            raise Unusable(_("公開時刻より後の解禁時刻です。先に公開時刻を変えてください。"))
