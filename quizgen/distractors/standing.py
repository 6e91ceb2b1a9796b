"""Whether a choice of the key's kind stands out beside it all the same: another region, league, time or form."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quizgen.distractors.forms import forms_differ
from quizgen.key import Key
from quizgen.lexicon import Entry
from quizgen.lexicon.mined import heard_of
from quizgen.lexicon.relations import default_relations

STANDS_OUT = "stands_out"
"""The warning of a choice that goes badly with the key; quizgen makes no quiz of its own accord with one."""


def kinships(key: Key, entries: Sequence[Entry | None]) -> NDArray[np.float64]:
    """Return how well n entries go with the key, 0 to 1: 1 for one of its region, league or time, and where nothing of
    the kind is known."""
    relations = default_relations()
    known: dict[str, float] = {}
    for entry in entries:
        if entry is not None and entry.entry_id not in known:
            known[entry.entry_id] = relations.kinship(key.entries, entry)
    return np.array([1.0 if entry is None else known[entry.entry_id] for entry in entries], dtype=np.float64)


def stands_out(key: Key, entry: Entry, form: str, year: int | None) -> bool:
    """Whether a candidate, written in ``form``, gives itself away in an article of ``year`` (None: not dated)."""
    if not default_relations().are_kin(key.entries, entry):
        return True
    return forms_differ(key.normalised, form, key.category) or (year is not None and not heard_of(entry, year))
