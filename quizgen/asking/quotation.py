"""Brackets and quotation marks in a sentence."""

from __future__ import annotations

from quizgen.text import Token

_PAIRS = {"「": "」", "『": "』", "(": ")", "[": "]", "【": "】", "〈": "〉", "《": "》", "“": "”", "〔": "〕"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_QUOTES = frozenset("「『“")


class Brackets:
    """Where brackets stand in normalised text. ``balanced``: whether each that opens closes, none crossing another."""

    def __init__(self, text: str) -> None:
        straight = [place for place, character in enumerate(text) if character == '"']
        self.balanced = len(straight) % 2 == 0
        self._quoted = [(start, end + 1) for start, end in zip(straight[::2], straight[1::2], strict=False)]
        opened: list[tuple[str, int]] = []
        for place, character in enumerate(text):
            if character in _PAIRS:
                opened.append((character, place))
            elif character in _CLOSING:
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
        return any(start <= place < end for start, end in self._quoted)

    @property
    def quoted_length(self) -> int:
        """How many characters stand in quotations, their marks included, nested ones once."""
        taken, total = -1, 0
        for start, end in sorted(self._quoted):
            total += max(0, end - max(start, taken))
            taken = max(taken, end)
        return total
