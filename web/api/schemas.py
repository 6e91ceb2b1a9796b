"""What travels: articles and keys in, keywords, candidates, quizzes and pictures out; the contract's JSON forms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from quizgen.neighbourhood import ROLES
from quizgen.options import DIFFICULTIES, QuizOptions
from quizgen.stories.flags import KINDS
from quizgen.web.api.fields import Flag, Text, Whole, words

MAX_BODY = 100_000
MAX_CANDIDATES = 100
_LONGEST_SEED = 2**63 - 1


class ProblemSchema(ma.Schema):
    """Problem details (RFC 9457). ``error``: the name of the refusal, where it is one of quizgen's."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    message = fields.String(metadata={"description": "The same for people, in the language of the page."})
    error = fields.String()
    errors = fields.Raw(metadata={"description": "What is wrong, by place and field."})
    request_id = fields.String()
    version = fields.Integer(metadata={"description": "Of a word that somebody else changed: the present one."})
    conflict = fields.List(
        fields.Dict(), metadata={"description": "Its fields that either changed: field, base, theirs, mine."}
    )


class ArticleIn(ma.Schema):
    """An article. Only ``body`` is required; unknown fields are passed over."""

    class Meta:
        """Articles of a newsroom may hold more than quizgen knows."""

        unknown = ma.EXCLUDE

    body = Text(MAX_BODY, least=1, required=True)
    title = Text(1000, allow_none=True)
    id = Text(400, allow_none=True)
    date = Text(40, allow_none=True)
    section = Text(200, allow_none=True)
    url = Text(2000, allow_none=True)


class ArticleOut(ma.Schema):
    """An article as it was read."""

    id = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    body = fields.String()
    date = fields.String(allow_none=True)
    section = fields.String(allow_none=True)
    url = fields.String(allow_none=True)


class OptionsIn(ma.Schema):
    """What to make. ``exclude``: words never to offer; ``history``: words offered lately, ranked lower."""

    n_choices = Whole(2, 10)
    difficulty = fields.String(validate=validate.OneOf(DIFFICULTIES))
    excluded = words(0, 500, data_key="exclude", attribute="exclude")
    history = words(0, 2000)
    seed = Whole(0, _LONGEST_SEED)

    @ma.post_load
    def make(self, data: Mapping[str, Any], **context: Any) -> QuizOptions:
        """Return the options, defaults for what is not given."""
        return QuizOptions(**data)


class AboutArticle(ma.Schema):
    """A question about an article."""

    article = fields.Nested(ArticleIn, required=True)


class AboutKey(AboutArticle):
    """A question about a key: ``keyword``, its first occurrence, or ``start`` and ``end``, its offsets in the body."""

    keyword = Text(200, least=1)
    start = Whole(0, MAX_BODY)
    end = Whole(0, MAX_BODY)
    options = fields.Nested(OptionsIn, load_default=QuizOptions)

    @ma.validates_schema
    def one_key(self, data: Mapping[str, Any], **context: Any) -> None:
        """Refuse what names no key, or two."""
        offsets = ("start" in data, "end" in data)
        if "keyword" in data and any(offsets):
            raise ma.ValidationError("expected a keyword or its offsets, got both", "keyword")
        if "keyword" not in data and not all(offsets):
            raise ma.ValidationError("expected a keyword, or start and end", "keyword")


class CandidatesIn(AboutKey):
    """``k``: how many candidates at most."""

    k = Whole(1, MAX_CANDIDATES, load_default=12)


class DistractorsIn(AboutKey):
    """``n``: how many distractors."""

    n = Whole(1, 9, load_default=3)


class RankIn(AboutKey):
    """``pool``: the words to rank."""

    pool = words(1, 500, required=True)


class QuizIn(AboutKey):
    """``distractors``: those that an editor chose; without them they are drawn."""

    distractors = words(1, 9)


class NeighbourhoodIn(AboutKey):
    """``k``: how many candidates; ``words``: candidates that are shown besides."""

    k = Whole(1, 40, load_default=8)
    words = words(0, 20, load_default=list)


class ReadIn(AboutArticle):
    """``propose``: whether the best keyword is proposed at once, with ``k`` candidates."""

    propose = Flag(load_default=True)
    k = Whole(1, MAX_CANDIDATES, load_default=12)
    options = fields.Nested(OptionsIn, load_default=QuizOptions)


class KeywordOut(ma.Schema):
    """A word worth asking about. ``score``: 0 to 1."""

    surface = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    category = fields.String(required=True)
    score = fields.Float(required=True)


class PlacedKeyword(KeywordOut):
    """A keyword with every place of it in the body. ``best``: the one whose sentence serves best as a stem."""

    places = fields.List(fields.List(fields.Integer(), validate=validate.Length(equal=2)))
    best = fields.List(fields.Integer(), validate=validate.Length(equal=2))
    is_worth_asking = fields.Boolean()


