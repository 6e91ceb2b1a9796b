from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from quizgen.errors import InputError
from quizgen.evaluation.datasets import (
    Question,
    disjoint_questions,
    read_entity_sentences,
    read_questions,
)
from tests.evaluation.invented import FIT, QUESTIONS, REPORTED, SENTENCES, write_data, write_lines


def question(key: str, *wrong: str) -> Question:
    return Question(f"{key}-{wrong}", "どれ？", key, wrong)


def test_both_sets_are_read_as_they_were_written(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    assert read_entity_sentences(data / "ner_dev.jsonl.gz") == SENTENCES
    assert read_questions(data / "jcommonsenseqa_valid.jsonl.gz") == QUESTIONS


def test_a_sentence_belongs_to_the_half_of_its_article() -> None:
    assert replace(SENTENCES[0], curid=FIT).is_fit
    assert not replace(SENTENCES[0], curid=REPORTED[0]).is_fit


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"curid": "1", "text": "楽天は強い。"}, "line 1: no field 'entities'"),
        ({"curid": "1", "text": "楽天は強い。", "entities": [{"name": "楽天", "type": "組織"}]}, "no field 'span'"),
        (
            {"curid": "1", "text": "楽天は強い。", "entities": [{"name": "楽天", "span": [1, 3], "type": "組織"}]},
            "expected the entity '楽天' at 1..3, found '天は'",
        ),
        ({"curid": "1", "text": "", "entities": []}, "expected text as text, got ''"),
        (["楽天"], "line 1: "),
    ],
)
def test_a_line_that_is_no_entity_sentence_is_named(line: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 1") as raised:
        read_entity_sentences(write_lines(tmp_path / "ner.jsonl.gz", [line]))
    assert message in str(raised.value)


@pytest.mark.parametrize("wrong", ["山", [], [""], [1], None])
def test_a_question_without_wrong_choices_is_refused(wrong: object, tmp_path: Path) -> None:
    line = {"id": "q", "question": "どれ？", "key": "川", "distractors": wrong}
    with pytest.raises(InputError, match="distractors as a list of words"):
        read_questions(write_lines(tmp_path / "questions.jsonl.gz", [line]))


def test_broken_json_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": \n'))
    with pytest.raises(InputError, match=r"broken\.jsonl\.gz, line 1"):
        read_questions(path)
    with pytest.raises(InputError, match="found none"):
        read_questions(write_lines(tmp_path / "empty.jsonl.gz", []))


def test_questions_that_share_a_pair_with_the_reported_ones_are_left_out() -> None:
    valid = [question("川", "山", "空")]
    shared = [question("川", "海", "山"), question("空", "川", "森"), question("Ａ・Ｂ", "c")]
    disjoint = [question("川", "海"), question("山", "空"), question("海", "森")]
    assert disjoint_questions([*shared[:2], *disjoint], valid) == disjoint
    assert disjoint_questions(shared, [question("C", "AB")]) == shared[:2], "width, case and dots make no other word"


@pytest.mark.shared
def test_the_fit_side_of_jcommonsenseqa_shares_no_pair_with_what_is_reported(shared: Path) -> None:
    train = read_questions(shared / "eval" / "jcommonsenseqa_train.jsonl.gz")
    valid = read_questions(shared / "eval" / "jcommonsenseqa_valid.jsonl.gz")
    kept = disjoint_questions(train, valid)
    reported = {(one.key, wrong) for one in valid for wrong in one.distractors}
    assert not reported & {
        pair for one in kept for wrong in one.distractors for pair in ((one.key, wrong), (wrong, one.key))
    }
    assert 0.5 * len(train) < len(kept) < len(train)
