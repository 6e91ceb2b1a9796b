"""In which of its forms a candidate stands beside the key: 石垣市 beside 北九州市, and 石垣 beside 北九州."""

from __future__ import annotations

from collections.abc import Iterable

from quizgen.lexicon import Entry

_CATEGORIES = frozenset({"place", "team"})
_MUNICIPALITIES = frozenset("市区町村")


def form_like(key: str, named: Iterable[Entry], entry: Entry) -> str:
    """Return the form of an entry that goes with a key.

    ``key``: in NFKC; ``named``: the entries that it names. A place or team that is written in full or with its 市 has
    others of its class beside it that are written so too, where the lexicon knows such a form.
    """
    for known in named:
        if known.word_class == entry.word_class and known.category in _CATEGORIES and len(key) > len(known.surface):
            tail = key.removeprefix(known.surface)
            forms = [form for form in entry.aliases if len(form) > len(entry.surface)]
            if tail != key:
                return next((form for form in forms if _tails_agree(tail, form, entry.surface)), entry.surface)
            return forms[0] if forms else entry.surface
    return entry.surface


def _tails_agree(tail: str, form: str, surface: str) -> bool:
    other = form.removeprefix(surface)
    return other == tail or (other != form and {tail, other} <= _MUNICIPALITIES)
