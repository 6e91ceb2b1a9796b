"""Stems: the sentence that a key is blanked out of, and how well it serves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from quizgen.asking.anchor import has_sibling, is_listed
from quizgen.asking.contained import Containedness
from quizgen.asking.giveaway import categories_at, gives_away, is_proper
from quizgen.asking.passing import is_in_passing, is_settled
from quizgen.asking.quotation import Brackets
from quizgen.asking.standalone import Fault, Judgement, judge
from quizgen.lexicon import surface_key
from quizgen.reading import Place, Reading
from quizgen.results import BLANK
from quizgen.text import normalise

# A key that takes up so much of its sentence leaves too little to answer by.
_MOST_OF_IT = 0.5
# A key in brackets behind what it explains (山田太郎(自民党)) is a poor question.
_BRACKETED = 0.6
# One in a note in brackets that goes on for longer than this many characters, and one said to do so too.
_NOTE, _IN_NOTE, _TOO = 15, 0.3, 0.3
# One of several things in a row, any of which it might be.
_LISTED = 0.3
# One that the sentence has in passing, or that the words beside it settle; one that somebody says.
_IN_PASSING, _SETTLED, _SAID = 0.3, 0.3, 0.4
# A figure further down that the title lacks: neither the news nor what a reader keeps.
_DETAIL = 0.3
# What each further blank leaves: a sentence full of holes is no pleasure to read.
_SEVERAL = 0.55
_FIGURE = re.compile("第?[0-9]")
_IN_BRACKETS = re.compile(rf"\([^()]{{{_NOTE},}}\)")
_NO_LEAD = frozenset({Fault.REMNANT, Fault.UNFINISHED, Fault.CHATTY, Fault.ASKS})


@dataclass(frozen=True, slots=True)
class Stem:
    """A sentence with the key blanked out.

    ``text``: the sentence with each occurrence of the key as a blank, without a dateline or a connective in front
    (また、) that it can do without; ``blanks``: half-open offsets of the blanks in it; ``sentence``: the original;
    ``span``: of the key in the body.
    """

    text: str
    blanks: tuple[tuple[int, int], ...]
    sentence: str
    span: tuple[int, int]


class Stems:
    """The stems of one article, see :func:`stems_of`. Judges each sentence once, however many keys stand in it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._judged: dict[int, Judgement] = {}
        self._made: dict[Place, Stem] = {}
        self._contained = Containedness(reading)
        self._title = surface_key(normalise(reading.article.title or "").text)

    def judgement(self, sentence: int) -> Judgement:
        """Return how well a sentence, named by its number, stands alone."""
        if sentence not in self._judged:
            found = self._reading.sentences[sentence]
            text = self._reading.text.normalised.text[found.start : found.end]
            self._judged[sentence] = judge(text, found.tokens, found.start)
        return self._judged[sentence]

    def quality(self, place: Place) -> float:
        """Return how well a key's sentence serves as its stem, 0 to 1, higher is better.

        It is 0 when the sentence gives the answer away, says nothing but the key, or cannot stand alone.
        """
        judged = self.judgement(place.sentence)
        if not judged.value:
            return 0.0
        start, end = self._span(place)
        spans = self._blanked(place)
        length = end - start
        if max(last - first for first, last in spans) > _MOST_OF_IT * length:
            return 0.0
        if gives_away(self._reading, place, spans, (start, end)):
            return 0.0
        return judged.value * self._worth(place, (start, end), spans) * _SEVERAL ** (len(spans) - 1)

    def _worth(self, place: Place, span: tuple[int, int], blanks: Sequence[tuple[int, int]]) -> float:
        """Return what a sentence with blanks is worth for what it says of the key, 0 to 1, however it reads."""
        reading = self._reading
        text = reading.text.normalised.text
        first, last = blanks[0]
        value = _BRACKETED if text[first - 1 : first] == "(" and text[last : last + 1] == ")" else 1.0
        lead = place.sentence == self._lead
        value *= self._contained.value(place.sentence, span[0], blanks, is_lead=lead)
        is_figure = _FIGURE.match(text, first) is not None
        if is_figure and not lead and surface_key(text[first:last]) not in self._title:
            value *= _DETAIL
        categories = frozenset[str]() if is_figure else categories_at(reading, place)
        if not is_figure and not categories:
            return value
        proper = is_figure or is_proper(reading, place)
        if proper and (is_listed(text, first, last) or has_sibling(reading, place, categories)):
            value *= _LISTED
        if is_in_passing(reading, place, categories):
            value *= _IN_PASSING
        if is_settled(reading, place, categories):
            value *= _SETTLED
        if text[last : last + 1] == "も" and not lead:
            value *= _TOO
        if _is_in_note(text[span[0] : span[1]], first - span[0]):
            value *= _IN_NOTE
        is_said = Brackets(text[span[0] : span[1]]).is_said(first - span[0])
        return value * (_SAID if is_said else 1.0)

    @cached_property
    def _lead(self) -> int:
        """The number of the first sentence that is prose, 0 where none is."""
        numbers = range(len(self._reading.sentences))
        return next((number for number in numbers if not _NO_LEAD & set(self.judgement(number).faults)), 0)

    def stem(self, place: Place) -> Stem:
        """Blank a key out of its sentence, at every occurrence there."""
        if place not in self._made:
            self._made[place] = self._make(place)
        return self._made[place]

    def _make(self, place: Place) -> Stem:
        reading = self._reading
        normalised = reading.text.normalised
        sentence = sentence_span(reading, place)
        start, end = normalised.original_span(*self._span(place))
        text, blanks, position = "", [], start
        for first, last in self._blanked_in_body(place):
            text += reading.original(position, first)
            blanks.append((len(text), len(text) + len(BLANK)))
            text += BLANK
            position = last
        text += reading.original(position, end)
        return Stem(text, tuple(blanks), reading.original(*sentence), (place.start, place.end))

    def _span(self, place: Place) -> tuple[int, int]:
        """Return where the stem stands in the normalised text: the sentence, from where the question begins."""
        sentence = self._reading.sentences[place.sentence]
        start = sentence.start + self.judgement(place.sentence).start
        # What is left out in front must not hold the key itself.
        key, _ = self._reading.text.normalised.normalised_span(place.start, place.end)
        return (start if key >= start else sentence.start), sentence.end

    def _blanked(self, place: Place) -> list[tuple[int, int]]:
        """Return the blanks as half-open offsets in the normalised text, in order, none overlapping."""
        normalised = self._reading.text.normalised
        return [normalised.normalised_span(first, last) for first, last in self._blanked_in_body(place)]

    def _blanked_in_body(self, place: Place) -> list[tuple[int, int]]:
        surface = self._reading.original(place.start, place.end)
        others = self._reading.places_of(surface, sentence=place.sentence)
        start, _ = self._reading.text.normalised.original_span(*self._span(place))
        spans: list[tuple[int, int]] = []
        for span in sorted({(place.start, place.end)} | {(other.start, other.end) for other in others}):
            if span[0] >= start and (not spans or span[0] >= spans[-1][1]):
                spans.append(span)
        return spans


def _is_in_note(text: str, place: int) -> bool:
    """Whether a place of a sentence stands in a long note in brackets."""
    return any(found.start() < place < found.end() for found in _IN_BRACKETS.finditer(text))


@lru_cache(maxsize=2)  # an article's keywords are found, its quizzes made and drawn again before the next one's
def stems_of(reading: Reading) -> Stems:
    """Return the stems of an article, with what is known of them already."""
    return Stems(reading)


def make_stem(reading: Reading, place: Place) -> Stem:
    """Blank a key out of its sentence, at every occurrence there."""
    return stems_of(reading).stem(place)


def sentence_span(reading: Reading, place: Place) -> tuple[int, int]:
    """Return the offsets in the body of the sentence that a place stands in."""
    sentence = reading.sentences[place.sentence]
    return reading.text.original_span(sentence.start, sentence.end)


def quality(reading: Reading, place: Place) -> float:
    """Return how well a key's sentence serves as its stem, as :meth:`Stems.quality` does."""
    return stems_of(reading).quality(place)
