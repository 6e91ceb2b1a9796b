"""Whether a choice of the key's kind stands out beside it all the same: another region, league, time or form."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quizgen.distractors.forms import forms_differ
from quizgen.key import Key
from quizgen.lexicon import Entry
from quizgen.lexicon.mined import heard_of
from quizgen.lexicon.relations import Division, default_relations

STANDS_OUT = "stands_out"
"""The warning of a choice that goes badly with the key; quizgen makes no quiz of its own accord with one."""

# So many last characters say what kind of thing a name is.
_ENDING = 2


def kinships(key: Key, entries: Sequence[Entry | None]) -> NDArray[np.float64]:
    """Return how well n entries go with the key, 0 to 1: 1 for one of its region, league or time, and where nothing of
    the kind is known."""
    relations = default_relations()
    known: dict[str, float] = {}
    for entry in entries:
        if entry is not None and entry.entry_id not in known:
            known[entry.entry_id] = relations.kinship(key.entries, entry)
    return np.array([1.0 if entry is None else known[entry.entry_id] for entry in entries], dtype=np.float64)


def stands_out(key: Key, entry: Entry, form: str, year: int | None, division: Division | None = None) -> bool:
    """Whether a candidate, written in ``form``, gives itself away in an article of ``year`` (None: not dated).

    ``division``: how what the sentence names divides candidates, None where it names nothing.
    """
    if not _are_fellows(key, entry) or (division is not None and not division.admits(entry)):
        return True
    return forms_differ(key.normalised, form, key.category) or (year is not None and not heard_of(entry, year))


def _are_fellows(key: Key, entry: Entry) -> bool:
    """Whether a word is of the key's narrower kind as far as the lexicon can tell.

    Of a fine class without groups, those of that class are fellows; where no fine class is known, those whose names end
    alike (…基地, …委員会), and of a person nobody is known to be one.
    """
    relations = default_relations()
    if any(relations.are_known(own) for own in key.entries):
        return relations.are_kin(key.entries, entry)
    fine = {own.word_class for own in key.entries if own.word_class != own.category}
    if fine:
        return entry.word_class in fine
    return entry.category != "person" and entry.surface[-_ENDING:] == key.normalised[-_ENDING:]
