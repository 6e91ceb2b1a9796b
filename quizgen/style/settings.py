"""The settings of a house style, section by section, with the values that each may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

AS_ARTICLE = "as_article"
NO_RUBY = "none"

CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("numbers", "width"): (AS_ARTICLE, "half", "full"),
    ("numbers", "units"): (AS_ARTICLE, "plain", "comma", "man_oku", "kanji"),
    ("numbers", "kanji"): (AS_ARTICLE, "arabic", "positional", "multiplied"),
    ("names", "separator"): (AS_ARTICLE, "dot", "space"),
    ("names", "honorifics"): ("keep", "strip"),
    ("organizations", "legal_form"): (AS_ARTICLE, "with", "without"),
    ("ruby", "level"): (NO_RUBY, "1", "2", "3", "4", "5", "6", "jouyou"),
}
"""The settings that are one of a few words, by section and name; the default comes first."""


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How quantities are written. ``width``: of digits and signs. ``units``: 12000, 12,000, 1万2000 or 一万二千.

    ``kanji``: what becomes of numbers in kanji: 1200, 一二〇〇 or 千二百. Years, days and clock times have no commas
    and no 万, but they have a width, and they may be in kanji.
    """

    width: str = AS_ARTICLE
    units: str = AS_ARTICLE
    kanji: str = AS_ARTICLE


@dataclass(frozen=True, slots=True)
class NameStyle:
    """How persons are written. ``separator``: between the parts of foreign names. ``honorifics``: さん, 氏, 様."""

    separator: str = AS_ARTICLE
    honorifics: str = "keep"


@dataclass(frozen=True, slots=True)
class OrganizationStyle:
    """How companies and other organizations are written: with or without 株式会社 and the like.

    ``full_names``: full names, with the legal form where it belongs, by the names without it.
    """

    legal_form: str = AS_ARTICLE
    full_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RubyStyle:
    """From where on choices get their reading: kanji beyond ``level``, a school year or "jouyou"; "none" for none."""

    level: str = NO_RUBY


@dataclass(frozen=True, slots=True)
class ForbiddenWords:
    """Words that are never key and never distractor."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeywordStyle:
    """What quizgen chooses as key by itself. ``own_names``: of the paper and its house, which it never asks about."""

    own_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; the defaults change nothing but what differs from the key's own form in the article."""

    numbers: NumberStyle = NumberStyle()
    names: NameStyle = NameStyle()
    organizations: OrganizationStyle = OrganizationStyle()
    ruby: RubyStyle = RubyStyle()
    forbidden: ForbiddenWords = ForbiddenWords()
    keywords: KeywordStyle = KeywordStyle()
