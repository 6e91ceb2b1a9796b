"""Finding, filtering and ranking in an index of invented senses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from quizgen.distractors.candidates import Pool, find_candidates, rank_pool
from quizgen.distractors.filters import Setting, setting_of
from quizgen.index.loaded import SenseIndex
from quizgen.index.senses import Sense
from quizgen.index.version import Versions
from quizgen.key import Key
from quizgen.lexicon import Entry, Lexicon
from tests.distractors.test_ranking import key as any_key
from tests.index.invented import IDENTITIES, publish, sense, table, vector

TEAMS = [
    Entry(name, "team/baseball", count=100, aliases=tuple(aliases))
    for name, *aliases in (
        ("楽天", "イーグルス"), ("西武", "ライオンズ"), ("阪神",), ("広島",), ("ロッテ",), ("近鉄",)
    )
]  # fmt: skip
TEAMS[5] = replace(TEAMS[5], status="dissolved", last_seen=2004)
COMPANIES = [Entry(name, "company/telecom", count=100) for name in ("楽天", "ソニー", "NTT", "KDDI")]
SECOND = Entry("西武ライオンズ", "team/baseball", aliases=("ライオンズ",), count=10)
LEXICON = Lexicon([*TEAMS, *COMPANIES, SECOND])
KEY = any_key("team/baseball")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SenseIndex:
    home = tmp_path_factory.mktemp("home")
    rows = [
        (sense(entry.entry_id, contexts=0 if entry.surface == "ロッテ" else 5), vector(entry.word_class, static=1))
        for entry in LEXICON.entries
    ]
    # 阪神 has a second sense, which is mostly football.
    rows.append((sense("阪神|team/baseball", 1, 2), vector("team/football", static=1)))
    rows.append((sense("消えた語|team/baseball"), vector("team/baseball", static=1)))
    return SenseIndex.load(Versions(home).path(publish(home, table(rows))), 1, IDENTITIES)


def setting(key: Key = KEY, *, sentence: str = "", excluded: tuple[str, ...] = ()) -> Setting:
    return setting_of(key, LEXICON, sentence, 2026, excluded, frozenset())


def surfaces(pool: Pool, key: Key = KEY, **options: object) -> list[str]:
    found = find_candidates(pool, key, setting(key, **options))  # type: ignore[arg-type]
    scores = [candidate.score for candidate in found.candidates]
    assert scores == sorted(scores, reverse=True)
    return [candidate.surface for candidate in found.candidates]


def test_candidates_are_of_the_keys_kind_here_each_once(index: SenseIndex) -> None:
    pool = Pool.of(index, LEXICON)
    assert sorted(surfaces(pool)) == sorted(["西武", "阪神", "広島", "ロッテ"])
    assert sorted(surfaces(pool, any_key("company/telecom"))) == ["KDDI", "NTT", "ソニー"]


def test_what_each_rule_removed_is_counted_by_words_and_not_by_senses(index: SenseIndex) -> None:
    found = find_candidates(Pool.of(index, LEXICON), KEY, setting(excluded=("阪神",)))
    assert found.dropped == {"category": 3, "duplicate": 1, "excluded": 1, "key": 2, "not_at_date": 1}
    assert "阪神" not in [candidate.surface for candidate in found.candidates]


def test_a_word_stands_in_its_best_sense_and_is_no_duplicate_of_itself(index: SenseIndex) -> None:
    found = find_candidates(Pool.of(index, LEXICON), KEY, setting())
    hanshin = next(candidate for candidate in found.candidates if candidate.surface == "阪神")
    assert hanshin.channels["context"] == pytest.approx(1, abs=0.01)
    assert found.dropped["duplicate"] == 1


def test_of_two_names_of_one_thing_the_better_is_kept(index: SenseIndex) -> None:
    assert "西武ライオンズ" not in surfaces(Pool.of(index, LEXICON))
    assert "西武ライオンズ" in surfaces(
        Pool.of(index, Lexicon([entry for entry in LEXICON.entries if entry != TEAMS[1]]))
    )


def test_ties_are_broken_by_the_entry_id(index: SenseIndex) -> None:
    found = find_candidates(Pool.of(index, LEXICON), any_key("company/telecom"), setting(any_key("company/telecom")))
    level = [candidate.entry_id for candidate in found.candidates]
    assert len({candidate.score for candidate in found.candidates}) == 1
    assert level == sorted(level)


def test_words_without_contexts_carry_a_warning_and_others_where_they_were_seen(index: SenseIndex) -> None:
    found = {item.surface: item for item in find_candidates(Pool.of(index, LEXICON), KEY, setting()).candidates}
    assert found["ロッテ"].warnings == ("never_read",)
    assert found["広島"].warnings == ()
    assert found["広島"].exemplar is not None
    assert found["広島"].exemplar.source == "a1"
    assert found["広島"].category == "team"


def test_a_word_that_left_the_lexicon_is_passed_over(index: SenseIndex) -> None:
    lexicon = Lexicon([entry for entry in LEXICON.entries if entry.surface != "広島"])
    assert "広島" not in surfaces(Pool.of(index, lexicon))
    assert "消えた語" not in surfaces(Pool.of(index, LEXICON))


def added_word() -> tuple[Lexicon, Sequence[Sense], np.ndarray]:
    entry = Entry("ミズナギ", "team/baseball", origin="editor")
    return LEXICON.extended([entry]), [sense(entry.entry_id)], vector("team/baseball", static=2)[None]


def test_a_word_added_since_the_build_is_found_beside_the_index(index: SenseIndex) -> None:
    pool = Pool.of(index, *added_word())
    assert "ミズナギ" in surfaces(pool)
    assert pool.entries[-1] is not None
    assert len(pool.vectors) == len(index.table) + 1


def never_asked(word: str) -> np.ndarray:
    raise AssertionError(word)


def test_a_pool_is_ranked_with_every_distinct_word_once_and_unsuitable_ones_last(index: SenseIndex) -> None:
    words = ["KDDI", "阪神", "楽天", "阪神", "イーグルス", "広島", "近鉄"]
    ranked = rank_pool(Pool.of(index, LEXICON), KEY, setting(), words, never_asked)
    assert [item.surface for item in ranked[:2]] in (["広島", "阪神"], ["阪神", "広島"])
    assert {item.surface: item.reason for item in ranked[2:]} == {
        "楽天": "key", "イーグルス": "same_thing", "近鉄": "not_at_date", "KDDI": "category",
    }  # fmt: skip
    assert len(ranked) == 6
    scores = [item.score for item in ranked[2:]]
    assert scores == sorted(scores, reverse=True)


def test_a_pool_word_is_found_however_wide_it_is_written_and_keeps_its_spelling(index: SenseIndex) -> None:
    company = any_key("company/telecom")
    ranked = rank_pool(Pool.of(index, LEXICON), company, setting(company), ["ＫＤＤＩ", "KDDI"], never_asked)
    assert [(item.surface, item.entry_id) for item in ranked] == [
        ("KDDI", "KDDI|company/telecom"), ("ＫＤＤＩ", "KDDI|company/telecom"),
    ]  # fmt: skip


def test_an_added_word_of_the_pool_is_listed_like_any_other(index: SenseIndex) -> None:
    ranked = rank_pool(Pool.of(index, *added_word()), KEY, setting(), ["ミズナギ"], never_asked)
    assert (ranked[0].entry_id, ranked[0].category, ranked[0].reason) == ("ミズナギ|team/baseball", "team", None)


def test_an_unlisted_word_is_read_by_itself_and_a_listed_one_without_senses_keeps_its_kind(index: SenseIndex) -> None:
    lexicon = LEXICON.extended([Entry("中日", "team/baseball"), Entry("東芝", "company/railway")])
    asked: list[str] = []

    def read(word: str) -> np.ndarray:
        asked.append(word)
        return vector("team/baseball", static=None)

    ranked = rank_pool(Pool.of(index, lexicon), KEY, setting(), ["中日", "東芝", "どこにもない語"], read)
    assert asked == ["中日", "東芝", "どこにもない語"]
    assert {item.surface: (item.category, item.reason) for item in ranked} == {
        "中日": ("team", None), "どこにもない語": (None, None), "東芝": ("company", "category"),
    }  # fmt: skip


def test_a_word_with_senses_is_read_too_for_a_meaning_that_has_none(index: SenseIndex) -> None:
    lexicon = LEXICON.extended([Entry("KDDI", "team/baseball", origin="editor")])

    def read(word: str) -> np.ndarray:
        return vector("company/telecom", static=None)

    (ranked,) = rank_pool(Pool.of(index, lexicon), KEY, setting(), ["KDDI"], read)
    assert (ranked.entry_id, ranked.category, ranked.reason) == ("KDDI|team/baseball", "team", None)


def test_an_empty_pool_ranks_nothing(index: SenseIndex) -> None:
    assert rank_pool(Pool.of(index, LEXICON), KEY, setting(), [], never_asked) == []
