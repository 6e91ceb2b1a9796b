"""The commands about one article, on the real generator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizgen.data import sample_articles
from tests.cli.command import Ran, quizgen

BASEBALL = next(article for article in sample_articles() if article.id == "sample-002")


@pytest.fixture
def at_home(filled_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZGEN_HOME", str(filled_home))
    return filled_home


@pytest.fixture(scope="module")
def article_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("articles") / "article.json"
    path.write_text(json.dumps(BASEBALL.to_dict(), ensure_ascii=False), encoding="utf-8")
    return path


def one_line(done: Ran) -> str:
    assert "Traceback" not in done.err
    assert done.err.count("\n") == 1, done.err
    return done.err


def test_keywords_candidates_and_quiz_print_what_they_found(at_home: Path, article_file: Path) -> None:
    done = quizgen("keywords", str(article_file))
    assert done.code == 0
    assert "ソフトバンク" in done.out
    done = quizgen("candidates", str(article_file), "--keyword", "ソフトバンク", "-k", "5", "--json")
    found = json.loads(done.out)
    assert len(found) == 5
    assert found[0].keys() == {
        "surface", "reading", "entry_id", "category", "score", "channels", "warnings", "exemplar",
    }  # fmt: skip
    done = quizgen("quiz", str(article_file), "--keyword", "ソフトバンク", "--seed", "3", "--json")
    assert json.loads(done.out)["key"] == "ソフトバンク"


def test_quiz_without_an_article_shows_the_samples_and_standard_input_is_an_article(at_home: Path) -> None:
    done = quizgen("quiz")
    assert done.code == 0, done.err
    assert done.out.count("答え") == 5
    assert done.err == ""
    done = quizgen("candidates", "-", "--keyword", "ソフトバンク", stdin=BASEBALL.body.encode())
    assert done.code == 0


@pytest.mark.parametrize(
    ("content", "arguments", "says", "code"),
    [
        (b"", ["keywords"], "nothing but white space", 2),
        ("それはそうだ。".encode(), ["quiz"], "no word", 1),
        ("東京で会議が開かれた。".encode(), ["candidates", "--keyword", "大阪"], "大阪", 2),
        ("東京で会議が開かれた。".encode(), ["candidates", "--start", "0", "--end", "99"], "end", 2),
        ("カ\u3099イドが話した。".encode(), ["candidates", "--start", "1", "--end", "4"], "0..4", 2),
        ("東京で会議が開かれた。".encode("cp932"), ["keywords"], "CP932", 2),
        ("東京で会議が開かれた。".encode("euc_jp"), ["keywords"], "EUC", 2),
        (b'{"title": "x"}', ["keywords"], "body", 2),
        (b'{"body": 7}', ["keywords"], "body", 2),
        (b'{"body": ' + b"[" * 100_000, ["keywords"], "nested too deeply", 2),
        (b'{"body": ' + b"9" * 5_000 + b"}", ["keywords"], "a number too long", 2),
        (b'{"body": "\\ud83c"}', ["keywords"], "surrogate", 2),
    ],
)
def test_bad_input_gets_one_line_that_names_it(
    at_home: Path, tmp_path: Path, content: bytes, arguments: list[str], says: str, code: int
) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content)
    done = quizgen(arguments[0], str(path), *arguments[1:])
    assert says.lower() in one_line(done).lower()
    assert done.code == code
    assert done.out == ""


def test_file_that_is_not_there_and_broken_json_are_named(at_home: Path, tmp_path: Path) -> None:
    done = quizgen("keywords", str(tmp_path / "none.txt"))
    assert "none.txt" in one_line(done)
    assert done.code == 2
    (tmp_path / "broken.json").write_text('{"body": "東京', encoding="utf-8")
    done = quizgen("keywords", str(tmp_path / "broken.json"))
    assert "line 1" in one_line(done)
    assert done.code == 2


def test_home_that_cannot_be_created_is_named_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("QUIZGEN_HOME", str(tmp_path / "file" / "home"))
    done = quizgen("quiz")
    assert done.code == 3
    assert "QUIZGEN_HOME" in one_line(done)


@pytest.mark.parametrize("name", ["vectors.npy", "senses.jsonl.gz", "channels.npz", "classes.npz", "manifest.json"])
def test_damaged_index_file_is_named_with_the_remedy(
    own_home: Path, article_file: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZGEN_HOME", str(own_home))
    path = next((own_home / "index").glob("*/" + name))
    path.write_bytes(path.read_bytes()[:-20])
    done = quizgen("candidates", str(article_file), "--keyword", "ソフトバンク")
    assert done.code == 3
    assert "roll back or rebuild" in one_line(done)


def test_every_command_has_help_with_an_example() -> None:
    for command in ("keywords", "candidates", "quiz", "batch"):
        done = quizgen(command, "--help")
        assert done.code == 0
        assert f"quizgen {command}" in done.out


def test_wrong_options_are_named_and_exit_with_2() -> None:
    done = quizgen("quiz", "--seed", "x")
    assert done.code == 2
    assert "--seed" in done.err
    done = quizgen("quiz", "--seed", "-1")
    assert done.code == 2
    assert "seed" in one_line(done)


def test_a_story_that_is_no_game_is_named_on_standard_error_and_in_the_json(at_home: Path) -> None:
    body = "汐見署は10日、名古屋市の会社から現金を盗んだとして、無職の男（34）を窃盗の疑いで逮捕した。"
    done = quizgen("keywords", "-", "--json", stdin=body.encode())
    assert one_line(done).startswith("quizgen: a story that is no game: crime (事件・犯罪): ")
    assert "no person is key or choice, and a second person should approve" in done.err
    assert {tuple(keyword["stories"]) for keyword in json.loads(done.out)} == {("crime",)}
    done = quizgen("quiz", "-", "--keyword", "名古屋市", "--json", stdin=body.encode())
    assert "a story that is no game" in one_line(done)
    assert json.loads(done.out)["stories"] == ["crime"]
    assert quizgen("keywords", "-", stdin=BASEBALL.body.encode()).err == ""
