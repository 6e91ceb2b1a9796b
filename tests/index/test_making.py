"""Making senses of contexts."""

from __future__ import annotations

import numpy as np
import pytest

from quizgen import Exemplar
from quizgen.index.making import SenseMaker
from quizgen.index.senses import Sense, SenseTable
from quizgen.lexicon import Entry, Lexicon
from quizgen.quantisation import rounded
from quizgen.senses.channels import CHANNELS
from quizgen.senses.contexts import MappedContexts
from quizgen.senses.grouping import GroupingSettings
from quizgen.vectors import WordVectors
from tests.index.invented import CHANNELS_OF_FOUR, SIZE, class_model, nothing_around, vector

RAKUTEN, SEIBU = Entry("楽天", "team/baseball"), Entry("西武", "team/baseball")
HAWKS = Entry("ホークス", "team/baseball")
VECTORS = WordVectors(["楽天", "鷹"], rounded(np.eye(SIZE, dtype=np.float32)[:2]), np.ones(2, dtype=np.int64))


def maker(*entries: Entry) -> SenseMaker:
    pieces = {"ホークス": ["鷹", "団"]}
    return SenseMaker(
        Lexicon(entries),
        VECTORS,
        CHANNELS_OF_FOUR,
        class_model(),
        GroupingSettings(),
        lambda surface: pieces.get(surface, [surface]),
    )


def contexts(*told: tuple[str, str, int], lean: float = 0.0) -> MappedContexts:
    """Contexts of (form, class, how many)."""
    forms = [form for form, _, count in told for _ in range(count)]
    rows = np.stack([vector(name, lean=lean)[SIZE:] for _, name, count in told for _ in range(count)])
    numbers = np.arange(len(forms), dtype=np.int32)
    return MappedContexts(forms, numbers, numbers, numbers + 2, rows, nothing_around(len(forms)))


def seen(row: int) -> Exemplar:
    return Exemplar(f"a{row}")


def by_id(table: SenseTable) -> dict[str, tuple[Sense, list[float]]]:
    return {
        sense.sense_id: (sense, np.round(row, 2).tolist())
        for sense, row in zip(table.senses, table.vectors(), strict=True)
    }


def test_a_word_met_in_two_senses_gets_two_rows_the_more_frequent_first() -> None:
    table = maker(RAKUTEN).table(contexts(("楽天", "company/telecom", 4), ("楽天", "team/baseball", 6)), seen)
    rows = by_id(table)
    assert list(rows) == ["楽天|team/baseball#0", "楽天|team/baseball#1"]
    first, second = rows.values()
    assert (first[0].contexts, second[0].contexts) == (6, 4)
    assert first[0].channels == CHANNELS
    assert first[1] == vector("team/baseball", static=0).tolist()
    assert second[1] == vector("company/telecom", static=0).tolist()


def test_a_sense_keeps_where_its_most_typical_context_was_seen() -> None:
    told = contexts(("楽天", "team/baseball", 3))
    told.rows[0] = vector("team/baseball", lean=0.6)[SIZE:]
    table = maker(RAKUTEN).table(told, seen)
    assert table.senses[0].exemplar in (Exemplar("a1"), Exemplar("a2"))


def test_blocks_are_of_unit_length_though_their_contexts_vary() -> None:
    told = contexts(("楽天", "team/baseball", 1), ("楽天", "team/football", 1))
    row = maker(RAKUTEN).table(told, seen).vectors()[0]
    for place in CHANNELS_OF_FOUR.slices.values():
        assert np.linalg.norm(row[place]) == pytest.approx(1, abs=0.02)


def test_a_word_without_a_vector_takes_that_of_its_tokens_or_misses_the_channel() -> None:
    table = maker(HAWKS, SEIBU).table(contexts(("ホークス", "team/baseball", 1), ("西武", "team/baseball", 1)), seen)
    rows = by_id(table)
    assert rows["ホークス|team/baseball#0"][1] == vector("team/baseball", static=1).tolist()
    sense, row = rows["西武|team/baseball#0"]
    assert row == vector("team/baseball", static=None).tolist()
    assert sense.channels == ("context", "slot", "topic")


def test_a_word_without_contexts_borrows_the_mean_of_its_class_where_three_have_some() -> None:
    read = [Entry(f"球団{number}", "team/baseball") for number in range(3)]
    told = contexts(*((entry.surface, "team/baseball", 2) for entry in read), ("会社", "company/telecom", 2))
    unread = [HAWKS, Entry("別の会社", "company/telecom")]
    rows = by_id(maker(*read, Entry("会社", "company/telecom"), *unread).table(told, seen))
    sense, row = rows["ホークス|team/baseball#0"]
    assert (sense.contexts, sense.exemplar, sense.channels) == (0, None, ("static",))
    assert row == vector("team/baseball", static=1).tolist()
    assert "別の会社|company/telecom#0" not in rows
    two = maker(*read[:2], HAWKS).table(contexts(*((entry.surface, "team/baseball", 2) for entry in read[:2])), seen)
    assert "ホークス|team/baseball#0" not in by_id(two)


def test_no_contexts_make_an_empty_table() -> None:
    none = np.zeros(0, dtype=np.int32)
    empty = MappedContexts([], none, none, none, np.zeros((0, 12), dtype=np.float32), nothing_around(0))
    table = maker(RAKUTEN).table(empty, seen)
    assert len(table) == 0
    assert table.codes.shape == (0, 16)
