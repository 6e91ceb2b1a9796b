from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from quizgen.article import Article
from quizgen.batch.history import History, Past
from quizgen.batch.items import Item
from quizgen.batch.run import Summary, run_batch
from quizgen.batch.selection import DAY_IS_FULL, KEY_LATELY, KEY_TODAY, LOW_SCORE, SAME_DISTRACTORS
from quizgen.batch.settings import BatchSettings, Rules
from quizgen.engines import Here
from quizgen.errors import ArgumentError
from tests.batch.fake import DAY, SAME, FakeMaker, Reports, ruled


def article(body: str, **fields: Any) -> Article:
    return Article(body=body, **fields)


def run(
    folder: Path, *articles: Article, history: History | None = None, maker: FakeMaker | None = None, **rules: Any
) -> tuple[list[dict[str, Any]], Summary, list[str]]:
    """Return the quizzes, the summary, and each article's problem."""
    made, reports = maker or FakeMaker(), Reports()
    items = [Item(f"place {number}", found) for number, found in enumerate(articles)]
    out = folder / "out.jsonl"
    settings = ruled(**rules)
    summary = run_batch(
        Here(), lambda: made, items, out, settings, history=history, report=lambda *report: reports.append(report)
    )
    quizzes = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return quizzes, summary, [outcome.problem for _, outcome in reports]


def keys(quizzes: list[dict[str, Any]]) -> list[str]:
    return [quiz["key"] for quiz in quizzes]


def test_no_key_is_asked_twice_a_day_under_another_name_neither(tmp_path: Path) -> None:
    quizzes, summary, _ = run(tmp_path, article("アアアとイイイ。"), article(f"アアア{SAME}とウウウ。"))
    assert keys(quizzes) == ["アアア", "イイイ", "ウウウ"]
    assert summary.dropped == {KEY_TODAY: 1}


@pytest.mark.parametrize(
    ("days_ago", "asked"), [(0, False), (1, False), (14, False), (15, True), (-3, False), (None, False)]
)
def test_no_key_of_the_last_days_is_asked_again(tmp_path: Path, days_ago: int | None, asked: bool) -> None:
    day = DAY - timedelta(days=days_ago) if days_ago is not None else None
    history = History((Past(day, f"アアア{SAME}", ("甲",)),))
    quizzes, _, problems = run(tmp_path, article("アアアの話。"), article("イイイの話。"), history=history)
    assert keys(quizzes) == (["アアア"] if asked else []) + ["イイイ"]
    assert problems[0] == ("" if asked else f"passed over: {KEY_TODAY if days_ago == 0 else KEY_LATELY} (1)")


def test_the_days_are_the_rules_own(tmp_path: Path) -> None:
    history = History((Past(DAY - timedelta(days=2), "アアア", ("甲",)),))
    assert keys(run(tmp_path, article("アアアの話。"), history=history, days=1)[0]) == ["アアア"]
    assert keys(run(tmp_path, article("アアアの話。"), history=history, days=2)[0]) == []


class Alike(FakeMaker):
    """Offers the same words for every key; where they were offered lately, three others."""

    def distractors(self, article: Any, keyword: Any, n: int, *, start: int, end: int, options: Any) -> list[Any]:
        found = super().distractors(article, keyword, 2 * n, start=start, end=end, options=options)
        words = [f"語{number}" for number in range(2 * n)]
        offered = words[n:] if set(words[:n]) <= set(options.history) else words[:n]
        return [type(found[0])(word, "", f"{word}|term", "term", self.score) for word in offered]


def offered(quiz: dict[str, Any]) -> set[str]:
    return {wrong["surface"] for wrong in quiz["distractors"]}


def test_the_same_distractors_come_once_a_day_and_another_drawing_takes_their_place(tmp_path: Path) -> None:
    articles = [article(f"{word}の話。") for word in ("アアア", "イイイ", "ウウウ")]
    quizzes, summary, problems = run(tmp_path, *articles, maker=Alike())
    assert [offered(quiz) for quiz in quizzes] == [{"語0", "語1", "語2"}, {"語3", "語4", "語5"}]
    assert summary.dropped == {SAME_DISTRACTORS: 1}
    assert problems[2] == f"passed over: {SAME_DISTRACTORS} (1)"


def test_the_same_distractors_as_lately_are_not_offered_in_any_order(tmp_path: Path) -> None:
    history = History((Past(DAY - timedelta(days=3), "カカカ", ("語5", "語3", "語4")),))
    quizzes, _, _ = run(tmp_path, article("アアアの話。"), article("イイイの話。"), maker=Alike(), history=history)
    assert [offered(quiz) for quiz in quizzes] == [{"語0", "語1", "語2"}]


