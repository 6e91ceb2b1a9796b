"""Which words of an article are worth asking about, ranked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.asking.computed import can_be_told, counts_a_list
from quizgen.asking.interest import MEDIA, interest_in_entries, interest_in_number, interest_in_unlisted
from quizgen.asking.standalone import Fault
from quizgen.distractors.numbers import NumberExpression, find_numbers
from quizgen.lexicon import Entry, surface_key
from quizgen.reading import Place, Reading
from quizgen.results import Keyword
from quizgen.stems import stems_of
from quizgen.text import normalise
from quizgen.text.spans import find_spans
from quizgen.wholeness import is_bare_surname, is_everyday, is_part_of_title, is_person_here, is_source, is_whole

NUMBER = "number"
# What makes up a keyword's score: what it is, whether the title has it, how early and how often the text does.
_INTEREST, _TITLE, _LEAD, _OFTEN = 0.55, 0.22, 0.13, 0.10
_LEAD_SENTENCES = 6
# And what is left of that where no sentence serves as its stem.
_WITHOUT_STEM = 0.25
# What is left of a word's worth where it may be an everyday word, is only the source of a report, or is a surname that
# many people have; where it is part of a longer name; and where it is another kind of thing here (福島氏 is no town).
_EVERYDAY, _DOUBTFUL, _PART, _SURNAME, _MISREAD = 0.1, 0.3, 0.1, 0.45, 0.1
# What is often called by a name that persons have as well.
_CALLED_LIKE_PERSONS = frozenset({"product", "team", "work"})
# An everyday word in hiragana (とき, the train) hardly ever is the name; 楽天, which also means carefree, often is.
_HIRAGANA = re.compile("[ぁ-ん]+")
# Of one that is named as who says it (気象庁によると), and is no paper or broadcaster.
_TELLS = 0.5
# Of sentences that serve about as well, the earlier one is asked.
_LATER, _LATEST = 0.015, 10
_PLACES_TRIED = 6


# Quizgen asks by itself only in sentences that serve so well, about words that are worth so much (both 0 to 1).
LEAST_STEM, LEAST_WORTH = 0.35, 0.25


@dataclass(frozen=True, slots=True)
class FoundKeyword:
    """A keyword with its places in the article, the first one first, and the place whose sentence serves best.

    ``stem_quality``: how well that sentence serves, 0 to 1.
    """

    keyword: Keyword
    places: tuple[Place, ...]
    best: Place
    stem_quality: float

    @property
    def has_stem(self) -> bool:
        """Whether a sentence serves well enough."""
        return self.stem_quality >= LEAST_STEM

    @property
    def is_worth_asking(self) -> bool:
        """Whether quizgen may choose it by itself; an editor may take any word."""
        return self.has_stem and self.keyword.score >= LEAST_WORTH


def find_keywords(reading: Reading, own_names: Collection[str] = ()) -> list[FoundKeyword]:
    """Return the keywords of an article, most worth asking about first; ties in the order of the text.

    ``own_names``: of the paper and its house, which are never asked about. A word that stands only in what is none of
    the article's prose (bylines, links, lists) is left out.
    """
    finder = _Finder(reading)
    own = {surface_key(normalise(name).text) for name in own_names}
    found = [*finder.listed(), *finder.unlisted(), *finder.numbers()]
    if own:
        found = [item for item in found if surface_key(normalise(item.keyword.surface).text) not in own]
    return sorted(found, key=lambda item: (-item.keyword.score, item.keyword.start, item.keyword.end))


class _Finder:
    """Finds and rates the keywords of one article."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._stems = stems_of(reading)
        self._title = surface_key(normalise(reading.article.title or "").text)

    def listed(self) -> Iterator[FoundKeyword]:
        """Yield the lexicon's words."""
        reading = self._reading
        places: dict[str, list[Place]] = {}
        entries: dict[str, tuple[Entry, ...]] = {}
        for match in reading.matches:
            if match.surface.isdecimal():
                continue  # a number, though a car or a group is called so
            places.setdefault(match.surface, []).append(reading.place_of_match(match.start, match.end))
            entries[match.surface] = match.entries
        for surface, where in places.items():
            names = {surface, *(entry.surface for entry in entries[surface])}
            in_title = any(self._is_in_title(name) for name in names)
            interest, category = interest_in_entries(surface, entries[surface], in_title=in_title)
            if is_everyday(reading, where[0], category):
                interest *= _EVERYDAY if _HIRAGANA.fullmatch(surface) else _DOUBTFUL
            elif category == "person" and is_bare_surname(reading, where[0]):
                interest *= _SURNAME
            elif category != "person" and (
                all(is_person_here(reading, place) for place in where) or self._is_part_of_name(surface, category)
            ):
                interest *= _MISREAD
            is_medium = all(entry.word_class == MEDIA for entry in entries[surface])
            yield from self._found(surface, where, category, interest, in_title, is_medium=is_medium)

    def unlisted(self) -> Iterator[FoundKeyword]:
        """Yield proper nouns and compounds that the lexicon lacks; less sure to be whole, so ranked lower."""
        reading = self._reading
        starts = [match.start for match in reading.matches]
        places: dict[tuple[str, str], list[Place]] = {}
        for number, sentence in enumerate(reading.sentences):
            offset = reading.sentence_starts[number]
            for span in find_spans(sentence.tokens):
                tokens = sentence.tokens[span.first : span.last]
                place = reading.place_of_tokens(offset + span.first, offset + span.last)
                start, end = tokens[0].start, tokens[-1].end
                before = bisect_left(starts, end) - 1
                if before >= 0 and reading.matches[before].end > start:
                    continue  # it overlaps a listed word
                if span.kind == "noun" or (span.kind in {"compound", "phrase"} and end - start < 4):
                    continue
                if end - start < 2 or span.kind == "name" or is_person_here(reading, place):
                    continue
                places.setdefault((reading.text.normalised.text[start:end], span.kind), []).append(place)
        for (surface, kind), where in places.items():
            interest = interest_in_unlisted(surface, kind)
            category = "person" if kind == "person" else "term"
            yield from self._found(surface, where, category, interest, self._is_in_title(surface))

    def numbers(self) -> Iterator[FoundKeyword]:
        """Yield figures with their unit."""
        reading = self._reading
        figures: dict[int, list[tuple[NumberExpression, Place]]] = {}
        for number in find_numbers(reading.article.body):
            place = self._place_of(number)
            if place is not None:
                figures.setdefault(place.sentence, []).append((number, place))
        asked: dict[str, tuple[float, list[Place]]] = {}
        for found in figures.values():
            beside = [number for number, _ in found]
            for number, place in found:
                interest = interest_in_number(number)
                if interest > 0 and not can_be_told(number, beside) and not self._counts_a_list(number, place):
                    asked.setdefault(number.surface, (interest, []))[1].append(place)
        for surface, (interest, where) in asked.items():
            yield from self._found(surface, where, NUMBER, interest, self._is_in_title(surface))

    def _place_of(self, number: NumberExpression) -> Place | None:
        """Return where a figure stands, None for one that ends within a word or runs over two sentences."""
        reading = self._reading
        try:
            place = reading.place_at(number.start, number.end)
        except ValueError:
            return None
        whole = reading.place_of_tokens(place.first, place.last)
        return place if (whole.start, whole.end) == (place.start, place.end) else None

    def _counts_a_list(self, number: NumberExpression, place: Place) -> bool:
        before = self._reading.tokens[self._reading.sentence_starts[place.sentence] : place.first]
        return counts_a_list(before, number)

    def _is_in_title(self, surface: str) -> bool:
        return surface_key(normalise(surface).text) in self._title

    def _is_part_of_name(self, surface: str, category: str) -> bool:
        """Whether the text has a product or team elsewhere as one part of a name with a middle dot (ミラ・…)."""
        if category not in _CALLED_LIKE_PERSONS:
            return False
        name = re.escape(surface)
        return re.search(f"{name}[・=][ァ-ヴー]|[ァ-ヴー][・=]{name}", self._reading.text.normalised.text) is not None

    def _is_part(self, place: Place) -> bool:
        """Whether a place is only a part of a longer name."""
        return not is_whole(self._reading, place) or is_part_of_title(self._reading, place)

    def _found(
        self,
        surface: str,
        places: Sequence[Place],
        category: str,
        interest: float,
        in_title: bool,
        *,
        is_medium: bool = False,
    ) -> Iterator[FoundKeyword]:
        """Rate a word: what it is, where it stands, how often it comes, whether one of its sentences serves as stem."""
        prose = [place for place in places if Fault.REMNANT not in self._stems.judgement(place.sentence).faults]
        if not prose:
            return
        first = places[0]
        lead = max(0.0, 1 - prose[0].sentence / _LEAD_SENTENCES)
        often = min(len(prose) - 1, 3) / 3
        tried = prose[:_PLACES_TRIED]
        sources = {place.sentence for place in tried if is_source(self._reading, place)}
        as_source = _DOUBTFUL if is_medium else _TELLS
        qualities = [
            self._stems.quality(place)
            * (_PART if self._is_part(place) else 1.0)
            * (as_source if place.sentence in sources else 1.0)
            for place in tried
        ]
        best = int(np.argmax([value * self._earliness(place) for value, place in zip(qualities, tried, strict=True)]))
        worth = _INTEREST * interest + interest**0.5 * (_TITLE * in_title + _LEAD * lead + _OFTEN * often)
        value = min(1.0, worth) * (_WITHOUT_STEM + (1 - _WITHOUT_STEM) * qualities[best])
        keyword = Keyword(
            self._reading.original(first.start, first.end), first.start, first.end, category, round(float(value), 4)
        )
        yield FoundKeyword(keyword, tuple(places), tried[best], qualities[best])

    def _earliness(self, place: Place) -> float:
        return 1 - _LATER * min(place.sentence, _LATEST)
