"""What is done to words besides adding and changing: likenesses, block, retire, merge, undo, import and export."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask_smorest.fields import Upload
from marshmallow import fields, validate

from quizgen.lexicon import CATEGORIES, STATUSES
from quizgen.lexicon.wordfiles import COLUMNS
from quizgen.store import NewWord, Operation, Word
from quizgen.store.word import CONTENT
from quizgen.web.api.description import Resource
from quizgen.web.api.fields import Count, Text, Whole
from quizgen.web.api.pages import PageIn, page, page_of
from quizgen.web.api.schemas import listing
from quizgen.web.api.words import KnownOut, WordOut, known
from quizgen.web.security import takes_file
from quizgen.web.word_desk import changes, search, words
from quizgen.web.word_files import rows_of
from quizgen.word_search import ORIGINS, WordFilter

blueprint = Resource("word-deeds-api", __name__, url_prefix="/words", description="What is done to words.")

_MOST_OPERATIONS = 200


class _SearchIn(PageIn):
    """Which words: ``q`` is a part of the surface, of an alias, or of the reading in either kana."""

    q = Text(200, load_default="")
    category = fields.String(validate=validate.OneOf([*CATEGORIES]))
    status = fields.String(validate=validate.OneOf(["", *STATUSES]))
    origin = fields.String(validate=validate.OneOf(ORIGINS))


class _LikeIn(ma.Schema):
    """A word that is to be added."""

    surface = Text(100, least=1, required=True)
    category = fields.String(required=True, validate=validate.OneOf([*CATEGORIES]))
    word_class = Text(100, load_default="")
    reading = Text(200, load_default="")
    aliases = fields.List(Text(100), validate=validate.Length(max=50), load_default=list)


class _LikeOut(ma.Schema):
    """A word that a new one may be the same as, and the sign of it: same_name, alias, variant, slip or reading."""

    entry_id = fields.String(required=True)
    surface = fields.String(required=True)
    category = fields.String()
    kind = fields.String(required=True)


class _NamedIn(ma.Schema):
    """``word``: a surface, or an identifier where the surface names several."""

    word = Text(200, least=1, required=True)


class _BlockIn(_NamedIn):
    """``reason``: why; it stays in the history."""

    reason = Text(500, least=1, required=True)


class _RetireIn(_NamedIn):
    """``status``: what became of it; ``last_seen``: the last year that had it; ``successor``: what took its place."""

    status = fields.String(load_default="former", validate=validate.OneOf(STATUSES[1:]))
    last_seen = Whole(1, 2100, load_default=None, allow_none=True)
    successor = Text(100, load_default="")


class _MergeIn(_NamedIn):
    """``into``: the word that stays."""

    into = Text(200, least=1, required=True)


class _OperationsIn(ma.Schema):
    """How many, the latest first."""

    limit = Count(1, _MOST_OPERATIONS, load_default=50)


class _OperationOut(ma.Schema):
    """What one write did to ``n_words`` words, one of them ``entry_id``; undone as a whole by its ``number``."""

    number = fields.Integer(required=True)
    at = fields.DateTime()
    who = fields.String()
    what = fields.String()
    n_words = fields.Integer()
    entry_id = fields.String()
    undoes = fields.Integer(allow_none=True)
    undone_by = fields.Integer(allow_none=True)


class _FileIn(ma.Schema):
    """``file``: CSV or JSON lines, by its name."""

    file = Upload(required=True)


class _ImportedOut(ma.Schema):
    """How many words were added."""

    imported = fields.Integer(required=True)


_RowOut = ma.Schema.from_dict({column: fields.Raw() for column in COLUMNS}, name="WordRowOut")


@blueprint.operation("GET", "/search", role="reader", takes=_SearchIn, location="query", gives=page_of(KnownOut))
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """Return words, shipped and added, that meet every condition, those that are named so first."""
    size = asked["page_size"]
    wanted = WordFilter(asked["q"], asked.get("category"), asked.get("status"), origin=asked.get("origin"))
    found = search().find(wanted, limit=size + 1, offset=(asked["page"] - 1) * size)
    return page(asked, [known(word) for word in found.words])


@blueprint.operation("POST", "/similar", takes=_LikeIn, gives=listing(_LikeOut))
def similar(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the words that one which is to be added may be the same as."""
    found = changes().similar(NewWord(**{**asked, "aliases": tuple(asked["aliases"])}))
    return {
        "items": [
            {name: getattr(item.entry, name) for name in ("entry_id", "surface", "category")} | {"kind": item.kind}
            for item in found
        ]
    }


@blueprint.operation("POST", "/block", takes=_BlockIn, gives=listing(WordOut))
def block(asked: dict[str, Any]) -> dict[str, list[Word]]:
    """Never offer a word again; of a surface, in all its meanings."""
    return {"items": changes().block(asked["word"], asked["reason"])}


@blueprint.operation("POST", "/unblock", takes=_NamedIn, gives=listing(WordOut))
def unblock(asked: dict[str, Any]) -> dict[str, list[Word]]:
    """Offer a blocked word again."""
    return {"items": changes().unblock(asked["word"])}


@blueprint.operation("POST", "/retire", takes=_RetireIn, gives=WordOut)
def retire(asked: dict[str, Any]) -> Word:
    """Mark a thing of the past: it is offered only in articles of its time."""
    return changes().retire(asked["word"], asked["status"], last_seen=asked["last_seen"], successor=asked["successor"])


@blueprint.operation("POST", "/merge", takes=_MergeIn, gives=WordOut)
def merge(asked: dict[str, Any]) -> Word:
    """Make one word of two that are the same thing."""
    return changes().merge(asked["word"], asked["into"])


@blueprint.operation(
    "GET", "/operations", role="reader", takes=_OperationsIn, location="query", gives=listing(_OperationOut)
)
def operations(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what was done to words last, the latest first."""
    return {"items": words().operations(asked["limit"])}


@blueprint.operation("POST", "/operations/<int(max=2147483647):number>/undo", gives=_OperationOut, refuses=(409, 422))
def undo(number: int) -> Operation:
    """Take back an operation as a whole; that is an operation of its own. Later changes that overlap refuse it."""
    return words().undo(number)


@blueprint.operation("POST", "/import", takes=_FileIn, location="files", gives=_ImportedOut, status=201)
@takes_file
def take(asked: dict[str, Any]) -> dict[str, int]:
    """Add the words of a file, all of them or none; every bad row is named by line and column."""
    rows, _ = rows_of(asked["file"])
    return {"imported": len(words().import_words(rows))}


@blueprint.operation("GET", "/export", role="reader", gives=listing(_RowOut))
def export() -> dict[str, Any]:
    """Return every word that was added or changed, each as a line of JSON lines that import reads."""
    names = dict(zip(COLUMNS, CONTENT, strict=True))
    return {"items": [{column: getattr(word, name) for column, name in names.items()} for word in words().export()]}
