"""Which words of an article are worth asking about, ranked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.distractors.numbers import find_numbers, worth_asking
from quizgen.lexicon import surface_key
from quizgen.reading import Place, Reading
from quizgen.results import Keyword
from quizgen.stems import quality
from quizgen.text import normalise
from quizgen.text.spans import find_spans
from quizgen.wholeness import is_everyday, is_source, is_whole

NUMBER = "number"
# How much an editor wants to ask about each category, 0 to 1.
_INTEREST = {
    "person": 0.85, "team": 0.95, "company": 0.95, "organization": 0.9, "place": 0.75, "product": 0.9, "work": 0.9,
    "event": 0.85, "facility": 0.8, "award": 0.9, "law": 0.7, "nationality": 0.5, "language": 0.6, "term": 0.6,
}  # fmt: skip
_UNLISTED_INTEREST = 0.2
# Newspapers and broadcasters are mostly named as sources.
_MEDIA, _MEDIA_INTEREST = "company/media", 0.35
_NUMBER_INTEREST = 0.6
# From this many occurrences in the corpus on a word is as ordinary as can be.
_ORDINARY = 3000
# What is left of a word's worth where it may be an everyday word or is only the source of a report, and where it is
# part of a longer name.
_DOUBTFUL, _PART = 0.3, 0.1


@dataclass(frozen=True, slots=True)
class FoundKeyword:
    """A keyword with its places in the article, the first one first, and the place whose sentence serves best."""

    keyword: Keyword
    places: tuple[Place, ...]
    best: Place
    stem_quality: float


def find_keywords(reading: Reading) -> list[FoundKeyword]:
    """Return the keywords of an article, most worth asking about first; ties in the order of the text."""
    found = [*_listed(reading), *_unlisted(reading), *_numbers(reading)]
    return sorted(found, key=lambda item: (-item.keyword.score, item.keyword.start, item.keyword.end))


def _listed(reading: Reading) -> Iterator[FoundKeyword]:
    places: dict[str, list[Place]] = {}
    entries = {}
    for match in reading.matches:
        places.setdefault(match.surface, []).append(reading.place_of_match(match.start, match.end))
        entries[match.surface] = match.entries
    for surface, where in places.items():
        category = max((entry.category for entry in entries[surface]), key=lambda name: _INTEREST.get(name, 0.5))
        only_media = all(entry.word_class == _MEDIA for entry in entries[surface])
        count = max(entry.count for entry in entries[surface])
        ordinary = min(np.log10(1 + count) / np.log10(_ORDINARY), 1.0)
        interest = (_MEDIA_INTEREST if only_media else _INTEREST.get(category, 0.5)) * (1 - 0.35 * ordinary)
        if is_everyday(reading, where[0], category):
            interest *= _DOUBTFUL
        yield _found(reading, surface, where, category, interest)


def _unlisted(reading: Reading) -> Iterator[FoundKeyword]:
    """Proper nouns and compounds that the lexicon lacks; less sure to be whole, so ranked lower."""
    starts = [match.start for match in reading.matches]
    places: dict[tuple[str, str], list[Place]] = {}
    for number, sentence in enumerate(reading.sentences):
        offset = reading.sentence_starts[number]
        for span in find_spans(sentence.tokens):
            tokens = sentence.tokens[span.first : span.last]
            start, end = tokens[0].start, tokens[-1].end
            before = bisect_left(starts, end) - 1
            if before >= 0 and reading.matches[before].end > start:
                continue  # it overlaps a listed word
            if span.kind == "noun" or (span.kind in {"compound", "phrase"} and end - start < 4):
                continue
            if end - start < 2 or span.kind == "name":
                continue
            place = reading.place_of_tokens(offset + span.first, offset + span.last)
            category = "person" if span.kind == "person" else "term"
            places.setdefault((reading.text.normalised.text[start:end], category), []).append(place)
    for (surface, category), where in places.items():
        yield _found(reading, surface, where, category, _UNLISTED_INTEREST)


def _numbers(reading: Reading) -> Iterator[FoundKeyword]:
    body = reading.article.body
    seen: set[str] = set()
    for number in find_numbers(body):
        if number.surface in seen:
            continue
        seen.add(number.surface)
        interest = _NUMBER_INTEREST * worth_asking(number)
        if interest <= 0:
            continue
        try:
            place = reading.place_at(number.start, number.end)
        except ValueError:
            continue  # a figure that MeCab's sentences cut in two
        yield _found(reading, body[number.start : number.end], [place], NUMBER, interest)


def _standing(reading: Reading, place: Place) -> float:
    """How well an occurrence stands for the word itself, 0 to 1."""
    if not is_whole(reading, place):
        return _PART
    return _DOUBTFUL if is_source(reading, place) else 1.0


def _found(reading: Reading, surface: str, places: Sequence[Place], category: str, interest: float) -> FoundKeyword:
    """Rate a word: what it is, where it stands, how often it comes, and whether a sentence of its serves as stem."""
    first = places[0]
    title = surface_key(normalise(reading.article.title or "").text)
    in_title = 0.12 if surface_key(surface) in title else 0.0
    lead = 0.10 * max(0.0, 1 - first.sentence / 6)
    often = 0.08 * min(len(places) - 1, 3) / 3
    qualities = [quality(reading, place) * _standing(reading, place) for place in places[:6]]
    best = int(np.argmax(qualities))
    value = min(1.0, 0.7 * interest + in_title + lead + often) * (0.4 + 0.6 * qualities[best])
    keyword = Keyword(
        reading.original(first.start, first.end), first.start, first.end, category, round(float(value), 4)
    )
    return FoundKeyword(keyword, tuple(places), places[best], qualities[best])
