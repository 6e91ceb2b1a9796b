"""Persons called by a part of their name, which somebody knows who has read the full name before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizgen.asking.quotation import Brackets
from quizgen.reading import Reading
from quizgen.text import Token

# Said of somebody whom the text has introduced.
_HONORIFICS = frozenset("氏 さん 容疑 被告 候補 受刑 君".split())
_GIVEN = ("固有名詞", "人名", "名")
_SURNAME = ("固有名詞", "人名", "姓")
_KATAKANA = re.compile("[ァ-ヴー]{2,}")
_JOINTS = frozenset("・ = ･".split())


class Surnames:
    """Where an article calls persons by the family name only (井原氏), and not by the full name before that."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        tokens = reading.tokens
        self._introduced: dict[str, int] = {}
        for number in range(len(tokens) - 1):
            if tokens[number].pos[1:] == _SURNAME and tokens[number + 1].pos[1:] == _GIVEN:
                self._introduced.setdefault(tokens[number].surface, number)

    def short_names(self, sentence: int) -> list[tuple[int, int]]:
        """Return where they stand in a sentence, half-open offsets in the normalised text: names with a title, and
        those without one whose full name an earlier sentence has.

        Persons known by one name (イチロー) are words of the lexicon.
        """
        return [(token.start, token.end) for token in self._short(sentence)]

    def _short(self, sentence: int) -> Iterator[Token]:
        first, last = self._reading.sentence_tokens(sentence)
        found = self._reading.sentences[sentence]
        brackets = Brackets(self._reading.text.normalised.text[found.start : found.end])
        tokens = [token for token in self._reading.tokens[first:last] if not brackets.is_quoted(token, found.start)]
        known = {
            (match.start, match.end)
            for match in self._reading.matches_in(sentence)
            if any(entry.category == "person" for entry in match.entries)
        }
        named: set[str] = set()
        for number, token in enumerate(tokens):
            before = tokens[number - 1] if number else None
            after = tokens[number + 1] if number + 1 < len(tokens) else None
            if _is_full(token, before, after):
                named.add(token.surface)
            elif token.surface not in named and _is_bare(token, after, known):
                has_title = after is not None and after.surface in _HONORIFICS
                if has_title or self._introduced.get(token.surface, first) < first:
                    yield token


def _is_full(token: Token, before: Token | None, after: Token | None) -> bool:
    """Whether a token is the family name of a full name: 福田 in 福田良彦, カチンスキ in レフ・カチンスキ."""
    if token.pos[1:] == _SURNAME:
        return after is not None and after.pos[1] == "固有名詞"
    return before is not None and before.surface in _JOINTS and _KATAKANA.fullmatch(token.surface) is not None


def _is_bare(token: Token, after: Token | None, known: set[tuple[int, int]]) -> bool:
    if token.pos[1:] == _SURNAME:
        return True
    if after is None or after.surface not in _HONORIFICS or _KATAKANA.fullmatch(token.surface) is None:
        return False
    is_name = not token.reading or token.pos[1] == "固有名詞"
    return is_name and (token.start, token.end) not in known
