from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.errors import ArgumentError, InputError, WordError
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.lexicon.wordfiles import FORMATS, read_words, write_words
from quizgen.store import NewWord, WordRepository, open_store
from quizgen.store.word import check_word

HEADER = "surface,category,class,reading,aliases,status,first_seen,last_seen,contexts\n"
FULL = NewWord(
    "DeNA",
    "team",
    "team/baseball",
    "ディーエヌエー",
    ("横浜DeNA", "ベイスターズ"),
    "active",
    2011,
    2026,
    ("DeNAは、強い。", "ベイスターズが「勝った」。"),
    True,
    "確認中",
    True,
    "横浜",
)
BARE = NewWord("新語", "term", "term")

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)

    def write(name: str, text: str) -> Path:
        Path(name).write_text(text, encoding="utf-8", newline="")
        return Path(name)

    return write


def written(words: Iterable[NewWord], format: str) -> bytes:
    stream = io.StringIO()
    write_words(words, stream, format)
    return stream.getvalue().encode()


def problems_of(path: Path) -> list[str]:
    with pytest.raises(WordError) as caught:
        read_words(path)
    return str(caught.value).split("\n")


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_written_reads_the_same(format: str) -> None:
    assert read_words(io.BytesIO(written([FULL, BARE], format)), format) == [FULL, BARE]


texts = st.text(st.characters(codec="utf-8"), max_size=12)


@pytest.mark.parametrize("format", FORMATS)
@given(surface=texts, alias=texts, reason=texts, context=texts, year=st.none() | st.integers(1, 2100))
def test_every_acceptable_word_reads_the_same(
    format: str, surface: str, alias: str, reason: str, context: str, year: int | None
) -> None:
    contexts = (f"{surface}|{context}\\", f"\\|{surface}")
    new = NewWord(surface, "term", aliases=(alias, "a|b"), first_seen=year, contexts=contexts, reason=reason)
    word, problems = check_word(new, WORD_RULES)
    if not problems:
        assert read_words(io.BytesIO(written([word], format)), format) == [word]


@pytest.mark.parametrize("format", FORMATS)
def test_an_exported_store_is_imported_whole_into_another(tmp_path: Path, format: str) -> None:
    with open_store(tmp_path / "one") as one, open_store(tmp_path / "two") as two:
        source, target = WordRepository(one, WORD_RULES), WordRepository(two, WORD_RULES)
        source.import_words([FULL, BARE])
        path = tmp_path / f"words.{format}"
        with path.open("w", encoding="utf-8", newline="") as stream:
            assert write_words(source.export(), stream, format) == 2
        target.import_words(read_words(path))
        assert written(target.export(), format) == written(source.export(), format)


def test_csv_may_have_its_columns_in_any_order_and_leave_most_out(write: Write) -> None:
    path = write("words.csv", "category,surface\nterm,新語\n\nteam, ＤｅＮＡ \n")
    words = read_words(path)
    assert [(word.surface, word.category, word.place) for word in words] == [
        ("新語", "term", "words.csv, line 2"),
        ("DeNA", "team", "words.csv, line 4"),
    ]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_from_a_spreadsheet_reads_as_well(write: Write, mark: str, end: str) -> None:
    row = (
        'DeNA,team,team/baseball,でぃーえぬえー,横浜DeNA|ベイスターズ,active,2011,2026,"DeNAは,強い。|ベイスターズだ。"'
    )
    (word,) = read_words(write("words.CSV", mark + (HEADER + row + "\n").replace("\n", end)))
    expected = replace(FULL, contexts=("DeNAは,強い。", "ベイスターズだ。"), blocked=False, reason="", sensitive=False)
    expected = replace(expected, successor="")
    assert word == expected


def test_jsonl_may_leave_most_out_and_say_null(write: Write) -> None:
    text = '\ufeff{"surface": "新語", "category": "term", "first_seen": null, "aliases": null}\r\n\n'
    assert read_words(write("words.jsonl", text)) == [BARE]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",term,,,,,,,", "line 2, column surface: expected a word, got ''"),
        ("新語,number,,,,,,,", "line 2, column category: expected one of person, "),
        ("新語,term,team/baseball,,,,,,", "line 2, column class: expected term/ and a name"),
        ("新語,term,,新語,,,,,", "line 2, column reading: expected hiragana or katakana, got '新語'"),
        ("新語,term,,,,closed,,,", "line 2, column status: expected one of active, "),
        ("新語,term,,,,,昔,,", "line 2, column first_seen: expected a year from 1 to 2100, got '昔'"),
        ("新語,term,,,,,,1_9,", "line 2, column last_seen: expected a year from 1 to 2100, got '1_9'"),
        ("新語,term,,,,,,,流行だ。", "line 2, column contexts: expected 新語 in the sentence, got '流行だ。'"),
        ("新語,term,,,,,,,新語だ。,", "line 2: expected 9 cells, got 10; put quotes around a cell"),
        ("新語,term", "line 2: expected 9 cells, got 2"),
        ('"新語,term,,,,,,,', "line 2: not readable as CSV (unexpected end of data); check its quotes"),
    ],
)
def test_a_bad_row_of_csv_is_named_by_line_and_column(write: Write, row: str, problem: str) -> None:
    (line,) = problems_of(write("words.csv", f"{HEADER}{row}\n"))
    assert line.startswith(f"words.csv, {problem}")
    assert line.endswith("nothing was imported")


