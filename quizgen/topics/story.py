"""What is kept of an article to find others of the same story: its topic, the names in it, its date."""

from __future__ import annotations

import base64
import binascii
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.asking.interest import MEDIA, is_generic
from quizgen.errors import InputError
from quizgen.lexicon import Entry, surface_key
from quizgen.reading import Reading
from quizgen.text.spans import find_spans
from quizgen.topics.model import TopicModel

_NAMES = frozenset("person team company organization place product work event facility award law".split())
_UNLISTED_KINDS = frozenset({"person", "proper", "compound"})
_UNLISTED_WEIGHT = 0.8
# A name that occurs this often in the corpus tells least.
_ORDINARY, _LEAST_WEIGHT = 3000, 0.1


@dataclass(frozen=True, slots=True)
class Story:
    """One article for :func:`quizgen.topics.related.related`. Keep it beside the article: making it reads the article.

    ``identity``: of the article, or what the caller knows it by; ``topic``: float32 (dimensions,), of unit length, or
    zeros; ``names``: what the article names, by comparison key, each with how much it tells (0 to 1); ``date``: ISO
    8601 or None.
    """

    identity: str
    topic: NDArray[np.float32]
    names: Mapping[str, float]
    date: str | None = None

    @property
    def day(self) -> datetime.date | None:
        """The day of its date, None where it has none or not to the day."""
        try:
            return datetime.date.fromisoformat((self.date or "")[:10])
        except ValueError:
            return None

    def to_dict(self) -> dict[str, Any]:
        """Return the story as JSON-ready values; the topic as base64 of 16-bit floats."""
        topic = base64.b64encode(self.topic.astype("<f2").tobytes()).decode("ascii")
        return {"identity": self.identity, "topic": topic, "names": dict(self.names), "date": self.date}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Story:
        """Read what :meth:`to_dict` gave. Raises :class:`InputError`."""
        try:
            topic = np.frombuffer(base64.b64decode(data["topic"], validate=True), dtype="<f2").astype(np.float32)
            names = {str(name): float(weight) for name, weight in data["names"].items()}
            return cls(str(data["identity"]), topic, names, data.get("date"))
        except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
            raise InputError(
                f"story: expected what Story.to_dict gives, got something else ({error}); make it again"
            ) from error


def story_of(reading: Reading, topics: TopicModel) -> Story:
    """Return what is kept of an article."""
    topic = topics.of(token.surface for token in reading.tokens)
    return Story(reading.article.identity, topic, _names(reading), reading.article.date)


def _names(reading: Reading) -> dict[str, float]:
    names: dict[str, float] = {}
    taken = set()
    for match in reading.matches:
        taken.add((match.start, match.end))
        telling = [entry for entry in match.entries if entry.category in _NAMES and entry.word_class != MEDIA]
        if telling and not is_generic(match.surface):
            # By the entry's own surface, so that an abbreviation and the full name are one.
            names[surface_key(telling[0].surface)] = max(map(_weight, telling))
    for sentence in reading.sentences:
        for span in find_spans(sentence.tokens):
            tokens = sentence.tokens[span.first : span.last]
            start, end = tokens[0].start, tokens[-1].end
            if span.kind in _UNLISTED_KINDS and end - start > 1 and (start, end) not in taken:
                surface = reading.text.normalised.text[start:end]
                if not is_generic(surface):
                    names.setdefault(surface_key(surface), _UNLISTED_WEIGHT)
    return dict(sorted(names.items()))


def _weight(entry: Entry) -> float:
    ordinary = min(float(np.log1p(entry.count) / np.log1p(_ORDINARY)), 1.0)
    return round(1 - (1 - _LEAST_WEIGHT) * ordinary, 3)
