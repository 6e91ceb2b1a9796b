"""What the library says reaches Japanese pages in Japanese."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import quizgen
from quizgen import errors
from quizgen.errors import IndexVersionError, QuizgenError
from quizgen.store import UserError, WordConflict
from quizgen.store.quiz import QuizConflict
from quizgen.store.users import UserConflict
from quizgen.web.told import has_japanese, told

ROOT = Path(quizgen.__file__).parent
# Where what pages show comes from. What only programs, operators and the command line meet stands elsewhere.
HEARD = (
    "arguments article article_file decoding generator options proposal reading workings word_changes desk/content "
    "desk/desk desk/exporting desk/importing desk/undoing desk/workflow store/article store/articles store/quiz_rows "
    "store/users store/word store/word_operation store/words store/word_undo store/jobs lexicon/wordfiles "
    "index/version index/loaded index/graph index/senses"
).split()
# Said by a program to a program, by settings, or to whoever built the data home by hand.
UNHEARD = (
    "n_contexts:",
    "index pointer",
    "index build",
    "maps for",
    "kinds of",
    "NMSLIB cannot load",
    "senses but vectors",
)
# Forms that hold a message, or the end of one, where the scan sees a 7.
CARRIERS = (
    "7: 7",
    "quiz 7: 7",
    "quiz 7: 7; mend it, or give the reason why it may stay",
    "keyword: 7 is not a word of the article; 7",
    "article 7",
    "7 is gone7",
    "7, line 7: 7",
    "7, line 7: 7; put quotes around a cell that holds a comma",
    "7, column surface: 7 stands in line 7 already; keep one of them",
    "7, column 7: 7",
    "7; nothing was imported",
)
KINDS = {name for name, kind in vars(errors).items() if inspect.isclass(kind) and issubclass(kind, QuizgenError)} | {
    kind.__name__ for kind in (UserError, UserConflict, WordConflict, QuizConflict)
}
# Methods that take a message besides other things.
SAYING = {"refuse", "append"}


def messages(name: str) -> Iterator[str]:
    """Yield the messages of a module, with a 7 where something varies."""
    tree = ast.parse((ROOT / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in KINDS or called in SAYING:
            yield from filter(None, map(written, node.args[:2]))


def written(node: ast.AST) -> str:
    """Return a literal text with a 7 for each value in it; empty for anything else, and for a bare word."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    else:
        return ""
    return text if " " in text else ""


@pytest.mark.parametrize("name", HEARD)
def test_every_message_that_pages_show_has_its_japanese(name: str) -> None:
    missing = [
        text
        for text in messages(name)
        if text not in CARRIERS and not any(part in text for part in UNHEARD) and not has_japanese(text)
    ]
    assert not missing, "\n".join(missing)


@pytest.fixture
def japanese(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("japanese")
def test_values_stand_in_the_japanese() -> None:
    remedy = "take another keyword, fewer choices, or add words of its kind"
    said = f"keyword 楽天: 3 good distractors wanted, 1 found; {remedy}"
    assert told(said).startswith("「楽天」にふさわしい誤答が3個必要ですが、1個しか")
    assert told("choices: expected at most 100 characters, got 120; shorten it") == (
        "選択肢は100字までです(120字あります)。短くしてください。"
    )


@pytest.mark.usefixtures("japanese")
def test_messages_within_messages_are_told_too() -> None:
    assert told("quiz q1: approve is not possible while it is draft; possible now: edit, submit") == (
        "いまは「下書き」なので、この操作(承認)はできません。"
    )
    several = (
        "nothing was imported, 2 problems:\n"
        "w.csv, line 2, column reading: expected hiragana or katakana, got 'x'\n"
        "w.csv, line 3: expected 4 cells, got 5; put quotes around a cell that holds a comma"
    )
    assert told(several).split("\n") == [
        "何も取り込んでいません。問題が2件あります。",
        "2行目の読み: ひらがなかカタカナで書いてください(x)。",
        "3行目: 4列のはずが5列あります。コンマを含む欄は引用符で囲んでください。",
    ]


@pytest.mark.usefixtures("japanese")
def test_what_has_no_japanese_says_whose_concern_it_is_and_stays() -> None:
    assert told(IndexVersionError("index pointer x: odd")) == (
        "索引を使えません。管理者に知らせてください。(index pointer x: odd)"
    )
    assert told("something new") == "詳細(英語): something new"
    assert told("") == ""


def test_english_pages_show_the_librarys_own_words(app: Flask) -> None:
    with app.test_request_context("/"):
        from flask import session

        session["language"] = "en"
        assert told("link: was used or has ended; ask an administrator for a new one").startswith("link: was used")
