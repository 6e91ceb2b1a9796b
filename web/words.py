"""The words: searched, shown one by one with what they are offered for, and what was done to them."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizgen.errors import QuizgenError
from quizgen.lexicon import CATEGORIES, STATUSES
from quizgen.web import word_deeds, word_editing, word_files
from quizgen.web.access import may
from quizgen.web.category_names import CATEGORY_NAMES
from quizgen.web.i18n import gettext
from quizgen.web.records import WHAT
from quizgen.web.services import services
from quizgen.web.told import told
from quizgen.web.turns import Busy
from quizgen.web.word_desk import search, words
from quizgen.web.word_form import LABELS, STATUS_LABELS
from quizgen.word_preview import WordPreview, preview_word
from quizgen.word_search import ORIGINS, KnownWord, WordFilter

blueprint = Blueprint("words", __name__, url_prefix="/words")
for _part in (word_editing, word_deeds, word_files):
    blueprint.register_blueprint(_part.blueprint)

_AT_ONCE = 50
_OPERATIONS_AT_ONCE = 50
_FLAGS = {"blocked": {"blocked": True}, "sensitive": {"sensitive": True}, "free": {"blocked": False}}


@blueprint.context_processor
def labels() -> dict[str, object]:
    """Give the templates the names of fields, categories and statuses."""
    return {
        "categories": CATEGORIES,
        "category_labels": CATEGORY_NAMES,
        "statuses": STATUSES,
        "status_labels": STATUS_LABELS,
        "field_labels": LABELS,
        "what_names": WHAT,
    }


@blueprint.get("")
def index() -> str:
    """Show the words that meet every condition."""
    chosen = {name: request.args.get(name, "").strip() for name in ("q", "category", "status", "origin", "flag")}
    page = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    wanted = WordFilter(
        chosen["q"][:200],
        category=chosen["category"] or None,
        status={"unknown": ""}.get(chosen["status"], chosen["status"] or None),
        origin=chosen["origin"] if chosen["origin"] in ORIGINS else None,
        **_FLAGS.get(chosen["flag"], {}),
    )
    found = search().find(wanted, limit=_AT_ONCE, offset=(page - 1) * _AT_ONCE)
    return render_template(
        "words/index.html",
        found=found.words,
        total=found.total,
        first=(page - 1) * _AT_ONCE + 1,
        page=page,
        more=found.total > page * _AT_ONCE,
        chosen=chosen,
    )


@blueprint.get("/word")
def word() -> str | Response:
    """Show one word, named by ``?id=``; with ``&show=offered`` the keys that it is offered for."""
    entry_id = request.args.get("id", "")
    found = search().get(entry_id)
    done = words().history(entry_id)
    if found is None:
        moved = search().moved_to(entry_id)
        if moved is not None:
            return redirect(url_for("words.word", id=moved))
        if not done:
            abort(404)
    preview, unready = _preview(found) if request.args.get("show") == "offered" else (None, "")
    return render_template(
        "words/word.html",
        entry_id=entry_id,
        found=found,
        done=list(reversed(done)),
        preview=preview,
        unready=unready,
    )


@blueprint.get("/history")
def history() -> str:
    """Show what was done to words last, as it can be undone."""
    return render_template("words/history.html", operations=words().operations(_OPERATIONS_AT_ONCE))


def _preview(found: KnownWord | None) -> tuple[WordPreview | None, str]:
    """Return for which keys a word is offered, or why that cannot be said now."""
    if found is None or found.content.blocked or not may("editor"):
        return None, ""
    try:
        with services().desk.lent() as generator:
            return preview_word(generator, found.content), ""
    except Busy:
        return None, gettext("モデルが使用中か、読み込み中です。少し待ってからもう一度開いてください。")
    except QuizgenError as error:
        return None, told(error)