class CategoriesOut(ma.Schema):
    """Categories by surface."""

    categories = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ExemplarOut(ma.Schema):
    """Where a sense was seen."""

    source = fields.String()
    title = fields.String(allow_none=True)
    date = fields.String(allow_none=True)
    sentence = fields.String(allow_none=True)


class DistractorOut(ma.Schema):
    """A wrong choice. ``warnings``: why an editor should look twice."""

    surface = fields.String(required=True)
    reading = fields.String()
    entry_id = fields.String()
    category = fields.String()
    score = fields.Float()
    warnings = fields.List(fields.String())


class CandidateOut(DistractorOut):
    """A possible distractor. ``channels``: what speaks for it, by name."""

    channels = fields.Dict(keys=fields.String(), values=fields.Float())
    exemplar = fields.Nested(ExemplarOut, allow_none=True)


class RankedOut(ma.Schema):
    """A word of the pool. ``reason``: null for a suitable one."""

    surface = fields.String(required=True)
    score = fields.Float(required=True)
    reason = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    entry_id = fields.String(allow_none=True)
    channels = fields.Dict(keys=fields.String(), values=fields.Float())


class SourceOut(ma.Schema):
    """Where a quiz comes from."""

    title = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    date = fields.String(allow_none=True)
    sha256 = fields.String()


class QuizOut(ma.Schema):
    """A quiz in the JSON form of the contract."""

    schema = fields.Integer()
    id = fields.String(required=True)
    article_id = fields.String()
    stem = fields.String()
    blanks = fields.List(fields.List(fields.Integer()))
    key = fields.String()
    choices = fields.List(fields.String())
    answer = fields.Integer()
    distractors = fields.List(fields.Nested(DistractorOut))
    sentence = fields.String()
    span = fields.List(fields.Integer())
    explanation = fields.String()
    source = fields.Nested(SourceOut)
    difficulty = fields.String()
    dropped = fields.Dict(keys=fields.String(), values=fields.Integer())
    seed = fields.Integer()
    model = fields.String()
    index = fields.String()
    stories = fields.List(fields.String())
    ruby = fields.Dict(keys=fields.String(), values=fields.String())
    style = fields.String()


class EvidenceOut(ma.Schema):
    """Words that made a rule speak; ``start``, ``end``: in the title or the body."""

    where = fields.String()
    start = fields.Integer()
    end = fields.Integer()
    text = fields.String()
    sentence = fields.String()
    rule = fields.String()


class StoryOut(ma.Schema):
    """A kind of story that is no game."""

    kind = fields.String(validate=validate.OneOf(KINDS))
    label_ja = fields.String()
    evidence = fields.List(fields.Nested(EvidenceOut))
    persons_barred = fields.Boolean()


class StemOut(ma.Schema):
    """The sentence with its blanks."""

    text = fields.String()
    blanks = fields.List(fields.List(fields.Integer()))
    sentence = fields.String()
    span = fields.List(fields.Integer())


class ProposalOut(ma.Schema):
    """A key with everything needed to make a quiz of it. ``refused``: why no quiz is drawn, null where one is."""

    surface = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    category = fields.String()
    classes = fields.Dict(keys=fields.String(), values=fields.Float())
    weights = fields.Dict(keys=fields.String(), values=fields.Float())
    stem = fields.Nested(StemOut)
    candidates = fields.List(fields.Nested(CandidateOut))
    chosen = fields.List(fields.String())
    quiz = fields.Nested(QuizOut, allow_none=True)
    refused = fields.String(allow_none=True)
    message = fields.String(allow_none=True)


class PointOut(ma.Schema):
    """A word in the picture: its place from -1 to 1, and its likeness to the key."""

    surface = fields.String()
    role = fields.String(validate=validate.OneOf(ROLES))
    word_class = fields.String()
    category = fields.String()
    group = fields.Integer()
    x = fields.Float()
    y = fields.Float()
    similarity = fields.Float()


class NeighbourhoodOut(ma.Schema):
    """The picture of a key. ``kept``: the share of the points' differences that it shows."""

    surface = fields.String()
    points = fields.List(fields.Nested(PointOut))
    kept = fields.Float()


class ReadOut(ma.Schema):
    """An article, read. ``proposal``: of the best keyword, null where there is none or it was not asked for."""

    id = fields.String(metadata={"description": "The article's id, or one of its body."})
    keywords = fields.List(fields.Nested(PlacedKeyword))
    stories = fields.List(fields.Nested(StoryOut))
    proposal = fields.Nested(ProposalOut, allow_none=True)


@cache
def listing(item: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a complete list of items."""
    return ma.Schema.from_dict({"items": fields.List(fields.Nested(item))}, name=f"{item.__name__}List")
