"""Merging a newsroom's own senses into those that ship."""

from __future__ import annotations

import numpy as np
import pytest

from quizgen.index.making import Row
from quizgen.index.merging import merge
from quizgen.index.senses import SenseTable
from tests.index.invented import CHANNELS_OF_FOUR, sense, table, vector

TEAM, COMPANY = "楽天|team/baseball", "楽天|company/telecom"
BASE = table(
    [
        (sense(COMPANY, 0, 10), vector("company/telecom", static=1)),
        (sense(TEAM, 0, 10), vector("team/baseball", static=2)),
    ]
)


def merged(*own: Row, base: SenseTable = BASE, known: frozenset[str] = frozenset({TEAM, COMPANY})) -> SenseTable:
    return merge(base, own, CHANNELS_OF_FOUR, known)


def rows(found: SenseTable) -> list[tuple[str, int, int]]:
    return [(item.entry_id, item.number, item.contexts) for item in found.senses]


def test_without_own_senses_the_base_stays_as_it_is() -> None:
    found = merged()
    assert found.senses == BASE.senses
    assert np.array_equal(found.codes, BASE.codes)


def test_a_sense_like_one_of_the_base_moves_it_and_brings_its_exemplar() -> None:
    own = vector("team/baseball", static=2, lean=0.5)
    found = merged((sense(TEAM, 0, 5, "ours"), own))
    assert rows(found) == [(COMPANY, 0, 10), (TEAM, 0, 15)]
    assert found.senses[1].exemplar == sense(TEAM, source="ours").exemplar
    before, after = BASE.vectors()[1], found.vectors()[1]
    assert after @ own > before @ own
    for place in CHANNELS_OF_FOUR.slices.values():
        assert np.linalg.norm(after[place]) == pytest.approx(1, abs=0.02)


def test_own_contexts_count_double() -> None:
    own = vector("team/baseball", static=2, lean=0.6)
    halfway = merged((sense(TEAM, 0, 5, "ours"), own)).vectors()[1]
    assert halfway @ own == pytest.approx(halfway @ BASE.vectors()[1], abs=0.05)


def test_a_sense_unlike_the_base_stands_beside_it_numbered_by_contexts() -> None:
    found = merged((sense(TEAM, 0, 30, "ours"), vector("company/railway", static=2)))
    assert rows(found) == [(COMPANY, 0, 10), (TEAM, 0, 30), (TEAM, 1, 10)]


def test_a_sense_that_was_never_read_gives_way_to_one_that_was() -> None:
    base = table([(sense(TEAM, 0, 0, None), vector("team/baseball"))])
    found = merged((sense(TEAM, 0, 2, "ours"), vector("team/football")), base=base)
    assert rows(found) == [(TEAM, 0, 2)]
    assert found.vectors()[0] @ vector("team/football") == pytest.approx(4, abs=0.05)
    unread = merged((sense(TEAM, 0, 0, None), vector("team/football")))
    assert np.array_equal(unread.codes, BASE.codes)


def test_an_entry_that_the_base_lacks_is_added_and_one_that_left_the_lexicon_goes() -> None:
    new = "ミズナギ|team/baseball"
    found = merged((sense(new, 0, 0, None), vector("team/baseball")), known=frozenset({new, TEAM}))
    assert rows(found) == [(new, 0, 0), (TEAM, 0, 10)]
    assert len(merged(known=frozenset())) == 0
    assert merged(known=frozenset()).codes.shape == (0, 16)


def test_a_static_vector_of_either_side_is_kept() -> None:
    base = table([(sense(TEAM, 0, 10), vector("team/baseball", static=None))])
    found = merged((sense(TEAM, 0, 5), vector("team/baseball", static=3)), base=base)
    assert found.vectors()[0][:4].tolist() == pytest.approx([0, 0, 0, 1], abs=0.01)
