"""Joining senses from several sources: what quizgen ships, a newsroom's archive, and the editors' words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from quizgen.index.making import Row
from quizgen.index.senses import Sense, SenseTable, encode_rows
from quizgen.senses.channels import Channels
from quizgen.vectors import unit

# Two senses of one entry from different sources are the same when their mean channel cosine is at least this.
_SAME = 0.5
# A newsroom's own contexts say more of how it writes than the corpus that quizgen was made from.
_OWN_WEIGHT = 2.0


def merge(base: SenseTable, own: Iterable[Row], channels: Channels, known: frozenset[str]) -> SenseTable:
    """Return the base's senses with a newsroom's own merged in, for entries whose identifiers are ``known``.

    An own sense that matches a base sense of its entry moves that sense towards itself, by contexts, and brings its
    exemplar; one that matches none stands beside. A sense that was never read gives way to one that was.
    """
    rows: dict[str, list[Row]] = defaultdict(list)
    for sense, vector in zip(base.senses, base.vectors(), strict=True):
        if sense.entry_id in known:
            rows[sense.entry_id].append((sense, vector))
    for sense, vector in own:
        _take_in(rows[sense.entry_id], sense, vector, channels)
    table: list[Row] = []
    for entry_id in sorted(rows):
        ordered = sorted(rows[entry_id], key=lambda row: (-row[0].contexts, row[0].number))
        table.extend((replace(sense, number=number), vector) for number, (sense, vector) in enumerate(ordered))
    if not table:
        return SenseTable((), np.zeros((0, channels.dimensions), dtype=np.int8))
    return SenseTable(tuple(sense for sense, _ in table), encode_rows(np.stack([vector for _, vector in table])))


def _take_in(rows: list[Row], sense: Sense, vector: NDArray[np.float32], channels: Channels) -> None:
    if sense.contexts:
        rows[:] = [row for row in rows if row[0].contexts]
    elif rows:
        return
    likeness = [_likeness(vector, other, channels) for _, other in rows]
    if not likeness or max(likeness) < _SAME:
        rows.append((sense, vector))
        return
    number = int(np.argmax(likeness))
    other, before = rows[number]
    own = _OWN_WEIGHT * sense.contexts
    mixed = (own * vector + other.contexts * before) / max(own + other.contexts, 1)
    blocks = np.zeros_like(vector)
    for place in channels.slices.values():
        blocks[place] = unit(mixed[place])
    rows[number] = (replace(other, contexts=other.contexts + sense.contexts, exemplar=sense.exemplar), blocks)


def _likeness(one: NDArray[np.float32], other: NDArray[np.float32], channels: Channels) -> float:
    read = [place for name, place in channels.slices.items() if name != "static"]
    return float(np.mean([one[place] @ other[place] for place in read]))
