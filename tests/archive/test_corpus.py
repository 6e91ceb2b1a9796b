"""Articles from JSON Lines files: what can be read is, what cannot is named."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from quizgen import Article, InputError
from quizgen.archive.corpus import BadLine, read_articles

GOOD = {"id": "a1", "body": "楽天が勝った。"}


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def read(path: Path) -> tuple[list[str], list[str]]:
    """Return the ids of the articles, and what is said of the bad lines."""
    items = list(read_articles(path))
    good = [item.identity for item in items if isinstance(item, Article)]
    return good, [str(item) for item in items if isinstance(item, BadLine)]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b'{"id": "x", "body": \n', "broken JSON at column"),
        (b"[1]\n", "expected a JSON object with a body, got list"),
        (b'{"id": "x"}\n', 'expected a field "body", found id'),
        (b'{"body": ""}\n', "nothing but white space"),
        (b'{"body": 3}\n', "body: expected text, got int"),
        (b'{"body": "\\ud83c"}\n', "lone surrogate"),
        ('{"body": "これは日本語の本文だ。"}\n'.encode("cp932"), "looks like CP932"),
        ('{"body": "これは日本語の本文だ。"}\n'.encode("euc_jp"), "looks like EUC-JP"),
        (b"[" * 100_000 + b"\n", "broken JSON"),
        (b'{"body": ' + b"9" * 5000 + b"}\n", "broken JSON"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_the_others_go_on(tmp_path: Path, bad: bytes, words: str) -> None:
    path = tmp_path / "archive.jsonl"
    path.write_bytes(lines(GOOD) + b"\n" + bad + lines({**GOOD, "id": "a2"}))
    good, told = read(path)
    assert good == ["a1", "a2"]
    assert len(told) == 1
    assert told[0].startswith(f"{path}, line 3: ")
    assert words in told[0]
    assert "\n" not in told[0]


def test_gzipped_files_marks_of_byte_order_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + (lines(GOOD) + lines({**GOOD, "id": "a2"})).replace(b"\n", b"\r\n")
    (tmp_path / "plain.jsonl").write_bytes(data)
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(data))
    for name in ("plain.jsonl", "packed.jsonl.gz"):
        assert read(tmp_path / name) == (["a1", "a2"], [])


def test_a_last_line_without_end_and_odd_white_space_are_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    path.write_bytes(b"  \n\t\n" + lines({"body": "一\u2028行。"}).rstrip(b"\n"))
    good, bad = read(path)
    assert (len(good), bad) == (1, [])


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "false.jsonl.gz").write_bytes(lines(GOOD))
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(lines(*[{**GOOD, "id": str(n)} for n in range(500)]))[:-30])
    for name in ("missing.jsonl", "false.jsonl.gz", "cut.jsonl.gz", "."):
        with pytest.raises(InputError, match=r"cannot be read: .*; check the path and the file") as caught:
            list(read_articles(tmp_path / name))
        assert name in str(caught.value) or name == "."
        assert "\n" not in str(caught.value)
