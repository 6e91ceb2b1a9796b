"""How much an editor wants to ask about a word, for what it is: before where it stands and how often it comes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from quizgen.distractors.numbers import Kind, NumberExpression, worth_asking
from quizgen.lexicon import Entry, surface_key
from quizgen.text import normalise

_BY_CATEGORY = {
    "person": 0.85, "team": 0.95, "company": 0.95, "organization": 0.9, "place": 0.75, "product": 0.9, "work": 0.9,
    "event": 0.85, "facility": 0.8, "award": 0.9, "law": 0.75, "nationality": 0.4, "language": 0.5, "term": 0.6,
}  # fmt: skip
_OTHER_CATEGORY = 0.5
# An office is asked about where it is one of few (財務相), see COMMON_FROM. Which Games they were, the date tells.
_BY_CLASS = {
    "term/office": 0.4, "term/unit": 0.2, "term/era": 0.4, "term/currency": 0.4, "event/olympics": 0.1,
}  # fmt: skip
# Newspapers and broadcasters are mostly named as sources; in a title they are the news themselves.
MEDIA = "company/media"
_MEDIA_INTEREST, _MEDIA_IN_TITLE = 0.15, 0.7
# A name that occurs this often in the corpus is as ordinary as can be, and worth that much less.
_ORDINARY_NAME, _ORDINARY_COSTS = 3000, 0.35
# A common noun that occurs this often is worth half.
_ORDINARY_TERM = 150
_GENERIC = 0.04
# A company or product that is named everywhere (ツイッター) is news where the title has it.
_NEWS_IN_TITLE = frozenset({"company", "product", "organization"})
# Words that the lexicon lacks: less sure to be whole, and hard to find choices for.
_UNLISTED = {"person": 0.3, "proper": 0.25, "compound": 0.2, "phrase": 0.12}
_NUMBER = 0.62
# Figures of a specification, which make no news; nor does which day of an event it is.
_SPECIFIED = frozenset(
    "GB MB TB KB ギガバイト メガバイト mAh GHz MHz Hz インチ 型 mm ミリ cm g グラム ドット 画素 万画素 dpi fps W "
    "ワット V px bps Mbps Gbps kbps dB".split()
)
_SPECIFICATION = 0.25
# A bound is true of other figures too: where there are 10 or more, there are 7 or more.
_BOUND = re.compile("(?:以上|以下|以内|未満|超|を超え|を上回|を下回|足らず|余り|あまり|弱|強(?![いく]))")
_BOUNDED = 0.5
_BY_NUMBER_KIND = {Kind.AGE: 0.5, Kind.ORDINAL: 0.8, Kind.PLAIN: 0.6, Kind.DAY: 0.5, Kind.MONTH: 0.5, Kind.YEAR: 0.7}


def interest_in_entries(surface: str, entries: Sequence[Entry], *, in_title: bool) -> tuple[float, str]:
    """Return how much a listed word is worth asking about, 0 to 1, and the category that it counts as."""
    best = max(entries, key=lambda entry: _of_entry(entry, in_title))
    value = _of_entry(best, in_title)
    if is_generic(surface) and not (in_title and best.category in _NEWS_IN_TITLE):
        value = min(value, _GENERIC)
    return value, best.category


def interest_in_unlisted(surface: str, kind: str) -> float:
    """Return how much a word that the lexicon lacks is worth asking about; ``kind`` as of a span of tokens."""
    return _GENERIC if is_generic(surface) else _UNLISTED.get(kind, 0.0)


def interest_in_number(number: NumberExpression) -> float:
    """Return how much a figure is worth asking about, 0 to 1; 0 for one whose place makes it a bad key."""
    worth = _NUMBER * worth_asking(number) * _BY_NUMBER_KIND.get(number.kind, 1.0)
    if _SPECIFIED & set(number.unit_names) or number.surface.endswith("日目"):
        worth *= _SPECIFICATION
    return worth * (_BOUNDED if _BOUND.match(number.after) else 1.0)


def is_generic(surface: str) -> bool:
    """Whether a word is too general to be asked about (代表, 会見, インターネット)."""
    return surface_key(surface) in _generic_words()


def _of_entry(entry: Entry, in_title: bool) -> float:
    if entry.word_class == MEDIA:
        return _MEDIA_IN_TITLE if in_title else _MEDIA_INTEREST
    kind = _BY_CLASS.get(entry.word_class, _BY_CATEGORY.get(entry.category, _OTHER_CATEGORY))
    if entry.category == "term":
        return kind / (1 + entry.count / _ORDINARY_TERM)
    ordinary = min(np.log10(1 + entry.count) / np.log10(_ORDINARY_NAME), 1.0)
    return float(kind * (1 - _ORDINARY_COSTS * ordinary))


@cache
def _generic_words() -> frozenset[str]:
    lines = files(__package__).joinpath("generic.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(surface_key(normalise(line).text) for line in lines if line and not line.startswith("#"))
