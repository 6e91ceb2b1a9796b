from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from quizgen.errors import QuizError
from quizgen.store import ChoiceMade, NewQuiz, QuizConflict, QuizFilter, QuizRepository, Store, is_being_edited
from quizgen.store.quiz import StoredQuiz, decided, snapshot


def content(quiz_id: str = "q1", **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": quiz_id,
        "article_id": "a1",
        "stem": "［　　］は10日、発表した。",
        "key": "海風電鉄",
        "choices": ["海風電鉄", "山里電鉄", "川辺鉄道", "丘上電車"],
        "answer": 0,
        "explanation": "りんごの😀話",
        "source": {"title": "題", "url": "https://example.jp/1", "date": "2026-11-23", "sha256": "0" * 64},
    }
    return {**values, **changes}


@pytest.fixture
def quizzes(store: Store) -> QuizRepository:
    return QuizRepository(store, str.casefold, "佐藤")


def add(quizzes: QuizRepository, quiz_id: str = "q1", **values: Any) -> StoredQuiz:
    return quizzes.add_all([NewQuiz(content=content(quiz_id), **values)]).quizzes[0]


def test_an_added_quiz_is_kept_whole(quizzes: QuizRepository) -> None:
    added = add(quizzes, section="社会", date="2026-11-23", author="佐藤", assignee="田中")
    assert quizzes.get("q1") == added
    assert (added.content, added.article_id, added.article_sha256) == (content(), "a1", "0" * 64)
    assert (added.state, added.version, added.edited_by, added.public) == ("draft", 1, "佐藤", None)


@pytest.mark.parametrize("quiz_id", ["", "nothing", "\0", "\ud800"])
def test_a_quiz_that_is_not_there_is_named(quizzes: QuizRepository, quiz_id: str) -> None:
    with pytest.raises(QuizError, match="the store has none with this id"):
        quizzes.get(quiz_id)
    assert quizzes.history(quiz_id) == ()


def test_every_decision_survives_the_store_and_the_history(quizzes: QuizRepository) -> None:
    at = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    changed = replace(
        add(quizzes),
        public=content(),
        state="corrected",
        approver="田中",
        publish_at=at,
        embargo_until=at,
        published_at=at,
        overrides=({"message": "alike_form", "reason": "別人"},),
        corrections=({"note": "年を訂正"},),
    )
    saved = quizzes.update(changed, "edit")
    assert replace(saved, version=1, updated_at=changed.updated_at) == changed
    event = quizzes.history("q1")[0]
    assert (event.who, event.what) == ("佐藤", "edit")
    assert event.after == snapshot(saved)
    assert replace(changed, **decided(event.after)) == changed


def test_the_second_of_two_saves_is_refused_with_both_and_their_base(quizzes: QuizRepository, store: Store) -> None:
    read = add(quizzes)
    theirs = QuizRepository(store, str.casefold, "田中").update(replace(read, section="経済"), "edit")
    mine = replace(read, section="社会")
    with pytest.raises(QuizConflict, match="changed by 田中 since you read it") as caught:
        quizzes.update(mine, "edit")
    assert (caught.value.theirs, caught.value.mine, caught.value.base) == (theirs, mine, snapshot(read))
    assert quizzes.get("q1") == theirs


def test_of_many_who_save_at_once_one_wins_and_every_other_is_told(quizzes: QuizRepository, store: Store) -> None:
    read = add(quizzes)
    outcomes: list[str] = []

    def save(number: int) -> None:
        try:
            QuizRepository(store, str.casefold, f"{number}").update(replace(read, section=f"{number}"), "edit")
            outcomes.append("saved")
        except QuizConflict:
            outcomes.append("told")

    threads = [threading.Thread(target=save, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "told", "told", "told", "told"]


def test_free_text_finds_every_part_in_any_width_case_and_kana(quizzes: QuizRepository) -> None:
    add(quizzes)
    for text in ("リンゴ", "りんご 山里", "１０日", "Q1", "😀", "題"):
        assert quizzes.list(QuizFilter(text=text)).total == 1, text
    for text in ("%", "_", "\0", "無い語"):
        assert quizzes.list(QuizFilter(text=text)).total == 0, text


def test_lists_are_by_day_and_paged_without_gap_or_repetition(quizzes: QuizRepository) -> None:
    for number in range(7):
        add(quizzes, f"q{number}", date=f"2026-11-2{number % 3}")
    pages = [quizzes.list(limit=3, offset=offset) for offset in (0, 3, 6)]
    assert {page.total for page in pages} == {7}
    listed = [quiz for page in pages for quiz in page.quizzes]
    assert len({quiz.quiz_id for quiz in listed}) == 7
    assert [quiz.date for quiz in listed] == sorted((quiz.date for quiz in listed), reverse=True)
    assert quizzes.counts() == {"draft": 7}


def test_drafts_are_one_for_each_editor_and_go_with_the_save(quizzes: QuizRepository, store: Store) -> None:
    read = add(quizzes)
    other = QuizRepository(store, str.casefold, "田中")
    quizzes.save_draft("q1", content(stem="一"), 1)
    other.save_draft("q1", content(stem="二"), 1)
    quizzes.save_draft("q1", content(stem="三"), 1)
    assert {(draft.who, draft.content["stem"]) for draft in quizzes.drafts("q1")} == {("佐藤", "三"), ("田中", "二")}
    quizzes.update(replace(read, section="社会"), "edit")
    assert [draft.who for draft in quizzes.drafts("q1")] == ["田中"]


def test_being_edited_lapses(quizzes: QuizRepository, store: Store) -> None:
    add(quizzes)
    held = quizzes.start_editing("q1")
    assert is_being_edited(held)
    assert not is_being_edited(held, datetime.now(UTC) + timedelta(hours=1))
    other = QuizRepository(store, str.casefold, "田中")
    assert other.start_editing("q1").editing_by == "佐藤"
    quizzes.start_editing("q1", seconds=-1)
    assert other.start_editing("q1").editing_by == "田中"


def test_what_editors_chose_is_read_back_in_order(quizzes: QuizRepository) -> None:
    choice = ChoiceMade("佐藤", "q1", "a1", "海風電鉄", ({"surface": "甲"},), ({"surface": "乙"},), ())
    for number in range(3):
        quizzes.add_choice(replace(choice, key=f"鍵{number}"))
    read = list(quizzes.choices_made())
    assert [made.key for made in read] == ["鍵0", "鍵1", "鍵2"]
    assert (read[0].offered, read[0].chosen, read[0].removed) == (choice.offered, choice.chosen, ())
    assert [made.key for made in quizzes.choices_made(after=read[1].id)] == ["鍵2"]
    assert quizzes.count_choices() == 3
