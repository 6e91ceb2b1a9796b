"""Stems: the sentence that a key is blanked out of, and how well it serves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizgen.asking.anchor import is_anchored, is_listed
from quizgen.asking.giveaway import gives_away, is_proper
from quizgen.asking.standalone import Judgement, judge
from quizgen.reading import Place, Reading
from quizgen.results import BLANK

# A key that takes up so much of its sentence leaves too little to answer by.
_MOST_OF_IT = 0.5
# A key in brackets behind what it explains (山田太郎(自民党)) is a poor question.
_BRACKETED = 0.6
# One of several things in a row, any of which it might be.
_LISTED = 0.55
# A sentence that names nothing else cannot be placed; a figure in it says nothing at all.
_UNPLACED, _UNPLACED_FIGURE = 0.5, 0.4
# What each further blank leaves: a sentence full of holes is no pleasure to read.
_SEVERAL = 0.7
_FIGURE = re.compile("第?[0-9]")


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
    """The stems of one article. Judges each sentence once, however many keys stand in it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._judged: dict[int, Judgement] = {}

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
        text = self._reading.text.normalised.text
        bracketed = text[spans[0][0] - 1 : spans[0][0]] == "(" and text[spans[0][1] : spans[0][1] + 1] == ")"
        value = judged.value * (_BRACKETED if bracketed else 1.0)
        is_figure = _FIGURE.match(text, spans[0][0]) is not None
        if is_figure or is_proper(self._reading, place):
            if not is_anchored(self._reading, place.sentence, (start, end), spans):
                value *= _UNPLACED_FIGURE if is_figure else _UNPLACED
            value *= _LISTED if is_listed(text, *spans[0]) else 1.0
        return value * _SEVERAL ** (len(spans) - 1)

    def stem(self, place: Place) -> Stem:
        """Blank a key out of its sentence, at every occurrence there."""
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


def make_stem(reading: Reading, place: Place) -> Stem:
    """Blank a key out of its sentence, at every occurrence there."""
    return Stems(reading).stem(place)


def sentence_span(reading: Reading, place: Place) -> tuple[int, int]:
    """Return the offsets in the body of the sentence that a place stands in."""
    sentence = reading.sentences[place.sentence]
    return reading.text.original_span(sentence.start, sentence.end)


def quality(reading: Reading, place: Place) -> float:
    """Return how well a key's sentence serves as its stem, as :meth:`Stems.quality` does."""
    return Stems(reading).quality(place)
