from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from quizgen import Article
from quizgen.desk.exporting import Export, export_day
from quizgen.desk.importing import import_file
from quizgen.errors import InputError, QuizError
from quizgen.store import StoredQuiz
from tests.conftest import ROOT
from tests.desk.conftest import NOW, DeskOf
from tests.desk.quizzes import quiz

DAY = "2026-11-23"


def approve(desk_of: DeskOf, quiz_id: str, **changes: Any) -> StoredQuiz:
    desk_of("佐藤").create(quiz(quiz_id, **changes), section="社会")
    desk_of("佐藤").submit(quiz_id, 1)
    return desk_of("田中").approve(quiz_id, 2)


@pytest.fixture
def day(desk_of: DeskOf) -> Export:
    """A day with a quiz in every state that matters."""
    approve(desk_of, "approved", ruby={"海風電鉄": "うみかぜでんてつ"})
    approve(desk_of, "embargo")
    desk_of("田中").set_embargo("embargo", 3, NOW + timedelta(hours=1))
    approve(desk_of, "scheduled")
    desk_of("田中").schedule("scheduled", 3, NOW + timedelta(hours=2))
    approve(desk_of, "corrected", explanation="初めの解説。")
    desk_of("田中").publish("corrected", 3)
    desk_of("佐藤").save("corrected", {"explanation": "直した解説。"}, 4, reason="年を\n訂正")
    desk_of("田中").approve("corrected", 5)
    approve(desk_of, "waiting", explanation="読者が見ている解説。")
    desk_of("田中").publish("waiting", 3)
    desk_of("佐藤").save("waiting", {"explanation": "まだ承認されない解説。"}, 4, reason="年を訂正")
    approve(desk_of, "withdrawn", key="海風電鉄")
    desk_of("田中").publish("withdrawn", 3)
    desk_of("田中").withdraw("withdrawn", 4, "前提の誤り")
    desk_of("佐藤").create(quiz("draft"))
    desk_of("佐藤").create(quiz("other day"), day="2026-11-24")
    return export_day(desk_of("").repository, DAY, NOW)


def written(export: Export, format: str) -> str:
    stream = io.StringIO(newline="")
    export.write(format, stream)
    return stream.getvalue()


def test_a_day_hands_out_what_is_approved_and_free(day: Export) -> None:
    assert [item["id"] for item in day.quizzes] == ["approved", "scheduled", "corrected", "waiting", "withdrawn"]
    assert dict(day.left_out) == {"embargo": "embargo", "draft": "draft"}


def test_jsonl_says_what_was_corrected_and_withdrawn(day: Export) -> None:
    lines = {data["id"]: data for data in map(json.loads, written(day, "jsonl").splitlines())}
    assert lines["scheduled"]["publish_at"] == "2026-11-23T11:00:00+00:00"
    assert lines["corrected"]["explanation"] == "直した解説。"
    assert [note["note"] for note in lines["corrected"]["corrections"]] == ["年を\n訂正"]
    assert (lines["waiting"]["explanation"], lines["waiting"]["state"]) == ("読者が見ている解説。", "published")
    assert lines["withdrawn"]["withdrawn"] == {"at": NOW.isoformat(), "reason": "前提の誤り"}
    assert not {"stem", "choices", "explanation"} & set(lines["withdrawn"])


def test_csv_has_columns_for_corrections_and_withdrawals(day: Export) -> None:
    rows = {
        row["id"]: row for row in csv.DictReader(io.StringIO(written(day, "csv").removeprefix("\ufeff"), newline=""))
    }
    assert rows["approved"]["reading_2"] == "うみかぜでんてつ"
    assert rows["corrected"]["corrections"] == "訂正（2026-11-23）年を 訂正"
    assert rows["withdrawn"]["withdrawn"] == "取り消し（2026-11-23）前提の誤り"
    assert (rows["withdrawn"]["stem"], rows["withdrawn"]["choice_1"], rows["withdrawn"]["answer"]) == ("", "", "")
    assert (rows["approved"]["corrections"], rows["approved"]["answer"]) == ("", "2")


def test_gift_is_read_by_a_parser_that_is_not_ours(day: Export) -> None:
    text = written(day, "gift")
    program = ROOT / "tests" / "batch" / "foreign_gift.py"
    done = subprocess.run([sys.executable, program], input=text, capture_output=True, encoding="utf-8", check=True)
    found = json.loads(done.stdout)
    assert [question["title"] for question in found] == ["approved", "scheduled", "corrected", "waiting"]
    assert all(question["valid"] for question in found)
    assert "訂正（2026-11-23）年を 訂正" in text
    assert "// withdrawn 取り消し（2026-11-23）前提の誤り" in text


def test_the_page_lists_corrections_and_withdrawals_behind_the_answers(day: Export) -> None:
    page = written(day, "html")
    assert page.count('<div class="quiz"') == 4
    assert "<ruby>海風電鉄" in page
    assert page.index("答え</h1>") < page.index("訂正と取り消し</h1>") < page.index("前提の誤り")
    assert "まだ承認されない" not in page


def test_nothing_under_embargo_is_in_any_format(day: Export) -> None:
    assert all("embargo" not in written(day, format) for format in ("jsonl", "csv", "gift", "html"))


def test_a_suspended_quiz_is_handed_out_no_more(desk_of: DeskOf) -> None:
    approve(desk_of, "q1")
    desk_of("").article_arrived(Article("別の本文になった。", id="a1"))
    export = export_day(desk_of("").repository, DAY, NOW)
    assert (export.quizzes, export.left_out) == ((), {"q1": "suspended"})


def test_a_wrong_day_or_format_is_refused(desk_of: DeskOf, day: Export) -> None:
    for wrong in ("", "11/23"):
        with pytest.raises(QuizError, match="expected a day"):
            export_day(desk_of("").repository, wrong, NOW)
    with pytest.raises(QuizError, match="expected one of jsonl"):
        day.write("pdf", io.StringIO())


def test_a_batch_comes_into_the_review_queue_and_only_once(desk_of: DeskOf, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl.gz"
    lines = [json.dumps(quiz("q1")), "", "{broken", json.dumps(quiz("q2", answer=9)), json.dumps(quiz("q3")), "[1]"]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    done = import_file(desk_of(""), path, section_of=lambda content: "社会")
    assert (done.added, done.already) == (("q1", "q3"), ())
    assert [problem.split(":")[0] for problem in done.problems] == [f"run.jsonl.gz, line {n}" for n in (3, 4, 6)]
    assert "answer: expected a whole number from 0 to 3, got 9" in done.problems[1]
    waiting = desk_of("佐藤").list().quizzes
    assert {(item.state, item.author, item.section, item.date) for item in waiting} == {
        ("in_review", "", "社会", "2026-11-23")
    }
    desk_of("佐藤").save("q1", {"explanation": "手を入れた。"}, 1)
    again = import_file(desk_of(""), path)
    assert (again.added, again.already) == ((), ("q1", "q3"))
    assert desk_of("佐藤").get("q1").content["explanation"] == "手を入れた。"


def test_what_a_desk_hands_out_another_can_take_in(desk_of: DeskOf, day: Export, tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    path.write_text(written(day, "jsonl"), encoding="utf-8")
    done = import_file(desk_of(""), path)
    assert (done.added, done.problems) == ((), ())
    assert done.already == ("approved", "scheduled", "corrected", "waiting")


def test_a_missing_file_is_named(desk_of: DeskOf, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.jsonl"):
        import_file(desk_of(""), tmp_path / "nothing.jsonl")
