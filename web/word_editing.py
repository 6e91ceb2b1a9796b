"""Adding and editing words: what is wrong, what is alike, and what others changed is shown before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from quizgen.errors import WordError
from quizgen.lexicon.similar import Similar
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordConflict, validate_new_word
from quizgen.web.access import require
from quizgen.web.i18n import gettext as _
from quizgen.web.services import services
from quizgen.web.told import told
from quizgen.web.word_desk import changes, search, words
from quizgen.web.word_form import (
    FIELDS,
    content_of,
    known_classes,
    problems_of,
    values_of,
)
from quizgen.word_search import KnownWord

blueprint = Blueprint("editing", __name__)

_Answer = Response | str | tuple[str, int]
# Words alike that are shown; more of them say no more.
_SHOWN = 8


@blueprint.get("/new")
@require("editor")
def new() -> str:
    """Show the form of a new word."""
    empty = NewWord(request.args.get("surface", "")[:100], request.args.get("category", ""), status="active")
    return _new_page(values_of(empty))


@blueprint.post("/new")
@require("editor")
def add() -> _Answer:
    """Add a word, unless something is wrong, or alike and not yet looked at."""
    given = content_of(request.form)
    problems = problems_of(given)
    if problems:
        return _new_page(values_of(given), problems=problems), 422
    checked = validate_new_word(given, WORD_RULES)
    same = search().get(WORD_RULES.entry_id(checked.surface, checked.word_class))
    if same is not None:
        return _new_page(values_of(given), same=same), 422
    similar = changes().similar(checked)
    if similar and request.form.get("looked") != "yes":
        return _new_page(values_of(given), similar=similar), 409
    try:
        with services().desk.lent() as generator:
            added = generator.register_word(checked, who=current_user.name)
    except WordError as refused:  # somebody else was faster
        return _new_page(values_of(given), error=told(refused)), 422
    if not added.word.contexts:
        text = _("追加しました。例文がなく、保存された記事にも出てこないため、分類だけで候補に出ます。")
        flash(text, "warning")
    elif added.from_articles:
        flash(_("追加しました。例文は保存された記事から取りました。"), "success")
    else:
        flash(_("追加しました。次の検索から候補に出ます。"), "success")
    return redirect(url_for("words.word", id=added.word.entry_id, show="offered"))


@blueprint.get("/edit")
@require("editor")
def edit() -> _Answer:
    """Show the form of a word, named by ``?id=``."""
    entry_id = request.args.get("id", "")
    found = search().get(entry_id)
    if found is None:
        moved = search().moved_to(entry_id)
        return redirect(url_for("words.editing.edit", id=moved)) if moved else abort(404)
    values = values_of(found.content)
    alias = request.args.get("alias", "")[:100]
    if alias and alias not in found.content.aliases:
        values["aliases"] = "\n".join(filter(None, (values["aliases"], alias)))
    return _edit_page(found, values, found.version)


@blueprint.post("/edit")
@require("editor")
def save() -> _Answer:
    """Save a word; where somebody else saved it meanwhile, show both sides."""
    entry_id = request.args.get("id", "")
    version = request.form.get("version", 0, type=int)
    found = search().get(entry_id)
    if found is None or (version > 0 and found.version == 0):
        moved = search().moved_to(entry_id)
        if moved is None:
            return _gone_page(entry_id)
        found = search().get(moved)
        assert found is not None
    mine = content_of(request.form, blocked=found.content.blocked)
    if "resolve" in request.form:
        mine = _resolved(found.content, mine)
    problems = problems_of(mine)
    if problems:
        return _edit_page(found, values_of(mine), version, problems=problems), 422
    checked = validate_new_word(mine, WORD_RULES)
    fields = {name: getattr(checked, name) for name in FIELDS}
    if found.version == version and all(getattr(found.content, name) == value for name, value in fields.items()):
        flash(_("変更はありません。"), "info")
        return redirect(url_for("words.word", id=found.entry_id))
    try:
        done = changes().edit(found.entry_id, version, **fields)
    except WordConflict as conflict:
        return _conflict_page(conflict), 409
    except WordError as refused:
        return _edit_page(found, values_of(mine), version, error=told(refused)), 422
    flash(_("保存しました。"), "success")
    return redirect(url_for("words.word", id=done.entry_id))


def _resolved(theirs: NewWord, mine: NewWord) -> NewWord:
    """Return their word with mine in the fields for which mine was picked."""
    picked = {name: getattr(mine, name) for name in FIELDS if request.form.get(f"pick-{name}") == "mine"}
    return replace(theirs, **picked)


def _new_page(
    values: Mapping[str, Any],
    *,
    problems: Mapping[str, list[str]] | None = None,
    same: KnownWord | None = None,
    similar: tuple[Similar, ...] = (),
    error: str = "",
) -> str:
    return render_template(
        "words/new.html",
        values=values,
        problems=problems or {},
        classes=known_classes(),
        same=same,
        similar=similar[:_SHOWN],
        n_more=max(len(similar) - _SHOWN, 0),
        error=error,
    )


def _edit_page(
    found: KnownWord,
    values: Mapping[str, Any],
    version: int,
    *,
    problems: Mapping[str, list[str]] | None = None,
    error: str = "",
) -> str:
    return render_template(
        "words/edit.html",
        found=found,
        values=values,
        version=version,
        problems=problems or {},
        classes=known_classes(),
        error=error,
    )


def _conflict_page(conflict: WordConflict) -> str:
    who = next((action.who for action in reversed(words().history(conflict.theirs.entry_id))), "")
    return render_template(
        "words/conflict.html",
        theirs=conflict.theirs,
        who=who,
        rows=[row for row in conflict.fields() if row.field in FIELDS],
        mine=values_of(conflict.mine),
    )


def _gone_page(entry_id: str) -> tuple[str, int]:
    done = words().history(entry_id)
    if not done:
        abort(404)
    last = done[-1]
    return render_template(
        "words/gone.html", entry_id=entry_id, last=last, values=values_of(content_of(request.form))
    ), 409
