"""Persons: the mark between the parts of foreign names, and さん, 氏, 様 behind a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizgen.style.context import ChoiceContext
from quizgen.style.settings import AS_ARTICLE, NameStyle

CATEGORIES = frozenset({"person"})

_SEPARATOR = re.compile(r"(?<=[ァ-ヺーｦ-ﾟA-Za-zＡ-Ｚａ-ｚ.．])[・･ \u3000](?=[ァ-ヺｦ-ﾟA-Za-zＡ-Ｚａ-ｚ])")
_MARKS = {"dot": "・", "space": " "}
_HONORIFIC = re.compile("(?:さん|さま|氏|様)$")


def written_names(choices: Sequence[str], key: str, style: NameStyle, context: ChoiceContext) -> list[str]:
    """Write persons' names with one separator, and all of them with the key's honorific or without any."""
    mark = _MARKS.get(style.separator) if style.separator != AS_ARTICLE else _mark_in(key)
    honorific = _honorific_of(key, context) if style.honorifics == "keep" else ""
    written = [without_honorific(choice, context) + honorific for choice in choices]
    return written if mark is None else [_SEPARATOR.sub(mark, name) for name in written]


def without_honorific(surface: str, context: ChoiceContext) -> str:
    """Take さん, 氏, 様 off a name, unless they are part of it."""
    honorific = _honorific_of(surface, context)
    return surface.removesuffix(honorific) if honorific else surface


def _honorific_of(surface: str, context: ChoiceContext) -> str:
    matched = _HONORIFIC.search(surface)
    return matched.group() if matched and matched.start() and not context.is_name(surface) else ""


def _mark_in(key: str) -> str | None:
    matched = _SEPARATOR.search(key)
    return matched.group() if matched else None
