from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from quizgen.batch.history import read_history
from quizgen.errors import InputError
from tests.batch.fake import batch


def test_a_batch_is_history_for_the_next_by_its_distractors_not_its_keys(articles: Path, tmp_path: Path) -> None:
    batch(articles, tmp_path / "out.jsonl")
    batch(articles, tmp_path / "out.jsonl.gz")
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    quizzes = [json.loads(line) for line in lines]
    expected = dict.fromkeys(wrong["surface"] for quiz in quizzes for wrong in quiz["distractors"])
    assert read_history(tmp_path / "out.jsonl") == tuple(expected)
    assert read_history(tmp_path / "out.jsonl.gz") == tuple(expected)
    assert not expected.keys() & {quiz["key"] for quiz in quizzes}


def test_a_plain_list_has_a_word_a_line_and_counts_each_once(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("\ufeff楽天\r\n\r\n ソニー \n楽天\n".encode())
    assert read_history(path) == ("楽天", "ソニー")


def test_an_empty_history_has_no_words(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"")
    assert read_history(tmp_path / "words.txt") == ()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b'{"distractors": []}\n{"distr', "line 2: broken JSON"),
        ('{"body": "記事"}\n'.encode(), "line 1: expected a quiz with its distractors"),
        (b'{"distractors": [{"surface": 3}]}\n', "line 1: expected every distractor's surface as text"),
        (b'{"distractors": 3}\n', "line 1: expected a quiz with its distractors"),
        ("楽天\nソニーと任天堂と日立製作所\n".encode("cp932"), "looks like CP932"),
    ],
)
def test_what_is_no_history_is_refused_naming_file_and_line(tmp_path: Path, content: bytes, named: str) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_history(path)
    assert str(caught.value).startswith(str(path))
    assert named in str(caught.value)


def test_a_history_that_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl.gz"
    packed = gzip.compress("楽天\n".encode() * 1000)
    for content in (b"plain", packed[:-20], packed[:12] + b"\xff" * 30):
        path.write_bytes(content)
        with pytest.raises(InputError, match="cannot be read"):
            read_history(path)
