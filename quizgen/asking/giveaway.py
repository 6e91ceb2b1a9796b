"""Whether a sentence gives away the key that is blanked out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizgen.lexicon import Entry, surface_key
from quizgen.lexicon.relations import default_relations
from quizgen.reading import Place, Reading
from quizgen.text import Token

_HIDDEN = "\0"
_KANJI_OR_LATIN = re.compile(r"[一-龠々A-Za-z]+")
_KANJI = re.compile(r"[一-龠々]")
_LATIN = re.compile(r"[A-Za-z0-9.&'・ -]*[A-Za-z][A-Za-z0-9.&'・ -]*")
_KANA = re.compile(r"[ぁ-んァ-ヴー・= ]+")
_GLOSS_BEHIND = re.compile(rf"{_HIDDEN}[」』]?\s?\(([^()]{{1,40}})\)")
_GLOSS_IN_FRONT = re.compile(rf"([^、。()「」『』\s]{{2,40}})[」』]?\s?\({_HIDDEN}[、)]")
_SAYS_SO = re.compile(r"^(?:以下|略称|通称|旧|現|愛称|略して|本名|別名|正式名称?|英語?名|英[::])|の略")
# The name of a country or a town says little of what else begins with it.
_SAYS_LITTLE = frozenset("日本 全国 国際 中央 新 東 西 南 北 大 小".split())
# What words of a kind have in common says nothing of one of them.
_COMMON = frozenset(
    """
    大会 会社 協会 委員 委員会 大学 大学院 選手権 事件 地震 戦争 映画 新聞 放送 銀行 工業 産業 研究 研究所 文化
    教育 社会 経済 政府 国際 計画 制度 法案 会議 会談 問題 事業 団体 連盟 連合 機構 センター 病院 学校 高校 空港
    鉄道 電力 自動車 ホールディングス グループ 市場 博物館 美術館 公園 球場 ドーム スタジアム 選手 首相 大統領
    議員 大臣 平和 条約 協定
    """.split()
)
_PROPER_CATEGORIES = frozenset("person team company organization place facility product nationality".split())
_KATAKANA = re.compile("[ァ-ヴー・]+")
_LATIN_WORD = re.compile("[A-Za-z]{3,}")
_FEWEST_SOUNDS = 3
_FIGURES = re.compile("[0-9]+")
# Katakana by the consonant that they begin with, those that foreign names mix up (l and r, v and b) taken for one.
_CONSONANTS = {
    character: sound
    for sound, characters in {
        "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ", "t": "タチツテト",
        "d": "ダヂヅデド",
        "n": "ナニヌネノン", "h": "ハヒヘホ", "f": "フ", "b": "バビブベボヴ", "p": "パピプペポ", "m": "マミムメモ",
        "r": "ラリルレロ",
    }.items()
    for character in characters
}  # fmt: skip
_LETTERS = (
    ("ph", "f"),
    ("ch", "t"),
    ("ck", "k"),
    ("c", "k"),
    ("q", "k"),
    ("l", "r"),
    ("v", "b"),
    ("j", "z"),
    ("x", "ks"),
)
# Few things are a 府, a 都, or a 道: 同府 says which.
_RARE_KINDS = "府都道"
_PREFECTURES = "県府都"


def gives_away(reading: Reading, place: Place, spans: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether the stem shows its key.

    ``spans``: where the blanks are, half-open offsets in the normalised text, in order; ``span``: of the stem in it.
    It does when the key, another of its names, an abbreviation, a part that tells it, or a gloss in brackets
    (日本銀行 before "(日銀)", a name before its reading), its spelling in other letters (CALPIS for カルピス), or a
    part of it (コペンハーゲン of デンマーク, its manager of a company) is left to be read.
    """
    text = reading.text.normalised.text
    shown = _hidden(text, spans, span)
    first, last = reading.tokens[place.first], reading.tokens[place.last - 1]
    key = text[first.start : last.end]
    folded = surface_key(shown)
    if surface_key(key) in folded or _same_kind_tells(key, shown):
        return True
    nouns = {
        token.surface
        for token in reading.sentences[place.sentence].tokens
        if token.pos[0] == "名詞" and token.start >= span[0] and not _is_inside(token, spans)
    }
    names = nouns | _matches_in(reading, place, span, spans)
    if any(_abbreviates(key, name) for name in names):
        return True
    if any(alias in folded for alias in _other_names(reading, place, key)):
        return True
    known_parts = _known_parts(reading, place)
    if known_parts & _entries_in(reading, place, span, spans) or is_spelled_out(key, shown):
        return True
    if any(part in folded for part in known_parts):
        return True
    parts = _telling_parts(reading.tokens[place.first : place.last], common=not is_proper(reading, place))
    return any(part in shown for part in parts) or _is_glossed(key, shown)


def _hidden(text: str, spans: Sequence[tuple[int, int]], span: tuple[int, int]) -> str:
    pieces, position = [], span[0]
    for start, end in spans:
        pieces.append(text[position:start])
        position = end
    pieces.append(text[position : span[1]])
    return _HIDDEN.join(pieces)


def _same_kind_tells(key: str, shown: str) -> bool:
    return key[-1] in _RARE_KINDS and f"同{key[-1]}" in shown


def _is_inside(token: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < token.end and token.start < end for start, end in spans)


