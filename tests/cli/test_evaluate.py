from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import Ran, quizgen
from tests.evaluation.invented import HELD_OUT, write_corpus, write_data, write_lines

LEFT_OUT = ("entities: left out", "questions: left out", "pseudo-words: left out")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data")


def failed(ran: Ran, code: int, *parts: str) -> None:
    assert ran.code == code
    assert ran.out == ""
    assert all(part in ran.err for part in parts), ran.err
    assert "Traceback" not in ran.err


def test_one_command_prints_one_table_of_all_lines(data: Path, tmp_path: Path, filled_home: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus.jsonl.gz", HELD_OUT[:6])
    ran = quizgen("evaluate", "--data", data, "--corpus", corpus, "--sample", "1", "--home", filled_home)
    assert (ran.code, ran.err) == (0, "")
    header, *rows, last = ran.out.splitlines()
    assert header.split()[:7] == ["line", "measure", "better", "n", "quizgen", "vectors", "chance"]
    assert {row.split("  ")[0] for row in rows} == {
        "entities, all",
        "entities, several types",
        "entities, unseen",
        "questions",
        "two-senses",
        "pseudo-words",
        "pseudo-words, encoder only",
    }
    assert all("[" in row for row in rows)
    assert last.startswith("model ")


def test_lines_without_data_are_named_with_what_to_give(filled_home: Path, tmp_path: Path) -> None:
    ran = quizgen("evaluate", "--sample", "1", "--home", filled_home)
    assert ran.code == 0
    assert all(name in ran.err for name in LEFT_OUT)
    assert "give ner_dev.jsonl.gz in a folder with --data DIR" in ran.err
    assert "give articles with --corpus FILE" in ran.err
    assert "two-senses" in ran.out
    (tmp_path / "empty").mkdir()
    ran = quizgen("evaluate", "--sample", "1", "--home", filled_home, "--data", tmp_path / "empty")
    assert "jcommonsenseqa_valid.jsonl.gz in" in ran.err


def test_every_value_is_kept_and_a_second_model_compared_with_it(data: Path, tmp_path: Path, filled_home: Path) -> None:
    options: list[str | Path] = ["--data", data, "--only", "questions", "--seed", "1", "--home", filled_home]
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert quizgen("evaluate", *options, "--output", first).code == 0
    ran = quizgen("evaluate", *options, "--output", second, "--against", first)
    assert ran.code == 0
    assert second.read_bytes() == first.read_bytes(), "the same data, seed and index give the same bytes"
    assert "over the other" in ran.out.splitlines()[0]
    assert "+0.000 [+0.000, +0.000]" in ran.out.splitlines()[1]
    kept = json.loads(first.read_text(encoding="utf-8"))
    assert kept["seed"] == 1
    assert kept["lines"][0]["items"]["ids"] == ["q-0", "q-1", "q-2"]
    assert len(kept["lines"][0]["items"]["word_vectors"]) == 3
    assert set(kept["identities"]) >= {"model", "index"}


def test_json_holds_the_table_and_the_comparison(data: Path, tmp_path: Path, filled_home: Path) -> None:
    options: list[str | Path] = ["--data", data, "--only", "questions", "--home", filled_home, "--json"]
    ran = quizgen("evaluate", *options, "--output", tmp_path / "one.json")
    lines = json.loads(ran.out)["lines"]
    assert [line["measure"] for line in lines] == ["P@1", "F1@3", "MRR", "NDCG@10"]
    assert "items" not in lines[0]
    other = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    other["lines"][0]["items"]["quizgen"] = [0.0, 0.0, 0.0]
    other["lines"][1]["setting"] = "another pool"
    (tmp_path / "other.json").write_text(json.dumps(other), encoding="utf-8")
    lines = json.loads(quizgen("evaluate", *options, "--against", tmp_path / "other.json").out)["lines"]
    assert lines[0]["over_other"]["n"] == 3
    assert lines[0]["over_other"]["difference"][0] == lines[0]["quizgen"]
    assert lines[1]["over_other"] is None


def test_an_item_that_cannot_be_measured_is_named_and_the_exit_code_is_1(tmp_path: Path, filled_home: Path) -> None:
    (tmp_path / "data").mkdir()
    lines = [
        {"id": "q-0", "question": "どれ？", "key": "。", "distractors": ["山", "空"]},
        {"id": "q-1", "question": "魚が泳ぐところはどれ？", "key": "川", "distractors": ["山", "空"]},
        {"id": "q-2", "question": "どれ？", "key": "あれ。これ", "distractors": ["道"]},
    ]
    write_lines(tmp_path / "data" / "jcommonsenseqa_valid.jsonl.gz", lines)
    ran = quizgen("evaluate", "--data", tmp_path / "data", "--only", "questions", "--json", "--home", filled_home)
    assert ran.code == 1
    assert "questions, q-2: start, end" in ran.err
    assert "counts as 0" in ran.err
    assert json.loads(ran.out)["lines"][0]["n"] == 3


def test_unusable_arguments_are_one_line(data: Path, tmp_path: Path, home: Path) -> None:
    failed(quizgen("evaluate", "--data", tmp_path / "missing"), 2, "does not exist")
    failed(quizgen("evaluate", "--only", "chess"), 2, "'chess' is not one of 'entities'")
    failed(quizgen("evaluate", "--sample", "0"), 2, "--sample")
    failed(quizgen("evaluate", "--only", "questions"), 2, "questions: left out", "nothing to measure")
    failed(quizgen("evaluate", "--output", tmp_path / "no" / "out.json"), 2, "its folder does not exist")
    (data / "ner_dev.jsonl.gz").write_bytes(b"no gzip")
    failed(quizgen("evaluate", "--data", data), 2, "ner_dev.jsonl.gz: cannot be read")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    failed(quizgen("evaluate", "--against", tmp_path / "other.json"), 2, "expected an evaluation of schema 1")
    assert not home.exists(), "all of this is known before a model is loaded"


@pytest.mark.shared
@pytest.mark.large
def test_a_quick_look_at_the_real_sets(shared: Path, filled_home: Path) -> None:
    corpus = shared / "corpus" / "wikinews.jsonl.gz"
    ran = quizgen(
        "evaluate", "--data", shared / "eval", "--corpus", corpus, "--sample", "5", "--json", "--home", filled_home
    )
    assert (ran.code, ran.err) == (0, "")
    lines = json.loads(ran.out)["lines"]
    assert len(lines) == 22
    assert {line["n"] for line in lines} <= {5, 10}
    assert all(0 <= line[name] <= 1 for line in lines for name in ("quizgen", "word_vectors", "chance"))
    by_name = {(line["name"], line["measure"]): line for line in lines}
    entities = by_name["entities, all", "precision@3"]
    assert entities["quizgen"] > entities["chance"]
