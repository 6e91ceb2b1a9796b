"""What travels about the review of quizzes: findings, steps, history, days, imports."""

from __future__ import annotations

from datetime import datetime

import marshmallow as ma
from flask_smorest.fields import Upload
from marshmallow import fields, validate

from quizgen.desk.findings import KINDS, Severity
from quizgen.desk.similar import Why
from quizgen.web.api.fields import Text, Whole
from quizgen.web.quiz_steps import TAKEN

_FIRST_YEAR, _LAST_YEAR = 2000, 2999


def _in_reach(when: datetime) -> None:
    if not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        raise ma.ValidationError(f"expected a year from {_FIRST_YEAR} to {_LAST_YEAR}")


def _moment() -> fields.AwareDateTime:
    """A point in time with its zone, in ISO 8601; null and left out are the same."""
    return fields.AwareDateTime(format="iso", allow_none=True, load_default=None, validate=_in_reach)


class StepIn(ma.Schema):
    """A step, with what it is given. ``version``: of the quiz that the person saw.

    ``reason``: of send_back, reject and withdraw. ``override``: why blocking findings may stay, of approve.
    ``publish_at``: of schedule. ``embargo_until``: of embargo, null lifts it. ``section``, ``day``: of arrange;
    ``assignee``: of arrange and submit.
    """

    step = fields.String(required=True, validate=validate.OneOf(TAKEN))
    version = Whole(1, 2**31 - 1, required=True)
    reason = Text(2000, load_default="")
    override = Text(2000, load_default="")
    publish_at = _moment()
    embargo_until = _moment()
    assignee = Text(200, load_default=None)
    section = Text(200, load_default=None)
    day = Text(10, load_default=None)


class FindingOut(ma.Schema):
    """A fault of a quiz. ``place``: "stem", "choices/2", "explanation", "quiz"; ``text``: for people."""

    kind = fields.String(validate=validate.OneOf(KINDS))
    severity = fields.String(validate=validate.OneOf([str(severity) for severity in Severity]))
    place = fields.String()
    message = fields.String()
    values = fields.Dict(keys=fields.String(), values=fields.String())
    text = fields.String()


class SimilarOut(ma.Schema):
    """A quiz to look at beside this one. ``likeness``: of the stories, 0 to 1."""

    quiz_id = fields.String()
    why = fields.String(validate=validate.OneOf([str(why) for why in Why]))
    likeness = fields.Float()


class SentenceOut(ma.Schema):
    """A sentence that changed: ``before`` null for a new one, ``after`` null for one left out."""

    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)


class ArticleChangeOut(ma.Schema):
    """An article came again with another text. ``touches_stem``: the sentence that the quiz asks about changed."""

    quiz_id = fields.String()
    article_id = fields.String()
    sentences = fields.List(fields.Nested(SentenceOut))
    touches_stem = fields.Boolean()
    at = fields.DateTime()


class ReviewOut(ma.Schema):
    """What there is to decide about a quiz. ``steps``: those its state allows, each with why not, null if one may."""

    findings = fields.List(fields.Nested(FindingOut))
    steps = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True))
    similar = fields.List(fields.Nested(SimilarOut))
    changes = fields.List(fields.Nested(ArticleChangeOut))


class EventOut(ma.Schema):
    """A line of the history. ``before``, ``after``: the fields as they were and became."""

    at = fields.DateTime()
    who = fields.String()
    what = fields.String()
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)
    request_id = fields.String()


class DayOut(ma.Schema):
    """What a day hands out. ``left_out``: why each other quiz is not there, by its id: its state, or "embargo"."""

    day = fields.String()
    quizzes = fields.List(fields.Dict())
    left_out = fields.Dict(keys=fields.String(), values=fields.String())


class BatchIn(ma.Schema):
    """``file``: JSON lines as a batch writes them, gzipped or not."""

    file = Upload(required=True)


class BatchOut(ma.Schema):
    """What became of a batch: ids added, ids there already, a line for each bad one."""

    added = fields.List(fields.String())
    already = fields.List(fields.String())
    problems = fields.List(fields.String())


class ArrivedOut(ma.Schema):
    """An article was kept. ``quizzes``: those that its new text concerns, with their state now."""

    id = fields.String()
    quizzes = fields.Dict(keys=fields.String(), values=fields.String())
