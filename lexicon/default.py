"""The default lexicon: the seed lists, and the words mined from the corpus with their counts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from quizgen.lexicon.lexicon import Lexicon
from quizgen.lexicon.mined import read_mined
from quizgen.lexicon.seed_lists import SEEDS, read_seeds


@cache
def default_lexicon(seeds: Path = SEEDS) -> Lexicon:
    """Return the seeds of a folder and the mined words.

    A mined row of a seed gives it its count, and a reading where it has none. The years of such a row are those of the
    archive; a seed's own say when the thing began and ended.
    """
    mined = {entry.entry_id: entry for entry in read_mined()}
    entries = []
    for seed in read_seeds(seeds):
        seen = mined.pop(seed.entry_id, None)
        entries.append(seed if seen is None else replace(seed, count=seen.count, reading=seed.reading or seen.reading))
    return Lexicon([*entries, *mined.values()])
