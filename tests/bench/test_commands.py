from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizgen.bench.batch import articles_of_800
from quizgen.bench.index import Sweep
from tests.bench.test_index import ROW
from tests.cli.command import quizgen as command


def test_articles_have_about_800_characters_and_differ() -> None:
    articles = articles_of_800(100)
    assert len({article.sha256 for article in articles}) == 100
    assert all(700 < len(article.body) < 900 for article in articles)
    assert articles_of_800(3, first=50) == articles[50:53]


def test_saved_results_are_shown_as_a_table_with_what_to_take(tmp_path: Path) -> None:
    saved = tmp_path / "sweep.json"
    machine = {
        "system": "Linux x86_64", "processors": 2, "load": [0.1, 0.1, 0.1], "build_threads": 2, "python": "3.11.7",
        "versions": {"numpy": "2.0"},
    }  # fmt: skip
    data = {"dimensions": 32, "real_senses": 1000, "queries": 60, "seed": 0, "sha256": "0" * 64}
    sweep = Sweep(machine, data, (ROW,))
    saved.write_text(sweep.to_json(), encoding="utf-8")
    ran = command("bench", "index", "--results", saved, "--plot", tmp_path / "x.svg")
    assert (ran.code, ran.err) == (0, "")
    assert "nmslib-hnsw  M=16   efSearch=100  0.9900" in ran.out
    assert ran.out.splitlines()[-1].startswith("1,000 senses: nmslib-hnsw M=16 efSearch=100 (the quickest at recall@10")
    assert "<svg" in (tmp_path / "x.svg").read_text(encoding="utf-8")
    ran = command("bench", "index", "--results", saved, "--json")
    assert json.loads(ran.out)["rows"][0]["recall"] == 0.99


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--only", "annoy"], "no search annoy; there are nmslib-hnsw"),
        (["--set", "L=3"], "expected NAME=VALUES with a name of M, efConstruction"),
        (["--set", "M=a"], "expected numbers"),
        (["--set", "M"], "expected NAME=VALUES"),
        (["-o", "/nowhere/x.json"], "its folder does not exist"),
    ],
)
def test_unusable_arguments_are_told(arguments: list[str], named: str) -> None:
    ran = command("bench", "index", *arguments)
    assert ran.code == 2
    assert named in ran.err
