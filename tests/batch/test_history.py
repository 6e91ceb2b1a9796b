from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from quizgen.batch.history import History, Past, read_history
from quizgen.errors import InputError
from tests.batch.fake import DAY, SETTINGS, batch


def test_a_batch_is_history_for_the_next_by_its_keys_and_distractors_of_its_day(articles: Path, tmp_path: Path) -> None:
    batch(articles, tmp_path / "out.jsonl")
    batch(articles, tmp_path / "out.jsonl.gz")
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    quizzes = [json.loads(line) for line in lines]
    expected = dict.fromkeys(wrong["surface"] for quiz in quizzes for wrong in quiz["distractors"])
    for name in ("out.jsonl", "out.jsonl.gz"):
        history = read_history([tmp_path / name])
        assert history.offered == tuple(expected)
        assert [past.key for past in history.quizzes] == [quiz["key"] for quiz in quizzes]
        assert {past.day for past in history.quizzes} == {DAY}


def test_a_plain_list_has_a_word_a_line_and_counts_each_once(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("\ufeff楽天\r\n\r\n ソニー \n楽天\n".encode())
    assert read_history([path]) == History(words=("楽天", "ソニー"))


def test_an_empty_history_has_no_words(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"")
    assert read_history([tmp_path / "words.txt"]) == History()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b'{"key": "a", "source": {"date": null}, "distractors": []}\n{"distr', "line 2: broken JSON"),
        ('{"body": "記事"}\n'.encode(), "line 1: expected a quiz with its distractors"),
        (
            b'{"key": "a", "source": {"date": null}, "distractors": [{"surface": 3}]}\n',
            "line 1: expected key and every",
        ),
        (b'{"distractors": 3}\n', "line 1: expected a quiz with its distractors"),
        ("楽天\nソニーと任天堂と日立製作所\n".encode("cp932"), "looks like CP932"),
    ],
)
def test_what_is_no_history_is_refused_naming_file_and_line(tmp_path: Path, content: bytes, named: str) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_history([path])
    assert str(caught.value).startswith(str(path))
    assert named in str(caught.value)


def test_a_history_that_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl.gz"
    packed = gzip.compress("楽天\n".encode() * 1000)
    for content in (b"plain", packed[:-20], packed[:12] + b"\xff" * 30):
        path.write_bytes(content)
        with pytest.raises(InputError, match="cannot be read"):
            read_history([path])


def test_a_quiz_without_its_manifest_is_of_its_articles_date_or_of_no_known_day(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    dates = ["2026-11-03T09:00:00+09:00", None, "3 Nov", "2026-13-40"]
    lines = [{"key": "鍵", "distractors": [{"surface": "誤"}], "source": {"date": written}} for written in dates]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert [past.day for past in read_history([path]).quizzes] == [date(2026, 11, 3), None, None, None]


def test_of_a_folder_the_output_of_other_runs_is_read_and_not_that_of_this_one(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("1.jsonl", "2.jsonl.gz", "3.csv"):
        batch(articles, folder / name, replace(SETTINGS, format="csv" if name.endswith("csv") else "jsonl"))
    once = len(read_history([folder / "1.jsonl"]).quizzes)
    assert len(read_history([folder]).quizzes) == 2 * once > 0
    assert len(read_history([folder], leave_out=folder / "2.jsonl.gz").quizzes) == once


def test_only_what_is_near_enough_counts_and_what_has_no_day_always_does() -> None:
    days = [date(2026, 11, 9), date(2026, 11, 8), date(2026, 12, 7), None]
    history = History(tuple(Past(day, "鍵", ()) for day in days), ("語",))
    assert [past.day for past in history.near(DAY, 14).quizzes] == [days[0], days[2], None]
    assert history.near(DAY, 14).words == ("語",)
    assert History.from_dict(json.loads(json.dumps(history.to_dict()))) == history
