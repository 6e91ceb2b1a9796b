"""Looking for words in a text that has been read: as written and in their dictionary forms, on token boundaries.

Both sides are compared as strings, not token by token, because MeCab may cut one word in two ways in two sentences.
A match has to begin where a token begins and to end where one ends, so 殺 is not found in 必殺.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizgen.text import Sentence, Text, Token, Tokenizer, normalise

NUMBER = "#"
OPEN = "*"
# Stands between sentences, so that no match runs over the end of one.
_END = "\n"


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word of the rules; each is itself only, so that looking up what was found of it costs little.

    ``written``: as in the file. ``forms``: how it is looked for, in the text as written and in the text in dictionary
    forms; ``heads``: the first two characters of each. ``open_start``/``open_end``: whether the word may begin or end
    inside a token.
    """

    written: str
    forms: tuple[str, str]
    heads: frozenset[str]
    open_start: bool
    open_end: bool

    @classmethod
    def of(cls, written: str, tokenizer: Tokenizer) -> Word:
        """Read a word of the rule file: ``#`` is any number, ``*`` at an end lets the word go on there."""
        text = normalise(written).text.strip()
        bare = text.strip(OPEN)
        lemmas = "".join(NUMBER if _is_number(token) else token.lemma for token in tokenizer.tokenize(bare))
        heads = frozenset({bare[:2], lemmas[:2]})
        return cls(written, (bare, lemmas), heads, text.startswith(OPEN), text.endswith(OPEN))


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a word was found: half-open offsets in the normalised text, and the number of its sentence."""

    start: int
    end: int
    sentence: int

    def within(self, others: Sequence[Hit]) -> bool:
        """Whether it lies inside one of the others."""
        return any(other.start <= self.start and self.end <= other.end for other in others)


class SearchedText:
    """A text that words are looked for in. What was found of a word is kept.

    ``heads``: what the words begin with that may be there.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        self._written = _Form(text.sentences, lemmas=False)
        self._lemmas = _Form(text.sentences, lemmas=True)
        self._found: dict[Word, tuple[Hit, ...]] = {}
        # Every one and two characters that follow each other: most words are known not to be there by their heads.
        self.heads: set[str] = set()
        for string in (self._written.string, self._lemmas.string):
            self.heads.update(string, map("".join, pairwise(string)))

    def find(self, word: Word) -> tuple[Hit, ...]:
        """Return every place of a word, in the order of the text."""
        if self.heads.isdisjoint(word.heads):
            return ()
        found = self._found.get(word)
        if found is None:
            written, lemmas = word.forms
            hits = {
                *self._written.find(written, word.open_start, word.open_end),
                *self._lemmas.find(lemmas, word.open_start, word.open_end),
            }
            found = self._found[word] = tuple(sorted(hits, key=lambda hit: (hit.start, hit.end)))
        return found


class _Form:
    """The text as one string, and where its tokens lie in it. A number, however long, is one ``#``."""

    def __init__(self, sentences: Sequence[Sentence], *, lemmas: bool) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._spans: list[tuple[int, int, int]] = []
        position = 0
        for number, sentence in enumerate(sentences):
            in_number = False
            for token in sentence.tokens:
                if _is_number(token):
                    if in_number:
                        self._spans[-1] = (self._spans[-1][0], token.end, number)
                        continue
                    piece, in_number = NUMBER, True
                else:
                    piece, in_number = (token.lemma if lemmas else token.surface), False
                pieces.append(piece)
                self._starts.append(position)
                position += len(piece)
                self._ends.append(position)
                self._spans.append((token.start, token.end, number))
            pieces.append(_END)
            position += 1
        self.string = "".join(pieces)
        self._start_set, self._end_set = frozenset(self._starts), frozenset(self._ends)

    def find(self, wanted: str, open_start: bool, open_end: bool) -> Iterator[Hit]:
        position = self.string.find(wanted)
        while position >= 0:
            end = position + len(wanted)
            if (open_start or position in self._start_set) and (open_end or end in self._end_set):
                first = self._spans[bisect_right(self._starts, position) - 1]
                last = self._spans[bisect_right(self._starts, end - 1) - 1]
                yield Hit(first[0], last[1], first[2])
            position = self.string.find(wanted, position + 1)


def _is_number(token: Token) -> bool:
    return token.pos[1] == "数"
