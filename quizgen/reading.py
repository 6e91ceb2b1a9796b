"""Reading one article: its text, the words found in it, and what the encoder says of any of them here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quizgen.article import Article
from quizgen.errors import ArgumentError, KeywordNotFound
from quizgen.input_form import InputForm, Window, windows
from quizgen.lexicon import Lexicon, Match
from quizgen.span_vectors import SpanVectors, span_vectors
from quizgen.text import Sentence, Text, Token, Tokenizer, normalise, read_text
from quizgen.text.whole_words import cut_at_words

if TYPE_CHECKING:
    from quizgen.elmo import ElmoEncoder

# So many windows are read at once, and so many are kept.
_GROUP = 8
_WINDOWS_KEPT = 32


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article. ``start``/``end``: offsets in the body; ``first``/``last``: its tokens (half-open)."""

    start: int
    end: int
    first: int
    last: int
    sentence: int


class Reading:
    """One article as the rest of the library sees it. A window is encoded when a vector of it is first asked for.

    Memory stays bounded however long the article: only some windows are kept encoded.
    """

    def __init__(self, article: Article, text: Text, lexicon: Lexicon, encoder: ElmoEncoder, form: InputForm) -> None:
        self.article = article
        self.text = text
        self.tokens: tuple[Token, ...] = tuple(token for sentence in text.sentences for token in sentence.tokens)
        self.sentence_starts = [0]
        for sentence in text.sentences:
            self.sentence_starts.append(self.sentence_starts[-1] + len(sentence.tokens))
        self._token_starts = [token.start for token in self.tokens]
        self._token_ends = [token.end for token in self.tokens]
        self._starts, self._ends = frozenset(self._token_starts), frozenset(self._token_ends)
        found = lexicon.find(text.normalised.text, self._token_starts, self._token_ends)
        self.matches: tuple[Match, ...] = tuple(
            match for match in found if self._in_one_sentence(match.start, match.end)
        )
        self._matches_in: dict[int, tuple[Match, ...]] = {}
        self._encoder = encoder
        surfaces = [token.surface for token in self.tokens]
        self._windows: list[Window] = list(windows(surfaces, self.sentence_starts, form))
        self._window_starts = [window.first for window in self._windows]
        self._encoded: OrderedDict[int, NDArray[np.float32]] = OrderedDict()

    def of(self, article: Article) -> Reading:
        """Return this reading as that of an article with the same body and title, whatever else differs."""
        other = copy(self)
        other.article = article
        return other

    @property
    def held_bytes(self) -> int:
        """How much memory the windows take that are kept encoded."""
        return sum(vectors.nbytes for vectors in self._encoded.values())

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The article's sentences."""
        return self.text.sentences

    def original(self, start: int, end: int) -> str:
        """Return the body's text between two of its offsets."""
        return self.article.body[start:end]

    def place_of_tokens(self, first: int, last: int) -> Place:
        """Return the place of a range of tokens."""
        span = self.text.normalised.original_span(self.tokens[first].start, self.tokens[last - 1].end)
        return Place(span[0], span[1], first, last, self.sentence_of(first))

    def place_of_match(self, start: int, end: int) -> Place:
        """Return the place of a stretch of the normalised text that begins and ends with a token."""
        first = bisect_right(self._token_starts, start) - 1
        last = bisect_right(self._token_ends, end)
        return self.place_of_tokens(first, last)

    def sentence_of(self, token: int) -> int:
        """Return the number of the sentence that a token stands in."""
        return bisect_right(self.sentence_starts, token) - 1

    def sentence_tokens(self, sentence: int) -> tuple[int, int]:
        """Return a sentence's tokens, half-open."""
        return self.sentence_starts[sentence], self.sentence_starts[sentence + 1]

    def matches_in(self, sentence: int) -> tuple[Match, ...]:
        """Return the lexicon's words in a sentence."""
        found = self._matches_in.get(sentence)
        if found is None:
            start, end = self.sentences[sentence].start, self.sentences[sentence].end
            first = bisect_left(self.matches, start, key=lambda match: match.start)
            found = self.matches[first : bisect_left(self.matches, end, key=lambda match: match.start)]
            self._matches_in[sentence] = found
        return found

    def place_of(self, keyword: str) -> Place:
        """Return a word's first occurrence on token boundaries. Raises :class:`KeywordNotFound`."""
        places = self.places_of(keyword, apart=False)
        if places:
            return places[0]
        inside = normalise(keyword).text in self.text.normalised.text
        hint = (
            "it stands there only inside longer words; give start= and end= to take it all the same"
            if inside
            else "give a word that the body contains"
        )
        raise KeywordNotFound(f"keyword: {keyword!r} is not a word of the article; {hint}")

    def places_of(self, surface: str, *, apart: bool = True, sentence: int | None = None) -> list[Place]:
        """Return every occurrence of a word on token boundaries and within a sentence, in order, not overlapping.

        ``apart``: leave out those within a longer word of the lexicon, which is another word (楽天 in 楽天モバイル).
        ``sentence``: the number of the only sentence to look at.
        """
        wanted = normalise(surface).text.strip()
        text, places, position, stop = self.text.normalised.text, [], 0, None
        if sentence is not None:
            position, stop = self.sentences[sentence].start, self.sentences[sentence].end
        while wanted and (position := text.find(wanted, position, stop)) >= 0:
            end = position + len(wanted)
            if (
                position in self._starts
                and end in self._ends
                and self._in_one_sentence(position, end)
                and not (apart and self._inside_longer(position, end))
            ):
                places.append(self.place_of_match(position, end))
                position = end
            else:
                position += 1
        return places

    def places_inside(self, surface: str) -> list[Place]:
        """Return every stretch of whole tokens that holds a word wherever it stands, inside a longer word too."""
        wanted = normalise(surface).text.strip()
        text, places, position = self.text.normalised.text, [], 0
        while wanted and (position := text.find(wanted, position)) >= 0:
            end = position + len(wanted)
            first = bisect_right(self._token_ends, position)
            last = bisect_right(self._token_starts, end - 1)
            if first < last and self.sentence_of(first) == self.sentence_of(last - 1):
                places.append(self.place_of_tokens(first, last))
            position = end
        return places

    def place_at(self, start: object, end: object) -> Place:
        """Return the stretch between two offsets of the body, widened to whole tokens for the encoder.

        White space at its ends, which a selection by mouse often takes along, is left out.
        Raises :class:`ArgumentError` when the offsets are no numbers, out of range, or hold no word.
        """
        length = len(self.article.body)
        for name, value in (("start", start), ("end", end)):
            if isinstance(value, bool) or not isinstance(value, int):
                raise ArgumentError(f"{name}: expected a whole number from 0 to {length}, got {value!r}")
            if not 0 <= value <= length:
                raise ArgumentError(f"{name}: expected an offset from 0 to {length} into the body, got {value}")
        assert isinstance(start, int)
        assert isinstance(end, int)
        if start >= end:
            raise ArgumentError(f"start: expected less than end, got start={start} and end={end}")
        normal = self.text.normalised.normalised_span(start, end)
        if self.text.normalised.original_span(*normal) != (start, end):
            wide = self.text.normalised.original_span(*normal)
            raise ArgumentError(
                f"start, end: {start}..{end} begins or ends inside a character that is written in several code points; "
                f"use {wide[0]}..{wide[1]}"
            )
        first = bisect_right(self._token_ends, normal[0])
        last = bisect_right(self._token_starts, normal[1] - 1)
        if first >= last:
            raise ArgumentError(f"start, end: {start}..{end} holds no word, only {self.original(start, end)!r}")
        if self.sentence_of(first) != self.sentence_of(last - 1):
            raise ArgumentError(f"start, end: {start}..{end} runs over the end of a sentence; choose a word within one")
        chosen = self.original(start, end)
        start += len(chosen) - len(chosen.lstrip())
        return Place(start, start + len(chosen.strip()), first, last, self.sentence_of(first))

    def vectors(self, places: Sequence[Place]) -> SpanVectors:
        """Return the raw vectors of places, in their order. A place cut by a window's edge counts to that edge."""
        found: dict[int, SpanVectors] = {}
        numbers = [bisect_right(self._window_starts, place.first) - 1 for place in places]
        needed = sorted(set(numbers))
        for start in range(0, len(needed), _GROUP):
            encoded = self._encode(needed[start : start + _GROUP])
            for position, (place, number) in enumerate(zip(places, numbers, strict=True)):
                if number in encoded:
                    window = self._windows[number]
                    last = min(place.last, window.last)
                    span = (window.positions[place.first - window.first], window.positions[last - 1 - window.first] + 1)
                    found[position] = span_vectors(encoded[number], [span])
        in_order = [found[position] for position in range(len(places))]
        return SpanVectors(
            np.concatenate([item.context for item in in_order]), np.concatenate([item.slot for item in in_order])
        )

    def encode_ahead(self) -> None:
        """Encode the first windows together, those of any common article: faster than one after the other."""
        self._encode(range(min(len(self._windows), _GROUP)))

    def _encode(self, numbers: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """Return the encoder's output of windows, at most :data:`_GROUP`; a window's bits follow from it alone."""
        missing = [number for number in numbers if number not in self._encoded]
        encoded = {number: self._encoded[number] for number in numbers if number not in missing}
        for call in self._calls(missing):
            tokens = [self._windows[number].tokens for number in call]
            self._encoded.update(zip(call, self._encoder.encode(tokens, keep_boundaries=True), strict=True))
            encoded.update((number, self._encoded[number]) for number in call)
        for number in numbers:
            self._encoded.move_to_end(number)
        while len(self._encoded) > _WINDOWS_KEPT:
            self._encoded.popitem(last=False)
        return encoded

    def _calls(self, missing: Sequence[int]) -> Iterator[Sequence[int]]:
        """Yield the windows to be encoded together."""
        if self._encoder.steady:
            if missing:
                yield missing
            return
        # A window's last bits depend on those beside it: they must be the same whatever was asked before.
        for group in sorted({number // _GROUP for number in missing}):
            yield range(group * _GROUP, min((group + 1) * _GROUP, len(self._windows)))

    def _in_one_sentence(self, start: int, end: int) -> bool:
        """Whether tokens from one that begins at ``start`` to one that ends at ``end`` are of one sentence."""
        first = bisect_right(self._token_starts, start) - 1
        return self.sentence_of(first) == self.sentence_of(bisect_right(self._token_ends, end) - 1)

    def _inside_longer(self, start: int, end: int) -> bool:
        index = bisect_right(self.matches, start, key=lambda match: match.start) - 1
        if index < 0:
            return False
        match = self.matches[index]
        return match.start <= start and end <= match.end and (match.start, match.end) != (start, end)


class Reader:
    """Reads articles with one tokenizer, lexicon, encoder and input form."""

    def __init__(self, tokenizer: Tokenizer, encoder: ElmoEncoder, form: InputForm) -> None:
        self.tokenizer = tokenizer
        self.encoder = encoder
        self.form = form

    def read(self, article: Article, lexicon: Lexicon) -> Reading:
        """Tokenise an article and find the lexicon's words in it, added ones whatever MeCab makes of them."""
        text = cut_at_words(read_text(article.body, self.tokenizer), lexicon.added_forms, self.tokenizer)
        return Reading(article, text, lexicon, self.encoder, self.form)

    def pieces(self, surface: str) -> list[str]:
        """Return the tokens of a surface by itself."""
        return [token.surface for sentence in read_text(surface, self.tokenizer).sentences for token in sentence.tokens]
