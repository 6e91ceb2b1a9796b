"""Whether a choice of the key's kind stands out beside it all the same: another region, league, time or form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quizgen.distractors.forms import forms_differ
from quizgen.key import Key
from quizgen.lexicon import Entry
from quizgen.lexicon.mined import heard_of
from quizgen.lexicon.relations import KIN, Division, default_relations

STANDS_OUT = "stands_out"
"""The warning of a choice that goes badly with the key; quizgen makes no quiz of its own accord with one."""

_HOME, _TEAM = "日本|place/country", ("代表", "戦", "チーム", "勢")
_LEADS, _ATHLETE, _MANAGER = "監督", "person/athlete", "person/manager"
# So many last characters say what kind of thing a name is.
_ENDING = 2


def kinships(key: Key, entries: Sequence[Entry | None]) -> NDArray[np.float64]:
    """Return how well n entries go with the key, 0 to 1: 1 for one of its region, league or time, and where nothing of
    the kind is known."""
    fellowship = _fellowship(key.entries)
    return np.array([1.0 if entry is None else fellowship.kinship(entry) for entry in entries], dtype=np.float64)


def stands_out(
    key: Key, entry: Entry, form: str, year: int | None, division: Division | None = None, *, after: str = ""
) -> bool:
    """Whether a candidate, written in ``form``, gives itself away in an article of ``year`` (None: not dated).

    ``division``: how what the sentence names divides candidates, None where it names nothing; ``after``: what follows
    the key.
    """
    if not _are_fellows(key, entry) or _is_at_home(entry, after) or _has_not_led(entry, after):
        return True
    if division is not None and (division.is_told or division.is_elsewhere or not division.admits(entry)):
        return True
    return forms_differ(key.normalised, form, key.category) or (year is not None and not heard_of(entry, year))


def _are_fellows(key: Key, entry: Entry) -> bool:
    """Whether a word is of the key's narrower kind as far as the lexicon can tell.

    Of a fine class without groups, those of that class are fellows; where no fine class is known, those whose names end
    alike (…基地, …委員会), and of a person nobody is known to be one.
    """
    fellowship = _fellowship(key.entries)
    if fellowship.is_known:
        return fellowship.is_kin(entry)
    if fellowship.fine:
        return entry.word_class in fellowship.fine
    return entry.category != "person" and entry.surface[-_ENDING:] == key.normalised[-_ENDING:]


def _is_at_home(entry: Entry, after: str) -> bool:
    """Whether a candidate is the reader's own country, which a paper calls by name where its team or other countries
    are spoken of, and hardly otherwise."""
    return entry.entry_id == _HOME and not after.startswith(_TEAM)


def _has_not_led(entry: Entry, after: str) -> bool:
    """Whether a candidate is an athlete who is not known to have led a team, before 監督."""
    if not after.startswith(_LEADS) or not entry.word_class.startswith(_ATHLETE):
        return False
    return not default_relations().has_group_of(entry, _MANAGER)


class _Fellowship:
    """What the lexicon knows of a key's fellows. Each word is looked up once.

    ``is_known``: whether anything narrower than the class is; ``fine``: the key's fine classes.
    """

    def __init__(self, keys: tuple[Entry, ...]) -> None:
        self._relations = default_relations()
        self._keys = tuple(own for own in keys if self._relations.are_known(own))
        self._known: dict[Entry, float] = {}
        self.is_known = bool(self._keys)
        self.fine = frozenset(own.word_class for own in keys if own.word_class != own.category)

    def kinship(self, entry: Entry) -> float:
        """Return how well a word goes with the key, 0 to 1."""
        if not self.is_known:
            return 1.0
        found = self._known.get(entry)
        if found is None:
            found = self._known[entry] = self._relations.kinship(self._keys, entry)
        return found

    def is_kin(self, entry: Entry) -> bool:
        """Whether a word shares a group or a whole with the key."""
        return self.kinship(entry) >= KIN


@lru_cache(maxsize=256)  # a key is asked about hundreds of words, and again with the next drawing
def _fellowship(keys: tuple[Entry, ...]) -> _Fellowship:
    return _Fellowship(keys)
