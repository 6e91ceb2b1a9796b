"""The table of senses in memory and on disk."""

from __future__ import annotations

import gzip
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from quizgen import Exemplar, IndexVersionError
from quizgen.index.senses import SCALE, SENSES, VECTORS, Sense, SenseTable, encode_rows
from quizgen.vectors import unit
from tests.index.invented import sense, table, vector

TABLE = table(
    [
        (sense("楽天|team/baseball"), vector("team/baseball")),
        (sense("楽天|team/baseball", 1, 2, None), vector("team/football", lean=0.5)),
        (
            Sense("A|B|term", 0, 3, ("static",), Exemplar("a2", "題", "2026-11-23", "文\nの中。")),
            vector("team/baseball"),
        ),
    ]
)


def test_a_saved_table_reads_back_and_the_same_table_gives_the_same_bytes_at_any_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, now in (("one", 1e9), ("two", 2e9)):
        monkeypatch.setattr(time, "time", partial(float, now))
        (tmp_path / name).mkdir()
        TABLE.save(tmp_path / name)
    loaded = SenseTable.load(tmp_path / "one")
    assert loaded.senses == TABLE.senses
    assert np.array_equal(loaded.codes, TABLE.codes)
    assert loaded.identity == TABLE.identity
    for name in (VECTORS, SENSES):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_eight_bits_keep_cosines_to_half_a_hundredth() -> None:
    vectors = unit(np.random.default_rng(0).standard_normal((50, 128)).astype(np.float32))
    restored = encode_rows(vectors).astype(np.float32) / np.float32(SCALE)
    errors = np.abs(unit(restored) @ unit(restored).T - vectors @ vectors.T)
    assert errors.mean() < 0.005
    assert errors.max() < 0.015


def test_rows_can_be_asked_for() -> None:
    assert TABLE.vectors().shape == (3, 16)
    assert TABLE.vectors(np.array([2, 0])).tolist() == TABLE.vectors()[[2, 0]].tolist()
    assert TABLE.senses[1].sense_id == "楽天|team/baseball#1"


def test_identity_follows_senses_and_vectors() -> None:
    fewer = SenseTable((*TABLE.senses[:2], sense("阪神|team/baseball")), TABLE.codes)
    assert len({TABLE.identity, fewer.identity, SenseTable(TABLE.senses, -TABLE.codes).identity}) == 3


@pytest.mark.parametrize("damage", ["vectors gone", "senses gone", "vectors cut", "senses cut", "no gzip", "no json"])
def test_damaged_files_are_an_index_error(tmp_path: Path, damage: str) -> None:
    TABLE.save(tmp_path)
    path = tmp_path / (VECTORS if damage.startswith("vectors") else SENSES)
    data = path.read_bytes()
    if damage.endswith("gone"):
        path.unlink()
    else:
        cut = data[: len(data) // 2]
        path.write_bytes({"no gzip": b"[]\n", "no json": gzip.compress(b"[\n")}.get(damage, cut))
    with pytest.raises(IndexVersionError, match=r"its senses cannot be read .*roll back or rebuild"):
        SenseTable.load(tmp_path)


@pytest.mark.parametrize("codes", [TABLE.codes[:2], TABLE.codes.astype(np.float32), TABLE.codes[0]])
def test_tables_out_of_step_name_both_numbers(tmp_path: Path, codes: np.ndarray) -> None:
    TABLE.save(tmp_path)
    np.save(tmp_path / VECTORS, codes)
    with pytest.raises(IndexVersionError, match=r"3 senses but vectors of shape \("):
        SenseTable.load(tmp_path)
