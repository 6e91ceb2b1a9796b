"""Articles of the same story: near in topic, naming the same names, near in time.

Past quizzes on a story are those of its articles: give the articles' stories, and look the quizzes up by identity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.errors import ArgumentError
from quizgen.topics.story import Story

_TOPIC, _NAMES, _TIME = 0.5, 0.4, 0.1
# So many days apart, nearness in time is half.
_HALF_LIFE = 30.0
# From here on two articles are of one story, unless they share no name.
_SAME_STORY = 0.45


@dataclass(frozen=True, slots=True)
class Related:
    """An article that is related to another.

    ``identity``: its story's. ``score``: 0 to 1, higher is nearer. ``topic``: cosine of the two topics, -1 to 1.
    ``shared``: the names that both have, the most telling first. ``days``: between their dates, None where one has
    none. ``same_story``: whether they probably tell one story.
    """

    identity: str
    score: float
    topic: float
    shared: tuple[str, ...]
    days: int | None
    same_story: bool


def related(story: Story, among: Sequence[Story], k: int = 10) -> list[Related]:
    """Return the ``k`` stories nearest to one, best first, ties by identity; itself, by identity, is left out.

    Ten thousand stories take some tens of milliseconds. Raises :class:`ArgumentError` for a bad ``k``, or for topics
    of another length, which another topic model made.
    """
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise ArgumentError(f"k: expected a whole number from 1, got {k!r}")
    others = [other for other in among if other.identity != story.identity]
    if not others:
        return []
    lengths = {len(other.topic) for other in others} | {len(story.topic)}
    if len(lengths) > 1:
        raise ArgumentError(
            f"among: expected topics of {len(story.topic)} numbers, got some of {sorted(lengths)}; make the stories "
            "again with one topic model"
        )
    cosines = np.stack([other.topic for other in others]) @ story.topic
    found = [_related(story, other, float(cosine)) for other, cosine in zip(others, cosines, strict=True)]
    return sorted(found, key=lambda item: (-item.score, item.identity))[:k]


def _related(story: Story, other: Story, cosine: float) -> Related:
    shared, likeness = _shared(story.names, other.names)
    day, other_day = story.day, other.day
    days = abs((day - other_day).days) if day is not None and other_day is not None else None
    value = _TOPIC * max(cosine, 0.0) + _NAMES * likeness
    # Where a date is missing, the other two say it all.
    value = value / (_TOPIC + _NAMES) if days is None else value + _TIME * 0.5 ** (days / _HALF_LIFE)
    return Related(
        other.identity, round(value, 4), round(cosine, 4), shared, days, bool(shared) and value >= _SAME_STORY
    )


def _shared(one: Mapping[str, float], other: Mapping[str, float]) -> tuple[tuple[str, ...], float]:
    """Return the names that both have, and their share of all the names' weight, 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    both = sorted((name for name in one if name in other), key=lambda name: (-one[name], name))
    total = sum(one.values()) + sum(other.values())
    return tuple(both), 2 * sum(min(one[name], other[name]) for name in both) / total if total else 0.0
