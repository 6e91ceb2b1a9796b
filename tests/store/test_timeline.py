"""The timeline of all that people did."""

from __future__ import annotations

from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewQuiz, NewWord, QuizRepository, Store, WordRepository
from quizgen.store.timeline import timeline
from tests.desk.quizzes import quiz


def fill(store: Store) -> None:
    words = WordRepository(store, WORD_RULES, "sato")
    words.add(NewWord("海風電鉄", "company"))
    words.delete(words.add(NewWord("山里電鉄", "company")).entry_id)
    QuizRepository(store, str, "ota").add_all([NewQuiz(content=quiz("q1"))])


def test_things_are_called_what_people_call_them_even_when_they_are_gone(store: Store) -> None:
    fill(store)
    assert [(deed.kind, deed.what, deed.called) for deed in timeline(store)] == [
        ("quiz", "create", "海風電鉄"),
        ("word", "delete", "山里電鉄"),
        ("word", "add", "山里電鉄"),
        ("word", "add", "海風電鉄"),
    ]


def test_a_part_of_the_name_or_of_the_identifier_finds_a_thing(store: Store) -> None:
    fill(store)
    assert {(deed.kind, deed.who) for deed in timeline(store, subject="海風")} == {("quiz", "ota"), ("word", "sato")}
    assert [deed.subject for deed in timeline(store, subject="q1")] == ["q1"]
    assert timeline(store, subject="%") == []
