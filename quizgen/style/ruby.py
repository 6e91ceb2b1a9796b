"""Readings for choices whose kanji readers of a given school year have not learned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from quizgen.data import data_path
from quizgen.style.settings import CHOICES, NO_RUBY

_KANJI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LEVELS = CHOICES["ruby", "level"]


@cache
def kanji_levels() -> Mapping[str, int]:
    """The level at which each kanji is learned: 1 to 6 the school year, 7 a later one (jouyou)."""
    levels: dict[str, int] = {}
    for line in data_path("kanji.txt").read_text(encoding="utf-8").splitlines():
        level, _, characters = line.partition(" ")
        if level in _LEVELS:
            levels.update(dict.fromkeys(characters, _LEVELS.index(level)))
    return levels


def has_kanji(text: str) -> bool:
    """Whether a text holds a kanji, 々 not counted."""
    return bool(_KANJI.search(text))


def needs_ruby(surface: str, level: str) -> bool:
    """Whether a surface has a kanji beyond a level, one of :data:`CHOICES` of ruby.level."""
    if level == NO_RUBY:
        return False
    known, highest = kanji_levels(), _LEVELS.index(level)
    return any(known.get(kanji, len(_LEVELS)) > highest for kanji in _KANJI.findall(surface))


def in_hiragana(reading: str) -> str:
    """Write a reading in katakana as ruby is printed, in hiragana."""
    return "".join(chr(ord(kana) - 0x60) if "ァ" <= kana <= "ヶ" else kana for kana in reading)
