"""The seed lists that ship, and what a bad row of one gets."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from quizgen import QuizgenError
from quizgen.lexicon import CATEGORIES, Entry, Lexicon
from quizgen.lexicon.seed_lists import COLUMNS, SEEDS, SeedError, read_seed_file, read_seeds

HEADER = ",".join(COLUMNS) + "\n"
KATAKANA = re.compile(r"[ァ-ヺー・ヽヾ ]*")


@pytest.fixture(scope="module")
def seeds() -> list[Entry]:
    return read_seeds()


def seed_file(tmp_path: Path, text: str, name: str = "team/baseball.csv") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_file_reads_and_no_entry_stands_twice(seeds: list[Entry]) -> None:
    assert len(list(SEEDS.rglob("*.csv"))) == len(list(SEEDS.glob("*/*.csv")))
    assert len(Lexicon(seeds)) == len(seeds)
    assert {entry.category for entry in seeds} == set(CATEGORIES)
    assert {entry.origin for entry in seeds} == {"seed"}


def test_at_least_300_names_of_today_are_active(seeds: list[Entry]) -> None:
    active = Counter(entry.category for entry in seeds if entry.status == "active")
    names = ("team", "organization", "company", "person", "place")
    assert sum(active[name] for name in names) >= 300
    assert min(active["team"], active["organization"], active["company"]) >= 30
    assert {entry.surface for entry in seeds if entry.status == "active"} >= {
        "デジタル庁",
        "こども家庭庁",
        "日本維新の会",
    }


def test_surfaces_aliases_and_successors_are_in_nfkc_and_readings_in_katakana(seeds: list[Entry]) -> None:
    for entry in seeds:
        for form in (entry.surface, *entry.aliases, entry.successor):
            assert form == unicodedata.normalize("NFKC", form) == form.strip(), entry
        assert KATAKANA.fullmatch(entry.reading), entry


def test_years_are_in_order_and_what_ended_says_so(seeds: list[Entry]) -> None:
    for entry in seeds:
        if entry.first_seen is not None and entry.last_seen is not None:
            assert entry.first_seen <= entry.last_seen, entry
        if entry.last_seen is not None:
            assert entry.status != "active", entry


def test_a_row_becomes_an_entry_of_the_class_that_the_path_names(tmp_path: Path) -> None:
    path = seed_file(tmp_path, HEADER + '楽天,ラクテン,東北楽天|楽天|,active,2004,,\n"A,B",,,,,,\n')
    first, second = read_seed_file(path)
    assert first == Entry("楽天", "team/baseball", "ラクテン", ("東北楽天",), "active", 2004)
    assert second.surface == "A,B"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("楽天,,,,,\n", "line 2: expected 7 columns"),
        ("楽天,,,,,,,\n", "line 2: expected 7 columns"),
        (",,,,,,\n", "line 2, column surface"),
        ("ｿﾌﾄﾊﾞﾝｸ,,,,,,\n", "line 2, column surface: expected a word in NFKC form"),
        ("楽天,,,,,,\n楽天,,,,,,\n", "line 3, column surface: '楽天' stands twice"),
        ("日本ハム,,日ﾊﾑ,,,,\n", "line 2, column aliases: expected words in NFKC form, got '日ﾊﾑ'"),
        ("楽天,,,retired,,,\n", "line 2, column status: expected active, former, dissolved, dead, got 'retired'"),
        ("楽天,,,,二千四,,\n", "line 2, column first_seen: expected a year or nothing, got '二千四'"),
        ("楽天,,,,,x,\n", "line 2, column last_seen"),
    ],
)
def test_a_bad_row_is_named_by_file_line_and_column(tmp_path: Path, row: str, words: str) -> None:
    path = seed_file(tmp_path, HEADER + row)
    with pytest.raises(SeedError, match=r"baseball\.csv, " + words) as caught:
        list(read_seed_file(path))
    assert isinstance(caught.value, QuizgenError)


def test_a_file_without_the_columns_or_of_no_category_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="line 1: expected the columns surface,reading"):
        list(read_seed_file(seed_file(tmp_path, "surface\n楽天\n")))
    with pytest.raises(SeedError, match="unknown category 'sorcery'"):
        read_seeds(seed_file(tmp_path, HEADER, "sorcery/black.csv").parents[1])
