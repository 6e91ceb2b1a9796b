"""``quizgen batch`` with the real generator."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quizgen.data import sample_articles
from tests.cli.batches import put, use
from tests.cli.command import quizgen as command
from tests.conftest import ROOT

if TYPE_CHECKING:
    from quizgen import QuizGenerator


@pytest.fixture
def real(generator: QuizGenerator, monkeypatch: pytest.MonkeyPatch) -> QuizGenerator:
    use(monkeypatch, lambda: generator)
    return generator


def test_the_samples_give_whole_quizzes_the_same_every_time(real: QuizGenerator, tmp_path: Path) -> None:
    asked = [article for article in sample_articles()[:12] if real.quizzes(article, 1)]
    source = put(tmp_path / "in.jsonl", *(article.to_dict() for article in asked))
    outs = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    for out in outs:
        ran = command("batch", source, "-o", out, "--per-article", "2", "--seed", "3")
        assert ran.code == 0, ran.err
    assert outs[0].read_bytes() == outs[1].read_bytes()
    quizzes = [json.loads(line) for line in outs[0].read_text(encoding="utf-8").splitlines()]
    assert len(quizzes) >= 6
    assert len({quiz["key"] for quiz in quizzes}) == len({quiz["id"] for quiz in quizzes}) == len(quizzes)
    for quiz in quizzes:
        assert len(set(quiz["choices"])) == 4
        assert quiz["choices"][quiz["answer"]] == quiz["key"]
        assert (quiz["seed"], quiz["model"], quiz["index"]) == (3, real.model_identity, real.index_identity)


@pytest.mark.usefixtures("real")
def test_words_offered_yesterday_are_offered_less_today(tmp_path: Path) -> None:
    source = put(tmp_path / "in.jsonl", *(article.to_dict() for article in sample_articles()[:16]))
    yesterday, today = tmp_path / "yesterday.jsonl", tmp_path / "today.jsonl"
    command("batch", source, "-o", yesterday, "--per-article", "1")
    command("batch", source, "-o", today, "--history", yesterday, "--per-article", "1")
    first, second = (offered(path) for path in (yesterday, today))
    assert len(second - first) > len(second & first)


def offered(path: Path) -> set[str]:
    quizzes = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {wrong["surface"] for quiz in quizzes for wrong in quiz["distractors"]}


@pytest.mark.usefixtures("real")
def test_the_real_generator_says_why_an_article_gives_no_quiz(tmp_path: Path) -> None:
    source = put(tmp_path / "in.jsonl", {"id": "x", "body": "それはとても良かった。"})
    ran = command("batch", source, "-o", tmp_path / "out.jsonl")
    assert ran.code == 1
    assert f"{source}, line 1 (id x): no " in ran.err
    assert (tmp_path / "out.jsonl").read_bytes() == b""


@pytest.mark.large
def test_the_command_killed_in_the_middle_and_resumed_gives_the_same_bytes(
    generator: QuizGenerator, tmp_path: Path
) -> None:
    source = put(tmp_path / "in.jsonl", *(article.to_dict() for article in sample_articles()[:12]))
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    part = tmp_path / "out.jsonl.part"

    def start(path: Path) -> subprocess.Popen[bytes]:
        program = "from quizgen.cli.main import run; run()"
        arguments = ["batch", str(source), "-o", str(path), "--resume", "--home", str(generator.home)]
        return subprocess.Popen([sys.executable, "-c", program, *arguments], cwd=ROOT, stderr=subprocess.PIPE)

    for lines in (2, 6):
        child = start(out)
        while child.poll() is None and (not part.exists() or part.read_bytes().count(b"\n") < lines):
            time.sleep(0.01)
        child.kill()
        child.communicate()
        assert not out.exists()
    children = [start(out), start(whole)]
    for child in children:
        child.communicate()
    assert children[0].returncode == children[1].returncode
    assert out.read_bytes() == whole.read_bytes()
