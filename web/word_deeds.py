"""What is done to a word at a press of a button: block, unblock, retire, merge, delete, undo."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quizgen.errors import WordError
from quizgen.store.word_undo import UndoConflict
from quizgen.web.access import require
from quizgen.web.i18n import gettext as _
from quizgen.web.i18n import ngettext
from quizgen.web.told import told
from quizgen.web.where import local_path
from quizgen.web.word_desk import changes, search, words

blueprint = Blueprint("deeds", __name__)


@blueprint.post("/block")
@require("editor")
def block() -> Response:
    """Never offer a word again, in any of its meanings."""
    entry_id, reason = _asked(), request.form.get("reason", "").strip()
    if not reason:
        return _refused(entry_id, _("使用禁止にする理由を入力してください。"))
    try:
        changes().block(_surface(entry_id), reason)
    except WordError as refused:
        return _refused(entry_id, told(refused))
    return _done(entry_id, _("使用禁止にしました。これからは候補に出ません。"))


@blueprint.post("/unblock")
@require("editor")
def unblock() -> Response:
    """Offer a word again."""
    entry_id = _asked()
    try:
        changes().unblock(_surface(entry_id))
    except WordError as refused:
        return _refused(entry_id, told(refused))
    return _done(entry_id, _("使用禁止を解除しました。"))


@blueprint.post("/retire")
@require("editor")
def retire() -> Response:
    """Mark a thing of the past."""
    entry_id, form = _asked(), request.form
    try:
        changes().retire(
            entry_id,
            form.get("status", ""),
            last_seen=form.get("last_seen", type=int),
            successor=form.get("successor", "").strip(),
        )
    except WordError as refused:
        return _refused(entry_id, told(refused))
    return _done(entry_id, _("過去のものにしました。その時代の記事だけで候補に出ます。"))


@blueprint.post("/merge")
@require("editor")
def merge() -> Response:
    """Make one word of two that are the same thing."""
    entry_id, into = _asked(), request.form.get("into", "").strip()
    try:
        merged = changes().merge(entry_id, into)
    except WordError as refused:
        return _refused(entry_id, told(refused))
    return _done(merged.entry_id, _("統合しました。名前と例文はこの言葉に移りました。"))


@blueprint.post("/delete")
@require("editor")
def delete() -> Response:
    """Delete a word; one that ships is as it ships again."""
    entry_id = _asked()
    try:
        changes().delete(entry_id)
    except WordError as refused:
        return _refused(entry_id, told(refused))
    return _done(entry_id, _("削除しました。下の履歴から元に戻せます。"))


@blueprint.post("/undo")
@require("editor")
def undo() -> Response:
    """Take back an operation as a whole."""
    back = local_path(request.form.get("next", "")) if request.form.get("next") else url_for("words.history")
    try:
        done = words().undo(request.form.get("number", 0, type=int))
    except UndoConflict as refused:
        what = "; ".join(map(told, refused.problems[:5]))
        flash(_("後から変更されているため、取り消せません: %(what)s", what=what), "error")
    except WordError as refused:
        flash(told(refused), "error")
    else:
        flash(ngettext("取り消しました(%(n)s語)。", "取り消しました(%(n)s語)。", done.n_words), "success")
    return redirect(back)


def _asked() -> str:
    return request.args.get("id", "")


def _surface(entry_id: str) -> str:
    """Return the name of a word: blocking holds for all that bear it."""
    found = search().get(entry_id)
    return entry_id if found is None else found.content.surface


def _done(entry_id: str, text: str) -> Response:
    flash(text, "success")
    return redirect(url_for("words.word", id=entry_id))


def _refused(entry_id: str, text: str) -> Response:
    flash(text, "error")
    return redirect(url_for("words.word", id=entry_id))
