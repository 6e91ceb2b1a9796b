"""The table of mined words."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from quizgen import QuizgenError
from quizgen.lexicon import CATEGORIES, Entry
from quizgen.lexicon.mined import MINED, MinedError, read_mined, write_mined

ENTRIES = [
    Entry("楽天", "team/baseball", "ラクテン", count=30, first_seen=2005, last_seen=2012, origin="mined"),
    Entry("楽天", "company", count=12, origin="mined"),
    Entry("A|B", "term", count=8, first_seen=2005, origin="mined"),
]


def test_written_words_read_back_sorted(tmp_path: Path) -> None:
    write_mined(ENTRIES, tmp_path / "mined.tsv.gz")
    assert read_mined(tmp_path / "mined.tsv.gz") == [ENTRIES[2], ENTRIES[1], ENTRIES[0]]
    assert [path.name for path in tmp_path.iterdir()] == ["mined.tsv.gz"]


def test_no_words_are_a_table_too(tmp_path: Path) -> None:
    write_mined([], tmp_path / "mined.tsv.gz")
    assert read_mined(tmp_path / "mined.tsv.gz") == []


def test_the_same_words_give_the_same_bytes_in_whatever_order(tmp_path: Path) -> None:
    write_mined(ENTRIES, tmp_path / "one.tsv.gz")
    write_mined(ENTRIES[::-1], tmp_path / "two.tsv.gz")
    assert (tmp_path / "one.tsv.gz").read_bytes() == (tmp_path / "two.tsv.gz").read_bytes()


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "flipped", "plain"])
def test_a_damaged_file_is_named_in_one_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "mined.tsv.gz"
    write_mined(ENTRIES * 1 + [Entry(f"語{number}", "term") for number in range(500)], path)
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        middle = len(data) // 2
        flipped = data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 20]) + data[middle + 20 :]
        path.write_bytes({"empty": b"", "cut": data[:middle], "flipped": flipped, "plain": b"surface\n"}[damage])
    with pytest.raises(MinedError, match=r"mined\.tsv\.gz") as caught:
        read_mined(path)
    assert isinstance(caught.value, QuizgenError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("surface\tclass\n", "line 1: expected the columns"),
        ("HEAD\n楽天\tteam\n", "line 2: expected 6 columns, got 2"),
        ("HEAD\n楽天\tteam\t\tmany\t\t\n", "line 2: expected a count and years, got 'many'"),
        ("HEAD\n楽天\tteam\t\t3\t\t\n\n", "line 3: expected 6 columns, got 1"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "mined.tsv.gz"
    header = "surface\tclass\treading\tcount\tfirst_seen\tlast_seen"
    path.write_bytes(gzip.compress(text.replace("HEAD", header).encode()))
    with pytest.raises(MinedError, match=words):
        read_mined(path)


def test_the_shipped_table_reads_and_its_entries_are_of_known_categories() -> None:
    entries = read_mined(MINED)
    assert {entry.category for entry in entries} <= set(CATEGORIES)
    assert len({entry.entry_id for entry in entries}) == len(entries)
    assert min(entry.count for entry in entries) >= 1
