from __future__ import annotations

from datetime import timedelta

import pytest

from quizgen import Article
from quizgen.desk.arrivals import changed_sentences
from quizgen.errors import WorkflowError
from quizgen.store import NewArticle, SentenceChange, Store
from quizgen.store.articles import ArticleRepository
from tests.desk.conftest import NOW, DeskOf
from tests.desk.quizzes import BODY, quiz

LATER = BODY.replace("来年春", "再来年春").replace("4200人", "5000人")


def test_sentences_that_changed_came_or_went_are_told_apart() -> None:
    before = "一つ目の文。二つ目の文。三つ目の文。"
    after = "一つ目の文。 二つめの文。三つ目の文。四つ目の文。"
    assert changed_sentences(before, after) == (
        SentenceChange("二つ目の文。", "二つめの文。"),
        SentenceChange(None, "四つ目の文。"),
    )
    assert changed_sentences(after, before)[1] == SentenceChange("四つ目の文。", None)
    assert changed_sentences("Ａ社は１０日に 発表。", "A社は10日に発表。") == ()
    assert changed_sentences(before, before) == ()


def arrive(desk_of: DeskOf, store: Store, body: str, article_id: str = "a1", url: str | None = None) -> list[str]:
    ArticleRepository(store).add(NewArticle(body, id=article_id, url=url))
    return [item.quiz_id for item in desk_of("").article_arrived(Article(body, id=article_id, url=url))]


def make(desk_of: DeskOf, quiz_id: str = "q1") -> int:
    desk_of("佐藤").create(quiz(quiz_id))
    return desk_of("佐藤").submit(quiz_id, 1).version


def test_a_changed_article_suspends_the_approval_and_lists_what_changed(desk_of: DeskOf, store: Store) -> None:
    assert arrive(desk_of, store, BODY) == []
    desk_of("田中").approve("q1", make(desk_of))
    make(desk_of, "q2")
    assert arrive(desk_of, store, LATER) == ["q1", "q2"]
    held = desk_of("田中").get("q1")
    assert (held.state, held.reason, held.approver, held.state_before) == (
        "suspended",
        "article_changed",
        "",
        "approved",
    )
    assert desk_of("田中").get("q2").state == "in_review"
    change, other = desk_of("").repository.article_changes()
    assert (change.quiz_id, other.quiz_id, change.touches_stem) == ("q1", "q2", True)
    assert change.sentences[0].after == "海風電鉄は10日、新しい駅を再来年春に開くと発表した。"
    assert len(change.sentences) == 2
    assert arrive(desk_of, store, LATER) == []


def test_a_change_elsewhere_in_the_article_is_told_from_one_of_the_stem(desk_of: DeskOf, store: Store) -> None:
    arrive(desk_of, store, BODY)
    make(desk_of)
    arrive(desk_of, store, BODY.replace("4200人", "5000人"))
    (change,) = desk_of("").repository.article_changes("q1")
    assert not change.touches_stem


def test_a_person_confirms_a_suspended_quiz_and_it_comes_back_to_where_it_stood(desk_of: DeskOf, store: Store) -> None:
    arrive(desk_of, store, BODY)
    ready = desk_of("田中").approve("q1", make(desk_of))
    desk_of("田中").schedule("q1", ready.version, NOW + timedelta(hours=1))
    arrive(desk_of, store, LATER)
    held = desk_of("田中").get("q1")
    assert desk_of("", now=lambda: NOW + timedelta(hours=2)).publish_due() == ()
    with pytest.raises(WorkflowError, match="佐藤 made it"):
        desk_of("佐藤").approve("q1", held.version)
    confirmed = desk_of("田中").approve("q1", held.version)
    assert (confirmed.state, confirmed.approver) == ("scheduled", "田中")
    assert desk_of("").repository.article_changes("q1") == ()
    (settled,) = desk_of("").repository.article_changes("q1", settled=True)
    assert settled.settled_by == "田中"


def test_what_readers_have_is_suspended_and_can_be_confirmed_corrected_or_withdrawn(
    desk_of: DeskOf, store: Store
) -> None:
    arrive(desk_of, store, BODY)
    ready = desk_of("田中").approve("q1", make(desk_of))
    desk_of("田中").publish("q1", ready.version)
    arrive(desk_of, store, LATER)
    held = desk_of("田中").get("q1")
    assert (held.state, held.state_before) == ("suspended", "published")
    assert {"approve", "edit", "take_over", "withdraw"} == set(desk_of("鈴木").steps(held))
    proposed = desk_of("鈴木").save("q1", {"explanation": "再来年春に開く。"}, held.version, reason="開業の年を訂正")
    turned_down = desk_of("田中").reject("q1", proposed.version, "文が違う")
    assert (turned_down.state, turned_down.public, turned_down.approver) == ("suspended", held.public, "")
    assert desk_of("田中").approve("q1", turned_down.version).state == "published"


def test_an_article_that_comes_again_under_another_id_is_known_by_its_address(desk_of: DeskOf, store: Store) -> None:
    make(desk_of)
    assert arrive(desk_of, store, LATER, "a2", "https://example.jp/news/1") == ["q1"]
    (change,) = desk_of("").repository.article_changes("q1")
    assert (change.article_id, change.sentences, change.touches_stem) == ("a2", (), True)


def test_rejected_and_withdrawn_quizzes_are_left_alone(desk_of: DeskOf, store: Store) -> None:
    desk_of("田中").reject("q1", make(desk_of), "古い")
    assert arrive(desk_of, store, LATER) == []
