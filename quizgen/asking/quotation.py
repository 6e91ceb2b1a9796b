"""Brackets and quotation marks in a sentence."""

from __future__ import annotations

import re

from quizgen.text import Token

_PAIRS = {"「": "」", "『": "』", "(": ")", "[": "]", "【": "】", "〈": "〉", "《": "》", "“": "”", "〔": "〕"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_BRACKET = re.compile("|".join(map(re.escape, (*_PAIRS, *_CLOSING))))
_QUOTES = frozenset("「『“")
_LONGEST_NAME = 30
_ENDS = re.compile("[。?!]|(?:ます|です|ない|した|たい)[」”]")


class Brackets:
    """Where brackets stand in normalised text. ``balanced``: whether each that opens closes, none crossing another."""

    def __init__(self, text: str) -> None:
        straight = [place for place, character in enumerate(text) if character == '"']
        self.balanced = len(straight) % 2 == 0
        self._text = text
        self._quoted = [(start, end + 1) for start, end in zip(straight[::2], straight[1::2], strict=False)]
        opened: list[tuple[str, int]] = []
        for bracket in _BRACKET.finditer(text):
            character, place = bracket.group(), bracket.start()
            if character in _PAIRS:
                opened.append((character, place))
                continue
            if not opened or opened[-1][0] != _CLOSING[character]:
                self.balanced = False
                continue
            mark, start = opened.pop()
            if mark in _QUOTES:
                self._quoted.append((start, place + 1))
        self.balanced = self.balanced and not opened

    def is_quoted(self, token: Token, offset: int) -> bool:
        """Whether a token stands in a quotation; ``offset``: where the text begins in that of the token's offsets."""
        place = token.start - offset
        return bool(self._quoted) and any(start <= place < end for start, end in self._quoted)

    def is_said(self, place: int) -> bool:
        """Whether a place of the text stands in what somebody says or writes, not in a name or a title."""
        return any(start <= place < end for start, end in self._said())

    @property
    def said_length(self) -> int:
        """How many characters somebody says or writes, their marks included."""
        return sum(end - start for start, end in self._said())

    @property
    def titles(self) -> list[tuple[int, int]]:
        """Where quotation marks call something by its name, half-open offsets, the marks included."""
        said = self._said()
        return [quoted for quoted in self._quoted if quoted not in said]

    def _said(self) -> list[tuple[int, int]]:
        """Return the quotations that are talk: a sentence ends in them, or they are long and no title."""
        return [
            (start, end)
            for start, end in self._quoted
            if self._text[start] != "『" and (end - start > _LONGEST_NAME or _ENDS.search(self._text, start, end))
        ]

    @property
    def quoted_length(self) -> int:
        """How many characters stand in quotations, their marks included, nested ones once."""
        taken, total = -1, 0
        for start, end in sorted(self._quoted):
            total += max(0, end - max(start, taken))
            taken = max(taken, end)
        return total
