"""Quizzes of the desk, as they travel."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from quizgen.desk import STATES
from quizgen.web.api.fields import Text, Whole
from quizgen.web.api.pages import PageIn
from quizgen.web.api.schemas import ArticleIn, ArticleOut, QuizOut

_DAY = validate.Regexp(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", error="expected a day such as 2026-11-23")
_MANY = 200


class _Offered(ma.Schema):
    """A candidate that was shown."""

    class Meta:
        """A candidate holds more than is kept."""

        unknown = ma.EXCLUDE

    surface = Text(200, least=1, required=True)
    entry_id = Text(400, load_default="")
    category = Text(100, load_default="")
    score = fields.Float(load_default=0.0, validate=validate.Range(0, 1))


class _Written(ma.Schema):
    """What an editor wrote: ``quiz`` in the JSON form of the contract, or the fields of it that changed.

    ``offered``: the candidates that were shown, kept for learning.
    """

    quiz = fields.Dict(keys=fields.String(), required=True)
    offered = fields.List(fields.Nested(_Offered), load_default=list, validate=validate.Length(max=_MANY))


class NewQuizIn(_Written):
    """A quiz to keep as a draft. ``article``: kept with it, so that the quiz can be opened beside its text."""

    section = Text(200, load_default="")
    day = fields.String(validate=_DAY)
    assignee = Text(200, load_default="")
    article = fields.Nested(ArticleIn)


class SaveIn(_Written):
    """``version``: of the quiz that the page began from. ``reason``: what the correction is, where readers have it."""

    version = Whole(1, 2**31 - 1, required=True)
    reason = Text(2000, load_default="")


class DraftIn(ma.Schema):
    """What the page saves by itself, beside the saved quiz."""

    quiz = fields.Dict(keys=fields.String(), required=True)
    version = Whole(1, 2**31 - 1, required=True)


class DraftOut(ma.Schema):
    """Unsaved work. ``base_version``: of the quiz that it began from."""

    who = fields.String()
    base_version = fields.Integer()
    content = fields.Nested(QuizOut)
    saved_at = fields.DateTime()


class QuizzesIn(PageIn):
    """Which quizzes; all conditions hold together."""

    text = Text(200, load_default="")
    key = Text(200, load_default="")
    date = fields.String(validate=_DAY)
    first_date = fields.String(validate=_DAY)
    last_date = fields.String(validate=_DAY)
    section = Text(200)
    author = Text(200)
    assignee = Text(200)
    state = fields.String(validate=validate.OneOf(STATES))
    article_id = Text(400)


class StoredQuizOut(ma.Schema):
    """A quiz of the desk. ``content``: as it stands; ``public``: as readers have it, null before publication."""

    quiz_id = fields.String(required=True)
    article_id = fields.String()
    article_sha256 = fields.String()
    content = fields.Nested(QuizOut, required=True)
    public = fields.Nested(QuizOut, allow_none=True)
    state = fields.String(required=True)
    state_before = fields.String()
    section = fields.String()
    date = fields.String()
    author = fields.String()
    edited_by = fields.String()
    approver = fields.String()
    assignee = fields.String()
    reason = fields.String()
    publish_at = fields.DateTime(allow_none=True)
    embargo_until = fields.DateTime(allow_none=True)
    published_at = fields.DateTime(allow_none=True)
    withdrawn_at = fields.DateTime(allow_none=True)
    editing_by = fields.String()
    editing_until = fields.DateTime(allow_none=True)
    overrides = fields.List(fields.Dict())
    corrections = fields.List(fields.Dict())
    version = fields.Integer(required=True)
    created_at = fields.DateTime()
    updated_at = fields.DateTime()


class OpenedQuizOut(ma.Schema):
    """A quiz opened to be worked on, with its article, null where the archive lacks it, and one's unsaved work."""

    quiz = fields.Nested(StoredQuizOut, required=True)
    article = fields.Nested(ArticleOut, allow_none=True)
    draft = fields.Nested(DraftOut, allow_none=True)
