from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quizgen import Article
from quizgen.archive.contexts import choose_windows, places
from quizgen.archive.tokenised import TokenisedArticle, tokenise
from quizgen.errors import InputError
from quizgen.evaluation.pseudo_contexts import (
    MOST_CONTEXTS,
    Spot,
    draw_pairs,
    gather,
    merged_window,
    single_class_words,
)
from quizgen.evaluation.pseudo_words import measure_pseudo_words, random_split, two_groups
from quizgen.evaluation.run import Run
from quizgen.evaluation.system import System
from quizgen.lexicon import Entry, Lexicon
from quizgen.text import read_text
from tests.evaluation.invented import CORPUS_WORDS, HELD_OUT, NOT_HELD_OUT, write_corpus


def tokenised(system: System, body: str) -> TokenisedArticle:
    return tokenise(Article(body, id="x"), read_text(body, system.model.tokenizer))


def spots(system: System, article: TokenisedArticle, lexicon: Lexicon) -> list[Spot]:
    chosen = choose_windows([article], lexicon, system.model.form, per_word=9, per_article=9)
    return [Spot(one.article, one.window, occurrence) for one in chosen for occurrence in one.occurrences]


def test_pairs_are_half_of_other_categories_and_half_of_sister_classes() -> None:
    classes = {f"{kind}{number}": kind for kind in ("team/a", "team/b", "place/c", "term") for number in range(10)}
    pairs = draw_pairs(classes, 10, seed=0)
    assert len(pairs) == 10
    words = [word for pair in pairs for word in pair]
    assert len(set(words)) == 20, "no word comes twice"
    kinds = [{classes[first], classes[second]} for first, second in pairs]
    assert kinds[:5] == [{"team/a", "team/b"}] * 5
    assert all(len({kind.partition("/")[0] for kind in pair}) == 2 for pair in kinds[5:])
    assert pairs == draw_pairs(dict(reversed(classes.items())), 10, seed=0) != draw_pairs(classes, 10, seed=1)


def test_words_that_do_not_suffice_give_fewer_pairs() -> None:
    assert draw_pairs({"a": "team/a", "b": "team/a", "c": "team"}, 10, seed=0) == []
    assert len(draw_pairs({"a": "team/a", "b": "team/b", "c": "place"}, 10, seed=0)) == 1


def test_words_of_one_thing_only_are_taken(system: System) -> None:
    classes = single_class_words(system)
    assert set(CORPUS_WORDS) <= set(classes)
    assert "楽天" not in classes, "a company and a team"
    assert classes["ブラジル"].partition("/")[0] == "place"


def test_the_first_word_stands_wherever_the_window_had_the_second(system: System) -> None:
    lexicon = Lexicon([Entry("楽天", "company"), Entry("楽天モバイル", "company")])
    article = tokenised(system, "楽天が勝った。昨日の楽天は強い。楽天モバイルは安い。")
    first, second, longer = spots(system, article, lexicon)
    assert longer.occurrence.form == "楽天モバイル"
    made = merged_window(second, article, lexicon, ["ソフト", "バンク"])
    assert "".join(made.window.tokens) == (
        "ソフトバンクが勝った。</S><S>昨日のソフトバンクは強い。</S><S>楽天モバイルは安い。"
    )
    start, end = places(made.window, made.occurrences[0])
    assert made.window.tokens[start - 1 : end - 1] == ("ソフト", "バンク")
    assert made.window.tokens[start - 2] == "の", "the second of the two places"
    made = merged_window(first, article, lexicon, ["ソフト", "バンク"])
    assert places(made.window, made.occurrences[0]) == (1, 3)


def test_a_word_written_in_its_own_place_is_read_as_before(system: System) -> None:
    lexicon = Lexicon([Entry("東京タワー", "place")])
    article = tokenised(system, "夜の東京タワーは明るい。")
    (spot,) = spots(system, article, lexicon)
    first, last = places(spot.window, spot.occurrence)
    made = merged_window(spot, article, lexicon, spot.window.tokens[first - 1 : last - 1])
    assert made.window.tokens == spot.window.tokens
    assert places(made.window, made.occurrences[0]) == (first, last)


def test_held_out_articles_come_first_and_suffice(system: System, tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "corpus.jsonl.gz", [*NOT_HELD_OUT[:20], *HELD_OUT[:12]])
    found = gather(system, [path], 1, Run())
    assert {article.id for article in found.articles} == set(HELD_OUT[:12])
    (word,) = found.words
    assert {word.first, word.second} <= set(CORPUS_WORDS)
    assert len(word.first_spots) == len(word.second_spots) == MOST_CONTEXTS


def test_other_articles_are_taken_where_the_held_out_are_too_few(system: System, tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "corpus.jsonl.gz", [*NOT_HELD_OUT[:20], *HELD_OUT[:3]])
    found = gather(system, [path], 1, Run())
    assert [article.id for article in found.articles[:3]] == HELD_OUT[:3]
    assert set(NOT_HELD_OUT[:20]) < {article.id for article in found.articles}
    first = [found.articles[spot.article].id for spot in found.words[0].first_spots]
    assert set(first[:3]) == set(HELD_OUT[:3])
    assert set(first[3:]) < set(NOT_HELD_OUT)


def test_a_line_that_holds_no_article_is_told_once(system: System, tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"body": ""}\n{"id": "a", "body": "台風が来た。"}\n', encoding="utf-8")
    failures: list[str] = []
    assert gather(system, [path], 1, Run(failed=failures.append)).words == []
    assert len(failures) == 1
    assert "corpus.jsonl, line 1" in failures[0]


def test_random_splits_do_not_depend_on_the_words(system: System) -> None:
    found = random_split([0] * 10 + [1] * 10, seed=1)
    assert found == random_split([0] * 10 + [1] * 10, seed=1)
    assert 0.5 < found.precision < 0.6
    assert 0.5 < found.recall < 0.6


def test_two_groups_are_found_where_the_number_is_told() -> None:
    rows = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1], [1, 0.05]], dtype=np.float32)
    first, second, third, fourth, fifth = two_groups(rows).tolist()
    assert first == second == fifth != third == fourth


def test_lines_of_pseudo_words_from_a_corpus(system: System, tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "corpus.jsonl.gz", HELD_OUT[:8])
    notices: list[str] = []
    lines = measure_pseudo_words([path], system, Run(sample=50, notice=notices.append))
    count = len(lines[0].ids)
    assert 2 <= count < 50
    assert notices == [f"pseudo-words: the corpora hold {count} of 50; give more --corpus files for more"]
    assert [line.measure for line in lines[:4]] == ["B³ F1", "B³ precision", "B³ recall", "B³ F1, two groups"]
    assert [line.name for line in lines[::4]] == ["pseudo-words", "pseudo-words, encoder only"]
    told = lines[3]
    assert told.vectors == pytest.approx([2 / 3] * count), "all contexts together, half of them right"
    assert told.quizgen == pytest.approx([1] * count), "two places, each the same in every article"
    assert all(((line.quizgen > 0) & (line.quizgen <= 1)).all() for line in lines)


def test_a_corpus_without_enough_contexts_gives_no_line(system: System, tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "corpus.jsonl.gz", HELD_OUT[:2])
    assert measure_pseudo_words([path], system, Run(sample=1)) == []
    with pytest.raises(InputError, match="cannot be read"):
        measure_pseudo_words([tmp_path / "missing.jsonl"], system, Run())