def test_blocked_is_true_or_false_in_csv(write: Write) -> None:
    header = "surface,category,blocked,reason\n"
    words = read_words(write("words.csv", header + "甲,term,TRUE,広告\n乙,term,false,\n丙,term,,\n"))
    assert [word.blocked for word in words] == [True, False, False]
    (line,) = problems_of(write("words.csv", header + "甲,term,はい,\n"))
    assert line.startswith("words.csv, line 2, column blocked: expected true or false, got 'はい'")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('{"surface": "新語", "category"', "line 1, character 29: not readable as JSON (Expecting ':' delimiter)"),
        ('["新語", "term"]', "line 1: expected an object with surface and category, got list"),
        ('{"category": "term"}', "line 1, column surface: expected a word, got ''"),
        ('{"surface": "新語", "category": "term", "kana": ""}', "line 1: unknown column 'kana'; expected surface, "),
        ('{"surface": "新語", "category": ["term"]}', "line 1, column category: expected one of "),
        ('{"surface": "新\\ud800", "category": "term"}', "line 1, column surface: lone surrogate U+D800"),
        (
            '{"surface": "新語", "category": "term", "aliases": "語"}',
            "line 1, column aliases: expected a list of texts",
        ),
        ('{"surface": "新語", "category": "term", "aliases": [{}]}', "line 1, column aliases: expected text, got dict"),
        ('{"surface": "新語", "category": "term", "first_seen": "1998"}', "line 1, column first_seen: expected a year"),
        ('{"surface": "新語", "category": "term", "first_seen": 1e3}', "line 1, column first_seen: expected a year"),
        ('{"surface": "新\u2028語", "category": "term"}', "line 1, column surface: control character U+2028"),
        ('{"surface": "新語", "category": "term", "blocked": 1}', "line 1, column blocked: expected true or false"),
        ("[" * 100_000, "line 1: not readable as JSON ("),
    ],
)
def test_a_bad_row_of_jsonl_is_named_by_line_and_column(write: Write, row: str, problem: str) -> None:
    (line,) = problems_of(write("words.jsonl", f"{row}\n"))
    assert line.startswith(f"words.jsonl, {problem}")
    assert line.endswith("nothing was imported")


def test_all_bad_rows_are_named_at_once_with_the_line_where_each_begins(write: Write) -> None:
    rows = '新語,term,,,,,,,\n"甲\n乙",term,,,,,,,\n丙,x,,丙,,,,,\n新・語,term,,,,,,,\n丁,term,,,,,,\n'
    assert [line[:46] for line in problems_of(write("words.csv", HEADER + rows))] == [
        "nothing was imported, 5 problems:",
        "words.csv, line 3, column surface: control character U+000A"[:46],
        "words.csv, line 5, column category: expected one of"[:46],
        "words.csv, line 5, column reading: expected hiragana"[:46],
        "words.csv, line 6, column surface: 新・語 (term) stands in line 2 already"[:46],
        "words.csv, line 7: expected 9 cells, got 8; put quotes"[:46],
    ]


def test_of_many_bad_rows_the_first_20_are_shown_and_the_rest_counted(write: Write) -> None:
    lines = problems_of(write("words.csv", HEADER + ",term,,,,,,,\n" * 1000))
    assert (len(lines), lines[0], lines[-1]) == (22, "nothing was imported, 1000 problems:", "and 980 more")


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("surface,category,kana\n", "words.csv, line 1: unknown column 'kana'; expected surface,category,class,"),
        ("surface;category\n", "words.csv, line 1: unknown column 'surface;category'"),
        ("surface,reading\n", "words.csv, line 1: the column category is missing; add it"),
        ("surface,category,surface\n", "words.csv, line 1: the column surface stands there 2 times"),
        ("", "words.csv: expected a header line with surface,category,class,"),
    ],
)
def test_a_header_that_is_not_understood_is_refused(write: Write, header: str, problem: str) -> None:
    (line,) = problems_of(write("words.csv", header))
    assert line.startswith(problem)


def test_a_header_alone_has_no_words(write: Write) -> None:
    assert read_words(write("words.csv", HEADER)) == []


def test_a_file_that_is_not_utf_8_is_refused_with_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_bytes((HEADER + "東京特許許可局,organization,,,,,,,東京特許許可局を訪れた。\n" * 5).encode("cp932"))
    with pytest.raises(InputError, match=r"expected UTF-8.*CP932"):
        read_words(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: cannot be read: No such file"):
        read_words(tmp_path / "none.csv")


def test_the_format_comes_from_the_name_or_must_be_said(write: Write) -> None:
    path = write("words.txt", "surface,category\n新語,term\n")
    assert read_words(path, "csv") == [BARE]
    with pytest.raises(ArgumentError, match=r"format: expected csv or jsonl, got a file called words\.txt"):
        read_words(path)
    with pytest.raises(ArgumentError, match="format: expected csv or jsonl, got 'xml'"):
        write_words([], io.StringIO(), "xml")
