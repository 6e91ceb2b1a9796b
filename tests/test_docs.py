"""What the documentation shows is what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from quizgen import QuizGenerator
from quizgen.cli.main import cli
from quizgen.distractors.ranking import FEATURES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands() -> list[tuple[str, list[str]]]:
    found = []
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("    quizgen "):
                found.append((page.name, shlex.split(line, comments=True)[1:]))
    return found


@pytest.mark.parametrize(("page", "words"), commands(), ids=lambda value: value if isinstance(value, str) else value[0])
def test_commands_and_options_in_the_documentation_exist(page: str, words: list[str]) -> None:
    command: click.Command = cli
    while isinstance(command, click.Group):
        name = words.pop(0)
        assert name in command.commands, f"{page}: quizgen {name}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    given = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert given <= known, f"{page}: {given - known}"


def test_python_example_of_the_readme_runs(
    generator: QuizGenerator, filled_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZGEN_HOME", str(filled_home))
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert blocks
    for block in blocks:
        names: dict[str, object] = {}
        exec(compile(block, "README.md", "exec"), names)
        assert names["quiz"]


def test_quiz_shown_in_the_readme_comes_from_a_sample() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = text.split("<!-- quiz -->")[1].split("<!-- /quiz -->")[0]
    samples = (ROOT / "quizgen/data/samples/articles.jsonl").read_text(encoding="utf-8")
    title = re.search("《(.*)》", shown)
    assert title
    assert title.group(1) in samples


def test_every_feature_of_the_ranking_is_explained_to_editors_in_order() -> None:
    table = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8").split("| channel |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| (\w+) \|", table, re.M)) == FEATURES


def test_every_file_that_the_documentation_links_to_is_there() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
