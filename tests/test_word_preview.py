"""An added word is seen among the candidates of its neighbours."""

from __future__ import annotations

from quizgen import QuizGenerator
from quizgen.store import NewWord
from quizgen.word_preview import preview_word

CONTEXT = "千葉ドルフィンズは10日、本拠地で大阪との試合に勝ち、3連勝で首位に立った。"


def test_an_added_word_is_offered_for_its_neighbours(own_generator: QuizGenerator) -> None:
    new = NewWord("千葉ドルフィンズ", "team", word_class="team/baseball", contexts=(CONTEXT,))
    added = own_generator.register_word(new)
    shown = preview_word(own_generator, added.word)
    assert shown.sentence == CONTEXT
    assert {item.category for item in shown.neighbours} == {"team"}
    first = shown.offers[0]
    assert first.place is not None
    assert first.key in first.sentence
    if first.place <= len(first.candidates):
        assert first.candidates[first.place - 1].surface == "千葉ドルフィンズ"


def test_a_word_without_contexts_is_asked_about_in_a_plain_sentence(own_generator: QuizGenerator) -> None:
    added = own_generator.register_word(NewWord("新々球団", "team", word_class="team/baseball"))
    shown = preview_word(own_generator, added.word)
    assert "新々球団" in shown.sentence
    assert not shown.is_context
    assert shown.neighbours


def test_a_word_is_said_to_be_read_as_something_else_than_it_is(own_generator: QuizGenerator) -> None:
    context = "楽天は10日、本拠地で西武との試合に3対1で勝ち、投手陣の好投で3連勝で首位に立った。"
    shown = preview_word(own_generator, NewWord("楽天", "company", word_class="company/ecommerce", contexts=(context,)))
    assert shown.read_as == "team"
    assert shown.is_context