def test_a_quiz_with_a_distractor_below_the_minimum_is_left_out(tmp_path: Path) -> None:
    maker = FakeMaker()
    maker.score = 0.6
    quizzes, summary, _ = run(tmp_path, article("アアアの話。"), maker=maker, min_score=0.61)
    assert (quizzes, summary.dropped) == ([], {LOW_SCORE: 1})
    assert len(run(tmp_path, article("アアアの話。"), maker=maker, min_score=0.6)[0]) == 1


def test_of_a_full_day_every_article_keeps_its_first_before_any_its_second(tmp_path: Path) -> None:
    articles = [article("アアアとイイイ。"), article("ウウウとエエエ。"), article("オオオとカカカ。")]
    quizzes, summary, _ = run(tmp_path, *articles, per_day=4)
    assert keys(quizzes) == ["アアア", "イイイ", "ウウウ", "オオオ"]
    assert (summary.quizzes, summary.dropped) == (4, {DAY_IS_FULL: 2})
    quizzes, summary, _ = run(tmp_path, *articles, per_day=2)
    assert keys(quizzes) == ["アアア", "ウウウ"]
    assert summary.passed_over == 1
    failures = (tmp_path / "out.jsonl.failures.jsonl").read_text(encoding="utf-8")
    assert json.loads(failures)["reason"] == f"passed over: {DAY_IS_FULL} (2)"


def test_sections_and_dates_outside_the_rules_are_passed_over_with_the_reason(tmp_path: Path) -> None:
    articles = [
        article("アアアの話。", section="経済", date="2026-11-23"),
        article("イイイの話。", section="スポーツ", date="2026-11-23"),
        article("ウウウの話。", date="2026-11-23"),
        article("エエエの話。", section="経済", date="2026-11-20T09:00:00+09:00"),
        article("オオオの話。", section="経済"),
        article("カカカの話。", section="経済", date="2026-11-24"),
    ]
    maker = FakeMaker()
    dates: dict[str, Any] = {"since": date(2026, 11, 21), "until": DAY}
    quizzes, summary, problems = run(tmp_path, *articles, maker=maker, sections=("経済", "社会"), **dates)
    assert keys(quizzes) == ["アアア"]
    assert maker.asked == ["アアアの話。"], "nothing is made for an article that is passed over"
    assert problems[1:] == [
        "passed over: section スポーツ; wanted: 経済, 社会",
        "passed over: it has no section; wanted: 経済, 社会",
        "passed over: its date 2026-11-20 is before 2026-11-21",
        "passed over: it has no date, which the rules of this run need",
        "passed over: its date 2026-11-24 is after 2026-11-23",
    ]
    assert summary.passed_over == 5
    assert keys(run(tmp_path, *articles[:3], skip_sections=("スポーツ",))[0]) == ["アアア", "ウウウ"]


def test_over_an_archive_each_day_has_its_own_quizzes(tmp_path: Path) -> None:
    articles = [
        article("アアアの話。", date="2026-01-01"),
        article("アアアのこと。", date="2026-01-10"),
        article("アアアの噂。", date="2026-01-16"),
        article("イイイの話。", date="2026-01-16"),
        article("ウウウの話。"),
    ]
    quizzes, summary, problems = run(tmp_path, *articles, by_article_date=True, per_day=1)
    assert [(quiz["key"], quiz["source"]["date"]) for quiz in quizzes] == [
        ("アアア", "2026-01-01"),
        ("アアア", "2026-01-16"),
    ]
    assert problems[1] == f"passed over: {KEY_LATELY} (1)"
    assert summary.dropped == {KEY_LATELY: 1, DAY_IS_FULL: 1}
    assert "no date" in problems[4]


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ({"per_article": 0}, "per_article: expected 1 to 50, got 0"),
        ({"per_day": 0}, "per_day"),
        ({"days": -1}, "days"),
        ({"min_score": 1.5}, "min_score"),
        ({"since": date(2026, 2, 1), "until": date(2026, 1, 1)}, "since: expected a date no later than until"),
    ],
)
def test_rules_that_cannot_hold_are_refused(rules: dict[str, Any], named: str) -> None:
    with pytest.raises(ArgumentError, match=named):
        Rules(**rules)


def test_settings_come_back_from_their_json() -> None:
    rules = Rules(2, 30, 7, 0.6, ("経済",), ("スポーツ",), date(2026, 1, 1), DAY, True)
    settings = BatchSettings(DAY, rules, format="csv")
    assert BatchSettings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings
