"""How far a sentence is understood by somebody who reads nothing else of the article."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from quizgen.asking.anchor import names_in
from quizgen.asking.surnames import Surnames
from quizgen.asking.topic import main_topic
from quizgen.reading import Reading

# What is left of a sentence's worth that names nothing besides the key, that speaks of something without its name, and
# that calls a person by the surname. Where the article begins nothing was said before, and that it says enough to
# begin with is likelier.
_UNPLACED, _UNPLACED_LEAD = 0.3, 0.6
_UNNAMED, _UNNAMED_LEAD = 0.3, 0.6
_SURNAME = 0.3

Span = tuple[int, int]


class Containedness:
    """How far the sentences of one article explain themselves. What a sentence names is worked out once.

    All offsets are half-open, in the normalised text.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._names: dict[int, list[Span]] = {}
        self._topics: dict[tuple[int, int], Span | None] = {}
        self._short: dict[int, list[Span]] = {}

    @cached_property
    def _surnames(self) -> Surnames:
        return Surnames(self._reading)

    def value(self, sentence: int, start: int, blanks: Sequence[Span], *, is_lead: bool) -> float:
        """Return how far a sentence with blanks explains itself, 0 to 1, higher is better.

        ``start``: where the stem begins in it; ``is_lead``: whether it is the article's first sentence.
        """
        value = 1.0
        if not self.is_anchored(sentence, start, blanks):
            value *= _UNPLACED_LEAD if is_lead else _UNPLACED
        elif not self.names_its_topic(sentence, start, blanks):
            value *= _UNNAMED_LEAD if is_lead else _UNNAMED
        if sentence not in self._short:
            self._short[sentence] = self._surnames.short_names(sentence)
        return value * (_SURNAME if _shown(self._short[sentence], start, blanks) else 1.0)

    def is_anchored(self, sentence: int, start: int, blanks: Sequence[Span]) -> bool:
        """Whether a sentence names something besides the key."""
        return bool(_shown(self._names_in(sentence), start, blanks))

    def names_its_topic(self, sentence: int, start: int, blanks: Sequence[Span]) -> bool:
        """Whether what a sentence speaks of has a name, or is the blank that asks for one."""
        name = sentence, start
        if name not in self._topics:
            self._topics[name] = main_topic(self._reading, sentence, start)
        topic = self._topics[name]
        if topic is None:
            return False
        known = [*_shown(self._names_in(sentence), start, blanks), *blanks]
        return any(topic[0] <= first and last <= topic[1] for first, last in known)

    def _names_in(self, sentence: int) -> list[Span]:
        if sentence not in self._names:
            self._names[sentence] = names_in(self._reading, sentence)
        return self._names[sentence]


def _shown(spans: Sequence[Span], start: int, blanks: Sequence[Span]) -> list[Span]:
    """Return those of the spans that a reader sees: from ``start`` on, and in no blank."""
    return [
        (first, last)
        for first, last in spans
        if first >= start and not any(begin < last and first < end for begin, end in blanks)
    ]