def _matches_in(reading: Reading, place: Place, span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> set[str]:
    return {
        match.surface
        for match in reading.matches_in(place.sentence)
        if match.start >= span[0] and not any(start < match.end and match.start < end for start, end in spans)
    }


def _entries_in(reading: Reading, place: Place, span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> set[str]:
    """Return the comparison keys of the words, by their own surface, that a reader sees by any of their names."""
    return {
        surface_key(entry.surface)
        for match in reading.matches_in(place.sentence)
        if match.start >= span[0] and not any(start < match.end and match.start < end for start, end in spans)
        for entry in match.entries
    }


def _other_names(reading: Reading, place: Place, key: str) -> set[str]:
    """Comparison keys of the other names of what the lexicon has at a place, single characters left out."""
    names = {surface_key(name) for entry in _entries(reading, place) for name in (entry.surface, *entry.aliases)}
    return {name for name in names if len(name) > 1 and name != surface_key(key)}


def _entries(reading: Reading, place: Place) -> list[Entry]:
    """Return what the lexicon has at a place."""
    start, end = reading.tokens[place.first].start, reading.tokens[place.last - 1].end
    return [
        entry
        for match in reading.matches_in(place.sentence)
        if (match.start, match.end) == (start, end)
        for entry in match.entries
    ]


def _known_parts(reading: Reading, place: Place) -> set[str]:
    """Comparison keys of the parts of what stands at a place: towns of a country, products of a maker; single
    characters left out, and what has the key's own name."""
    entries = _entries(reading, place)
    names = {surface_key(entry.surface) for entry in entries}
    if any(entry.category == "place" for entry in entries):
        names |= {f"{name}{kind}" for name in names for kind in _PREFECTURES}  # 千葉 is 千葉県 beside 幕張メッセ
    return {part for part in default_relations().parts(names) if len(part) > 1 and part not in names}


def is_spelled_out(key: str, shown: str) -> bool:
    """Whether a text spells a katakana name in Latin letters, by its consonants: CALPIS, カルピス."""
    if not _KATAKANA.fullmatch(key):
        return False
    sounds = _sounds_of_kana(key)
    return len(sounds) >= _FEWEST_SOUNDS and any(
        _sounds_of_latin(word) == sounds for word in _LATIN_WORD.findall(shown)
    )


def _sounds_of_kana(word: str) -> str:
    return "".join(_CONSONANTS.get(character, "") for character in word)


def _sounds_of_latin(word: str) -> str:
    folded = word.casefold()
    for letters, sound in _LETTERS:
        folded = folded.replace(letters, sound)
    return re.sub(r"[^a-z]|[aeiouwy]", "", re.sub(r"([a-z])\1", r"\1", folded))


def _abbreviates(one: str, other: str) -> bool:
    """Whether one is the other's abbreviation: its characters in order, from the first on (日銀 and 日本銀行)."""
    mine, theirs = surface_key(one), surface_key(other)
    if mine[:1] != theirs[:1]:
        return False
    short, long = sorted((mine, theirs), key=len)
    if len(short) < 2 or len(short) == len(long) or short in _SAYS_LITTLE:
        return False
    if not _KANJI_OR_LATIN.fullmatch(short):
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def is_proper(reading: Reading, place: Place) -> bool:
    """Whether a key names one thing: common nouns in the name of a party or a company are those of its kind."""
    return bool(categories_at(reading, place) & _PROPER_CATEGORIES)


def categories_at(reading: Reading, place: Place) -> frozenset[str]:
    """Return the categories of what the lexicon has at a place."""
    return frozenset(entry.category for entry in _entries(reading, place))


def _telling_parts(tokens: Sequence[Token], *, common: bool) -> set[str]:
    """Return those parts of a key of several tokens by which it is known again: 兵庫 of 兵庫県警, 大谷 of 大谷翔平.

    ``common``: whether common nouns tell it too, as 豪雨 tells 集中豪雨.
    """
    if len(tokens) < 2:
        return set()
    return {
        token.surface
        for token in tokens
        if token.pos[0] == "名詞"
        and len(token.surface) > 1
        and token.surface not in _SAYS_LITTLE
        and token.surface not in _COMMON
        and (token.pos[1] == "固有名詞" or not token.reading or (common and token.pos[1] in {"サ変接続", "一般"}))
    }


def _is_glossed(key: str, shown: str) -> bool:
    """Whether a bracket tells what the blank is: its reading, its initials, its full name, a figure of it (2部(J2));
    not an age or a party."""
    figures = _FIGURES.findall(key)
    glosses = _GLOSS_BEHIND.findall(shown) + _GLOSS_IN_FRONT.findall(shown)
    if figures and any(figures == _FIGURES.findall(gloss) for gloss in glosses):
        return True
    return any(_tells(gloss.strip(), key) for gloss in glosses)


def _tells(gloss: str, key: str) -> bool:
    if _SAYS_SO.search(gloss) or _abbreviates(key, gloss):
        return True
    if _LATIN.fullmatch(gloss):
        return True
    if _KANA.fullmatch(gloss):
        return bool(_KANJI.search(key) or _LATIN.fullmatch(key))
    return _LATIN.fullmatch(key) is not None and key.upper() == key and len(gloss) > 3 and not gloss[0].isdecimal()
