"""What a sentence gives a reader to place it by, and whether the key is only one of several things in a row."""

from __future__ import annotations

import re

from quizgen.asking.quotation import Brackets
from quizgen.reading import Place, Reading
from quizgen.text import Token

# Words of these categories say what is spoken of in general, not of whom.
_GENERAL = frozenset("term language nationality".split())
_MEDIA = "company/media"
# Whom a paper calls so its readers know: their own town and country.
_KNOWN = frozenset(
    "県 市 町 村 区 府 道 国 政府 県内 市内 町内 県警 府警 県議会 市議会 議会 国会 内閣 県立 市立 日本".split()
)
_NAME = re.compile(r"[A-Za-zァ-ヴー]{3,}")
# What the dictionary takes for a name, and is none.
_NO_NAMES = frozenset("日 中 日中".split())
_NUMBERED = re.compile("[一-龠ァ-ヴー]{2}[0-9〇一二三四五六七八九十]+号")
_ROW = "、・,"
# The last of several ends the sentence.
_LAST_ENDS = frozenset({"、。", "・。"})
_AND_SO_ON = re.compile("(?:など|や(?![かっ])|、?ほか|らが|らの|らは|らを|らも)")
_AND = re.compile("[一-龠々ァ-ヴーA-Za-z]や$")


def names_in(reading: Reading, sentence: int) -> list[tuple[int, int]]:
    """Return where a sentence names something, half-open offsets in the normalised text: words of the lexicon, what the
    dictionary takes for a name, the town and country that a paper's readers know, and titles in quotation marks.

    Who reported it does not count.
    """
    matches = reading.matches_in(sentence)
    media = [match for match in matches if any(entry.word_class == _MEDIA for entry in match.entries)]
    named = [
        (match.start, match.end)
        for match in matches
        if match not in media and any(entry.category not in _GENERAL for entry in match.entries)
    ]
    named += [
        (token.start, token.end)
        for token in reading.sentences[sentence].tokens
        if _is_name(token) and not any(match.start <= token.start < match.end for match in media)
    ]
    found = reading.sentences[sentence]
    text = reading.text.normalised.text
    titles = Brackets(text[found.start : found.end]).titles
    named += [(found.start + start, found.start + end) for start, end in titles]
    return [*named, *(match.span() for match in _NUMBERED.finditer(text, found.start, found.end))]


def is_listed(text: str, start: int, end: int) -> bool:
    """Whether what stands between two offsets is one of several in a row: 、東京、 or 東京など, or the last of two that
    や joins."""
    before, after = text[start - 1 : start], text[end : end + 3]
    if not before or not after:
        return False
    if _AND.search(text, max(0, start - 2), start) or _AND_SO_ON.match(after):
        return True
    return (before in _ROW and after[0] in _ROW) or before + after[0] in _LAST_ENDS


def has_sibling(reading: Reading, place: Place, categories: frozenset[str]) -> bool:
    """Whether another name of the key's kind stands beside it with no more than a comma or a dot between.

    So in 英国、豪州では.
    """
    start, end = reading.tokens[place.first].start, reading.tokens[place.last - 1].end
    text = reading.text.normalised.text
    kin = [
        match
        for match in reading.matches_in(place.sentence)
        if any(entry.category in categories for entry in match.entries)
    ]
    return any(
        (match.end == start - 1 and text[start - 1] in _ROW) or (match.start == end + 1 and text[end] in _ROW)
        for match in kin
    )


def _is_name(token: Token) -> bool:
    if token.surface in _NO_NAMES:
        return False
    if token.pos[1] == "固有名詞" or (token.surface in _KNOWN and token.pos[0] == "名詞"):
        return True
    return not token.reading and token.pos[0] == "名詞" and _NAME.fullmatch(token.surface) is not None
