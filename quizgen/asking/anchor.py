"""What a sentence gives a reader to place it by, and whether the key is only one of several things in a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizgen.reading import Reading
from quizgen.text import Token

# Words of these categories say what is spoken of in general, not of whom.
_GENERAL = frozenset("term language nationality".split())
_MEDIA = "company/media"
# Whom a paper calls so its readers know: their own town and country.
_KNOWN = frozenset(
    "県 市 町 村 区 府 道 国 政府 県内 市内 町内 県警 府警 県議会 市議会 議会 国会 内閣 県立 市立 日本".split()
)
_NAME = re.compile(r"[A-Za-zァ-ヴー]{3,}")
_ROW = "、・,"
# The last of several ends the sentence.
_LAST_ENDS = frozenset({"、。", "・。"})
_AND_SO_ON = re.compile("(?:など|や(?![かっ])|、?ほか|らが|らの|らは|らを|らも)")


def is_anchored(reading: Reading, sentence: int, span: tuple[int, int], blanks: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence names something besides the key: of the lexicon, what the dictionary takes for a name, or the
    town and country that a paper's readers know.

    ``span``: of the stem in the normalised text; ``blanks``: half-open offsets in it. Who reported it does not count.
    """

    def is_shown(start: int, end: int) -> bool:
        return start >= span[0] and not any(first < end and start < last for first, last in blanks)

    matches = reading.matches_in(sentence)
    media = [match for match in matches if any(entry.word_class == _MEDIA for entry in match.entries)]
    for match in matches:
        named = any(entry.category not in _GENERAL for entry in match.entries)
        if named and match not in media and is_shown(match.start, match.end):
            return True
    return any(
        _is_name(token) and is_shown(token.start, token.end)
        for token in reading.sentences[sentence].tokens
        if not any(match.start <= token.start < match.end for match in media)
    )


def is_listed(text: str, start: int, end: int) -> bool:
    """Whether what stands between two offsets is one of several in a row: 、東京、 or 東京など."""
    before, after = text[start - 1 : start], text[end : end + 3]
    if not before or not after:
        return False
    return (before in _ROW and after[0] in _ROW) or bool(_AND_SO_ON.match(after)) or before + after[0] in _LAST_ENDS


def _is_name(token: Token) -> bool:
    if token.pos[1] == "固有名詞" or (token.surface in _KNOWN and token.pos[0] == "名詞"):
        return True
    return not token.reading and token.pos[0] == "名詞" and _NAME.fullmatch(token.surface) is not None
