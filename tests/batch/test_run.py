from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizgen.article import Article
from quizgen.batch.items import Item
from quizgen.batch.run import run_batch
from quizgen.engines import Here
from quizgen.errors import ModelError, QuizgenError
from quizgen.options import QuizOptions
from tests.batch.fake import GRAVE, RARE, SETTINGS, FakeMaker, Reports, batch, ruled


def run(*bodies: str | Item, out: Path, per_article: int = 3) -> tuple[list[dict[str, Any]], Reports]:
    items = [
        body if isinstance(body, Item) else Item(f"place {number}", Article(body=body, id=f"a{number}"))
        for number, body in enumerate(bodies)
    ]
    reports: Reports = []
    settings = ruled(per_article=per_article)
    run_batch(Here(), FakeMaker, items, out, settings, report=lambda item, outcome: reports.append((item, outcome)))
    return read(out), reports


def read(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_each_article_gives_its_quizzes_in_order_and_no_more_than_asked(tmp_path: Path) -> None:
    quizzes, _ = run("アアアとイイイとウウウ。", "エエエ。", out=tmp_path / "out.jsonl", per_article=2)
    assert [(quiz["article_id"], quiz["key"]) for quiz in quizzes] == [
        ("a0", "アアア"),
        ("a0", "イイイ"),
        ("a1", "エエエ"),
    ]


def test_a_line_is_the_quiz_as_compact_json_with_schema_first(tmp_path: Path) -> None:
    run("アアアの話。", out=tmp_path / "out.jsonl")
    made = FakeMaker().quizzes(Article(body="アアアの話。", id="a0"), 1, options=QuizOptions())[0]
    line = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert line == json.dumps(made.to_dict(), ensure_ascii=False, separators=(",", ":")) + "\n"
    assert line.startswith('{"schema":1,"id":"')


def test_no_key_is_asked_twice_in_a_run_and_another_of_the_article_takes_its_place(tmp_path: Path) -> None:
    quizzes, _ = run("アアアとイイイ。", "アアアとウウウとエエエ。", out=tmp_path / "out.jsonl", per_article=2)
    assert [quiz["key"] for quiz in quizzes] == ["アアア", "イイイ", "ウウウ", "エエエ"]


def test_an_article_whose_keys_are_all_asked_is_passed_over_and_does_not_fail(tmp_path: Path) -> None:
    quizzes, reports = run("アアアの話。", "アアアのこと。", out=tmp_path / "out.jsonl")
    assert len(quizzes) == 1
    assert reports[1][1].problem == "passed over: key asked about on the same day (1)"
    assert not reports[1][1].failed


def test_the_same_body_again_is_passed_over_naming_where_it_stood(tmp_path: Path) -> None:
    quizzes, reports = run("アアアの話。", "イイイの話。", "アアアの話。", "アアアの話。", out=tmp_path / "out.jsonl")
    assert [quiz["key"] for quiz in quizzes] == ["アアア", "イイイ"]
    assert [outcome.problem for _, outcome in reports[2:]] == ["passed over: the same text as place 0"] * 2


def test_two_articles_of_one_id_both_give_quizzes_with_ids_of_their_own(tmp_path: Path) -> None:
    items = [Item("1", Article(body="アアアの話。", id="x")), Item("2", Article(body="イイイの話。", id="x"))]
    quizzes, _ = run(*items, out=tmp_path / "out.jsonl")
    assert [quiz["article_id"] for quiz in quizzes] == ["x", "x"]
    assert quizzes[0]["id"] != quizzes[1]["id"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [("漢字だけの記事。", "no keyword"), (f"{RARE}の記事。", "3 good distractors wanted, 0 found")],
)
def test_an_article_without_a_quiz_fails_with_its_reason_and_the_others_go_on(
    tmp_path: Path, body: str, reason: str
) -> None:
    quizzes, reports = run(body, "アアアの話。", out=tmp_path / "out.jsonl")
    assert [quiz["key"] for quiz in quizzes] == ["アアア"]
    assert reports[0][1].failed
    assert reason in reports[0][1].problem


def test_the_summary_counts_articles_quizzes_failures_and_those_passed_over(articles: Path, tmp_path: Path) -> None:
    summary = batch(articles, tmp_path / "out.jsonl")
    assert (summary.articles, summary.failed, summary.passed_over) == (40, 3, 1)
    assert summary.quizzes == len(read(tmp_path / "out.jsonl"))


def test_the_same_run_gives_the_same_bytes_and_another_seed_others(articles: Path, tmp_path: Path) -> None:
    first, second, other = (tmp_path / name for name in ("1.jsonl", "2.jsonl", "3.jsonl"))
    batch(articles, first)
    batch(articles, second)
    batch(articles, other, replace(SETTINGS, options=QuizOptions(seed=1)))
    assert first.read_bytes() == second.read_bytes() != other.read_bytes()


def test_output_named_gz_is_gzipped_and_the_same_every_time(articles: Path, tmp_path: Path) -> None:
    plain, packed, again = (tmp_path / name for name in ("out.jsonl", "out.jsonl.gz", "again.jsonl.gz"))
    for out in (plain, packed, again):
        batch(articles, out)
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.read_bytes() == again.read_bytes()
    # RFC 1952: no flags, so no name, and no time.
    assert packed.read_bytes()[3:8] == bytes(5)


def test_nothing_but_the_output_is_left_when_done(articles: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    batch(articles, tmp_path / "out.jsonl")
    names = {path.name for path in set(tmp_path.iterdir()) - before}
    assert names == {"out.jsonl", "out.jsonl.manifest.json", "out.jsonl.failures.jsonl"}


def test_a_run_that_cannot_go_on_leaves_the_earlier_output_and_its_journal(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("yesterday's\n")
    with pytest.raises(QuizgenError, match="weights: gone"):
        batch(articles, out, maker=Breaking(after=5))
    assert out.read_text() == "yesterday's\n"
    assert len((tmp_path / "out.jsonl.part").read_bytes().splitlines()) == 1 + 5
    batch(articles, out, resume=True)
    batch(articles, tmp_path / "at once.jsonl")
    assert out.read_bytes() == (tmp_path / "at once.jsonl").read_bytes()


def test_a_run_that_finished_nothing_leaves_nothing(articles: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    with pytest.raises(QuizgenError, match="weights: gone"):
        batch(articles, tmp_path / "out.jsonl", maker=Breaking(after=0))
    assert set(tmp_path.iterdir()) == before


class Breaking(FakeMaker):
    """Its model fails ``after`` so many articles."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._after = after

    def quizzes(self, article: Article, max_quizzes: int, *, options: QuizOptions) -> list[Any]:
        if len(self.asked) == self._after:
            raise ModelError("weights: gone")
        return super().quizzes(article, max_quizzes, options=options)


def test_a_story_that_is_no_game_is_passed_over_with_kinds_and_evidence_and_is_counted(tmp_path: Path) -> None:
    items = [Item(f"place {number}", Article(body)) for number, body in enumerate(["アアアの話。", f"{GRAVE}話。"])]
    maker, reports = FakeMaker(), Reports()
    summary = run_batch(
        Here(), lambda: maker, items, tmp_path / "out.jsonl", SETTINGS, report=lambda *report: reports.append(report)
    )
    assert maker.asked == ["アアアの話。"]
    outcome = reports[1][1]
    assert not outcome.failed
    assert outcome.stories == ("death", "accident")
    assert outcome.problem.startswith(
        f"passed over: a story that is no game: death (死亡): '{GRAVE}' in 「{GRAVE}話。」"
    )
    assert (summary.passed_over, summary.failed, summary.stories) == (1, 0, 1)
    assert summary.kinds == {"accident": 1, "death": 1}
