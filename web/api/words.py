"""The editors' words: find, add (a candidate in the next search), change, delete, and what was done to them."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import abort
from flask_login import current_user
from marshmallow import fields, validate

from quizgen.errors import WordError
from quizgen.lexicon import CATEGORIES, STATUSES
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, Word, WordRepository
from quizgen.store.word import CONTENT
from quizgen.web.api.description import Resource
from quizgen.web.api.fields import Flag, Text, Whole
from quizgen.web.api.missing import not_found
from quizgen.web.api.pages import PageIn, page, page_of, window
from quizgen.web.api.schemas import listing
from quizgen.web.services import services
from quizgen.web.word_desk import changes, search
from quizgen.word_search import ORIGINS, KnownWord

blueprint = Resource("words-api", __name__, url_prefix="/words", description="The words that editors add.")


class _WordsIn(PageIn):
    """Which words: ``q`` is a part of the surface, of an alias, or of the reading."""

    q = Text(200, load_default="")
    category = fields.String(validate=validate.OneOf([*CATEGORIES]))
    status = fields.String(validate=validate.OneOf(["", *STATUSES]))
    blocked = fields.String(validate=validate.OneOf(["yes", "no"]))


class _NewIn(ma.Schema):
    """A word to add. ``contexts``: sentences with it, from which its vector is made."""

    surface = Text(100, least=1, required=True)
    category = fields.String(required=True, validate=validate.OneOf([*CATEGORIES]))
    word_class = Text(100)
    reading = Text(200)
    aliases = fields.List(Text(100), validate=validate.Length(max=50))
    status = fields.String(validate=validate.OneOf(["", *STATUSES]))
    first_seen = Whole(1, 2100, allow_none=True)
    last_seen = Whole(1, 2100, allow_none=True)
    contexts = fields.List(Text(2000, least=1), validate=validate.Length(max=20))
    blocked = Flag()
    sensitive = Flag()
    reason = Text(500)
    successor = Text(100)


class _ChangedIn(_NewIn):
    """Fields of a word to change; ``version``: the one that the page began from, 0 for a word as it ships."""

    surface = Text(100, least=1)
    category = fields.String(validate=validate.OneOf([*CATEGORIES]))
    version = Whole(0, 2**31 - 1, required=True)


class WordFields(ma.Schema):
    """What is told of every word."""

    entry_id = fields.String(required=True)
    surface = fields.String(required=True)
    category = fields.String()
    word_class = fields.String()
    reading = fields.String()
    aliases = fields.List(fields.String())
    status = fields.String()
    first_seen = fields.Integer(allow_none=True)
    last_seen = fields.Integer(allow_none=True)
    contexts = fields.List(fields.String())
    blocked = fields.Boolean()
    sensitive = fields.Boolean()
    reason = fields.String()
    successor = fields.String()
    version = fields.Integer(required=True)


class WordOut(WordFields):
    """A word of the store."""

    created_at = fields.DateTime()
    updated_at = fields.DateTime()


class KnownOut(WordOut):
    """A word, shipped or not; one that is as it ships has the ``version`` 0, and no times."""

    origin = fields.String(required=True, validate=validate.OneOf(ORIGINS))


class _AddedOut(ma.Schema):
    """A word that was added. ``notices``: what it may be the same as, or that nothing is known of its use."""

    word = fields.Nested(WordOut, required=True)
    notices = fields.List(fields.String())
    from_articles = fields.Boolean()


class _ActionOut(ma.Schema):
    """A line of the history."""

    at = fields.DateTime()
    who = fields.String()
    what = fields.String()
    entry_id = fields.String()
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)


@blueprint.operation("GET", "", role="reader", takes=_WordsIn, location="query", gives=page_of(WordOut))
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the words that meet every condition, in the order of their adding."""
    limit, offset = window(asked)
    found = _words().list(
        asked["q"],
        category=asked.get("category"),
        status=asked.get("status"),
        blocked={"yes": True, "no": False}.get(asked.get("blocked", "")),
        limit=limit,
        offset=offset,
    )
    return page(asked, found)


@blueprint.operation("POST", "", status=201, takes=_NewIn, gives=_AddedOut)
def add(asked: dict[str, Any]) -> Any:
    """Add a word; the next search finds it."""
    with services().desk.lent() as generator:
        return generator.register_word(NewWord(**_content(asked)), who=current_user.name)


@blueprint.operation("GET", "/history/<path:entry_id>", role="reader", gives=listing(_ActionOut))
def history(entry_id: str) -> dict[str, Any]:
    """Return what was done to the word that has, or once had, this identifier, oldest first."""
    return {"items": _words().history(entry_id)}


@blueprint.operation("GET", "/<path:entry_id>", role="reader", gives=KnownOut)
def get(entry_id: str) -> dict[str, Any]:
    """Return one word, shipped or added, by its identifier ``surface|class``."""
    found = search().get(entry_id)
    if found is None:
        abort(404, f"word {entry_id!r}: there is none with this identifier")
    return known(found)


@blueprint.operation("PUT", "/<path:entry_id>", takes=_ChangedIn, gives=WordOut, refuses=(409,))
def change(asked: dict[str, Any], entry_id: str) -> Word:
    """Change fields of a word; with its surface or class its identifier changes."""
    version = asked.pop("version")
    if version > 0 or search().get(entry_id) is None:
        _one(entry_id)
    return changes().edit(entry_id, version, **_content(asked))


@blueprint.operation("DELETE", "/<path:entry_id>", status=204, gives=None)
def delete(entry_id: str) -> None:
    """Delete a word; its history stays."""
    _words().delete(_one(entry_id).entry_id)


def known(word: KnownWord) -> dict[str, Any]:
    """Return a word as :class:`KnownOut` takes it."""
    content = word.content
    times = {"created_at": content.created_at, "updated_at": content.updated_at} if isinstance(content, Word) else {}
    told = {name: getattr(content, name) for name in CONTENT}
    return {"entry_id": word.entry_id, "origin": word.origin, "version": word.version, **told, **times}


def _words() -> WordRepository:
    return WordRepository(services().store, WORD_RULES, current_user.name)


def _one(entry_id: str) -> Word:
    with not_found(WordError):
        return _words().get(entry_id)


def _content(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()}
