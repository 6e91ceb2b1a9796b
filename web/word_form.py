"""The form of a word: what stands in its fields, what is read from them, and what is wrong, field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from quizgen.lexicon import CATEGORIES
from quizgen.lexicon.default import default_lexicon
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord
from quizgen.store.word import CONTENT, check_word
from quizgen.web.i18n import lazy_gettext as _

FIELDS = tuple(name for name in CONTENT if name != "blocked")
"""The fields of the form, in the order of :class:`quizgen.store.NewWord`; blocking is a deed of its own."""

LABELS: Mapping[str, Any] = {
    "surface": _("表記"),
    "category": _("分類"),
    "word_class": _("細かい分類"),
    "reading": _("読み"),
    "aliases": _("別名"),
    "status": _("状態"),
    "first_seen": _("始まりの年"),
    "last_seen": _("終わりの年"),
    "successor": _("後継"),
    "contexts": _("例文"),
    "blocked": _("使用禁止"),
    "sensitive": _("注意が必要"),
    "reason": _("理由"),
}
STATUS_LABELS: Mapping[str, Any] = {
    "": _("不明"),
    "active": _("現役"),
    "former": _("過去のもの"),
    "dissolved": _("解散・消滅"),
    "dead": _("故人"),
}
_LINES = ("aliases", "contexts")
_YEARS = ("first_seen", "last_seen")
_BARE_CLASS = re.compile(r"[a-z0-9_]+")


def values_of(word: NewWord) -> dict[str, Any]:
    """Return what stands in the fields for a word."""
    values: dict[str, Any] = {name: getattr(word, name) for name in FIELDS}
    values |= {name: "\n".join(values[name]) for name in _LINES}
    values |= {name: "" if values[name] is None else str(values[name]) for name in _YEARS}
    if values["word_class"] == values["category"]:
        values["word_class"] = ""
    return values


def content_of(form: Mapping[str, Any], *, blocked: bool = False) -> NewWord:
    """Return the word that a form describes, unchecked."""
    texts = {name: str(form.get(name, "")).strip() for name in FIELDS}
    category, word_class = texts["category"], texts["word_class"]
    if word_class and _BARE_CLASS.fullmatch(word_class) and word_class != category:
        word_class = f"{category}/{word_class}"
    return NewWord(
        surface=texts["surface"],
        category=category,
        word_class=word_class,
        reading=texts["reading"],
        aliases=_lines(texts["aliases"]),
        status=texts["status"],
        first_seen=_year(texts["first_seen"]),
        last_seen=_year(texts["last_seen"]),
        successor=texts["successor"],
        contexts=_lines(texts["contexts"]),
        blocked=blocked,
        sensitive=texts["sensitive"] == "yes",
        reason=texts["reason"],
    )


def problems_of(word: NewWord) -> dict[str, list[str]]:
    """Return what is wrong with a word: for each field at fault, the rules' words."""
    found: dict[str, list[str]] = {}
    for problem in check_word(word, WORD_RULES)[1]:
        found.setdefault(problem.column, []).append(problem.message)
    return found


@cache
def known_classes() -> tuple[str, ...]:
    """Return the fine classes that the lexicon has, sorted."""
    found = {entry.word_class for entry in default_lexicon().entries if "/" in entry.word_class}
    return tuple(sorted(found, key=lambda name: ([*CATEGORIES].index(name.partition("/")[0]), name)))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _year(text: str) -> Any:
    """Return a year, or the text as it is for the rules to refuse."""
    return int(text) if re.fullmatch("[0-9]{1,4}", text, re.ASCII) else text or None
