"""The index: the version in use and the others, the words that wait, builds with their progress and log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizgen.errors import IndexVersionError, JobError
from quizgen.index.version import KEPT_VERSIONS
from quizgen.jobs.alive import last_sign
from quizgen.jobs.kinds import BUILD
from quizgen.store import ArticleRepository
from quizgen.store.job import WAITING
from quizgen.web import index_deeds
from quizgen.web.access import require
from quizgen.web.i18n import gettext as _
from quizgen.web.i18n import lazy_gettext
from quizgen.web.index_state import shown_versions, waiting
from quizgen.web.services import services
from quizgen.web.told import told
from quizgen.web.word_desk import words

blueprint = Blueprint("index", __name__, url_prefix="/index")

_JOBS_SHOWN = 10
_WORDS_SHOWN = 30
_MOST_KEPT = 100
# A worker gives a sign every few seconds; after so long none is at work.
_SILENT = timedelta(seconds=60)
STATES = {
    "queued": lazy_gettext("順番待ち"),
    "running": lazy_gettext("作成中"),
    "done": lazy_gettext("完了"),
    "failed": lazy_gettext("失敗"),
    "cancelled": lazy_gettext("中止"),
}
STEPS = {
    "model": lazy_gettext("モデルを読み込んでいます"),
    "articles": lazy_gettext("記事を読んでいます"),
    "windows": lazy_gettext("文脈を読み取っています"),
    "senses": lazy_gettext("意味ごとにまとめています"),
    "graph": lazy_gettext("検索用の図を作っています"),
    "verify": lazy_gettext("検査しています"),
    "publish": lazy_gettext("公開しています"),
    "activate": lazy_gettext("切り替えています"),
}


@blueprint.context_processor
def names() -> dict[str, object]:
    """Give the templates the names of a job's states and steps."""
    return {"state_names": STATES, "step_names": STEPS}


@blueprint.get("")
def status() -> str:
    """Show the versions, the words that wait and the builds."""
    versions = index_deeds.versions()
    shown = shown_versions(versions)
    jobs = index_deeds.jobs().find(kind=BUILD, limit=_JOBS_SHOWN)
    active = [job for job in reversed(jobs) if job.state in WAITING]
    found = waiting(versions, words())
    sign = last_sign(services().home)
    return render_template(
        "index/status.html",
        versions=shown,
        current=next((version for version in shown if version.is_current), None),
        active=active,
        ended=[job for job in jobs if job.state not in WAITING],
        waiting=found[:_WORDS_SHOWN],
        n_waiting=len(found),
        n_articles=ArticleRepository(services().store).count(),
        keep=KEPT_VERSIONS,
        no_worker=sign is None or datetime.now(UTC) - sign > _SILENT,
    )


@blueprint.get("/jobs/<int(max=2147483647):number>")
def job(number: int) -> str:
    """Show a build: how far it is, or how it ended, and its log."""
    try:
        found = index_deeds.jobs().get(number)
    except JobError:
        abort(404)
    return render_template("index/job.html", job=found, lines=index_deeds.jobs().lines(number))


@blueprint.post("/build")
@require("administrator")
def build() -> Response:
    """Put a build into the queue."""
    keep = min(max(request.form.get("keep", KEPT_VERSIONS, type=int), 1), _MOST_KEPT)
    made = index_deeds.ask_for_build(stored=request.form.get("source") == "stored", keep=keep)
    flash(_("作成を始めます。終わると自動で切り替わります。"), "success")
    return redirect(url_for("index.job", number=made.id))


@blueprint.post("/jobs/<int(max=2147483647):number>/cancel")
@require("administrator")
def cancel(number: int) -> Response:
    """Cancel a build."""
    try:
        index_deeds.cancel(number)
    except JobError:
        flash(_("もう終わっているため、中止できません。"), "error")
    else:
        flash(_("中止します。いまの版はそのままです。"), "info")
    return redirect(url_for("index.job", number=number))


@blueprint.post("/versions/<int(max=1000000):number>/activate")
@require("administrator")
def activate(number: int) -> Response:
    """Switch to a version."""
    try:
        index_deeds.switch(number)
    except IndexVersionError as refused:
        flash(_("切り替えられません。いまの版はそのままです。 %(why)s", why=told(refused)), "error")
    else:
        flash(_("第%(n)s版に切り替えました。", n=number), "success")
    return redirect(url_for("index.status"))


@blueprint.post("/rollback")
@require("administrator")
def rollback() -> Response:
    """Switch back to the version before."""
    try:
        number = index_deeds.back()
    except IndexVersionError as refused:
        flash(_("切り替えられません。いまの版はそのままです。 %(why)s", why=told(refused)), "error")
    else:
        flash(_("第%(n)s版に切り替えました。", n=number), "success")
    return redirect(url_for("index.status"))


@blueprint.post("/versions/<int(max=1000000):number>/verify")
@require("administrator")
def verify(number: int) -> Response:
    """Check a version."""
    try:
        found = index_deeds.verify(number)
    except IndexVersionError as refused:
        flash(_("第%(n)s版は壊れています。 %(why)s", n=number, why=told(refused)), "error")
    else:
        text = _(
            "第%(n)s版は正常です。近い言葉の%(share)s%%を見つけます。", n=number, share=f"{found.recall * 100:.1f}"
        )
        flash(text, "success")
    return redirect(url_for("index.status"))
