"""In which of its forms a candidate stands beside the key: 石垣市 beside 北九州市, and 石垣 beside 北九州."""

from __future__ import annotations

import re
from collections.abc import Iterable

from quizgen.lexicon import Entry

_MUNICIPALITIES = frozenset("市区町村")
# Endings that say what kind of thing a name is: a choice that alone has one, or lacks it, gives itself away.
_KINDS = (_MUNICIPALITIES, frozenset("県府都道州省"), frozenset("社"))
# Of companies only that (…電気鉄道 is none of them).
_KINDS_OF_COMPANY = (frozenset("社"),)
_KATAKANA = re.compile(r"[ァ-ヴー・=]+")
# Of events, so many last characters in common are a way of naming them: …オリンピック, …ワールドカップ.
_SAME_ENDING = 4
# A full name beside a short one of a team: so many times its length, and longer than short names are (ソフトバンク).
_FULL, _SHORT_NAME = 2.2, 6


def form_like(key: str, named: Iterable[Entry], entry: Entry) -> str:
    """Return the form of an entry that goes with a key.

    ``key``: in NFKC; ``named``: the entries that it names. Beside a place that is written with its 市, a paper without
    its 社, a team or country by another of its names, others of its class are written so too, where the lexicon knows
    such a form.
    """
    for known in named:
        if known.word_class == entry.word_class and key != known.surface:
            return _other_form(key, known, entry) or entry.surface
    return entry.surface


def forms_differ(key: str, form: str, category: str) -> bool:
    """Whether a choice is seen to be named another way than the key: only one has its 市 or its 社, or a team's full
    name stands beside a short one."""
    if category == "term":
        return False
    mine, other = key[-1:], form[-1:]
    named_after = _KINDS_OF_COMPANY if category == "company" else _KINDS
    if mine != other and any((mine in kinds) != (other in kinds) for kinds in named_after):
        return True
    short, long = sorted((len(key), len(form)))
    return category == "team" and long > max(_FULL * short, _SHORT_NAME)


def _other_form(key: str, known: Entry, entry: Entry) -> str | None:
    longer = [form for form in entry.aliases if len(form) > len(entry.surface)]
    if key.startswith(known.surface):
        tail = key.removeprefix(known.surface)
        agreeing = (form for form in longer if _tails_agree(tail, form, entry.surface))
        return next(agreeing, longer[0] if known.category == "team" and longer else None)
    if known.surface.startswith(key):
        tail = known.surface.removeprefix(key)
        return next((form for form in entry.aliases if form + tail == entry.surface), None)
    if known.category == "event":
        return _ending_like(key, entry)
    if known.category == "team" and key.endswith(known.surface):
        return next(iter(longer), None)
    if _KATAKANA.fullmatch(key) and known.category in {"place", "team"}:
        return next((form for form in (entry.surface, *entry.aliases) if _KATAKANA.fullmatch(form)), None)
    if known.category == "team" and len(key) > len(known.surface):
        return next(iter(longer), None)
    return None


def _ending_like(key: str, entry: Entry) -> str | None:
    ending = key[-_SAME_ENDING:]
    return next((form for form in (entry.surface, *entry.aliases) if form.endswith(ending)), None)


def _tails_agree(tail: str, form: str, surface: str) -> bool:
    other = form.removeprefix(surface)
    return other == tail or (other != form and {tail, other} <= _MUNICIPALITIES)
