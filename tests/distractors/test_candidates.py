"""Finding, filtering and ranking in an index of invented senses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quizgen.distractors.candidates import Pool, Unlisted, find_candidates, rank_pool, read_pool
from quizgen.distractors.filters import Setting, setting_of
from quizgen.index.loaded import SenseIndex
from quizgen.index.senses import Sense
from quizgen.index.settings import IndexSettings, RankingWeights
from quizgen.index.version import Versions
from quizgen.key import Key
from quizgen.lexicon import Entry, Lexicon
from quizgen.results import RankedWord
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
    # Both are as unlike the key in spelling, too.
    lexicon = Lexicon([entry for entry in LEXICON.entries if entry.surface in ("ソニー", "NTT")])
    found = find_candidates(Pool.of(index, lexicon), any_key("company/telecom"), setting(any_key("company/telecom")))
    level = [candidate.entry_id for candidate in found.candidates]
    assert len({candidate.score for candidate in found.candidates}) == 1
    assert level == ["NTT|company/telecom", "ソニー|company/telecom"]


def test_words_without_contexts_carry_a_warning_and_others_where_they_were_seen(index: SenseIndex) -> None:
    found = {item.surface: item for item in find_candidates(Pool.of(index, LEXICON), KEY, setting()).candidates}
    assert "never_read" in found["ロッテ"].warnings
    assert "never_read" not in found["広島"].warnings
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


def never_asked(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    raise AssertionError(words)


def ranked_pool(pool: Pool, words: Sequence[str], unlisted: Unlisted = never_asked, key: Key = KEY) -> list[RankedWord]:
    return rank_pool(pool, key, setting(key), read_pool(pool, words, unlisted))


def test_a_pool_is_ranked_with_every_distinct_word_once_and_unsuitable_ones_last(index: SenseIndex) -> None:
    words = ["KDDI", "阪神", "楽天", "阪神", "イーグルス", "広島", "近鉄"]
    ranked = ranked_pool(Pool.of(index, LEXICON), words)
    assert [item.surface for item in ranked[:2]] in (["広島", "阪神"], ["阪神", "広島"])
    assert {item.surface: item.reason for item in ranked[2:]} == {
        "楽天": "key", "イーグルス": "same_thing", "近鉄": "not_at_date", "KDDI": "category",
    }  # fmt: skip
    assert len(ranked) == 6
    scores = [item.score for item in ranked[2:]]
    assert scores == sorted(scores, reverse=True)


def test_a_pool_word_is_found_however_wide_it_is_written_and_keeps_its_spelling(index: SenseIndex) -> None:
    company = any_key("company/telecom")
    ranked = ranked_pool(Pool.of(index, LEXICON), ["ＫＤＤＩ", "KDDI"], key=company)
    assert [(item.surface, item.entry_id) for item in ranked] == [
        ("KDDI", "KDDI|company/telecom"), ("ＫＤＤＩ", "KDDI|company/telecom"),
    ]  # fmt: skip


def test_an_added_word_of_the_pool_is_listed_like_any_other(index: SenseIndex) -> None:
    ranked = ranked_pool(Pool.of(index, *added_word()), ["ミズナギ"])
    assert (ranked[0].entry_id, ranked[0].category, ranked[0].reason) == ("ミズナギ|team/baseball", "team", None)


def test_an_unlisted_word_is_read_by_itself_and_a_listed_one_without_senses_keeps_its_kind(index: SenseIndex) -> None:
    lexicon = LEXICON.extended([Entry("中日", "team/baseball"), Entry("東芝", "company/railway")])
    asked: list[Sequence[str]] = []

    def read(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        asked.append(words)
        return np.stack([vector("team/baseball", static=None)] * len(words)), np.full(len(words), -1)

    ranked = ranked_pool(Pool.of(index, lexicon), ["中日", "東芝", "西武", "どこにもない語"], read)
    assert asked == [["中日", "東芝", "どこにもない語"]], "in one go"
    assert {item.surface: (item.category, item.reason) for item in ranked} == {
        "西武": ("team", None), "中日": ("team", None), "どこにもない語": (None, None), "東芝": ("company", "category"),
    }  # fmt: skip


def test_a_word_with_senses_is_read_too_for_a_meaning_that_has_none(index: SenseIndex) -> None:
    lexicon = LEXICON.extended([Entry("KDDI", "team/baseball", origin="editor")])

    def read(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        return np.stack([vector("company/telecom", static=None)] * len(words)), np.full(len(words), -1)

    (ranked,) = ranked_pool(Pool.of(index, lexicon), ["KDDI"], read)
    assert (ranked.entry_id, ranked.category, ranked.reason) == ("KDDI|team/baseball", "team", None)


def test_vectors_and_counts_of_a_pool_go_to_the_words_that_they_are_of(index: SenseIndex) -> None:
    lexicon = LEXICON.extended([Entry("中日", "team/baseball", count=7)])

    def read(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        rows = {"中日": vector("team/baseball", static=2), "無名": vector("team/football", static=3)}
        return np.stack([rows[word] for word in words]), np.array([900 + number for number, _ in enumerate(words)])

    pool = Pool.of(index, lexicon)
    found = read_pool(pool, ["広島", "無名", "中日", "ＫＤＤＩ", "無名"], read)
    told = {
        (word, entry.word_class if entry else None, count)
        for (word, entry), count in zip(found.words, found.counts.tolist(), strict=True)
    }
    assert told == {
        ("広島", "team/baseball", 100),
        ("無名", None, 900),  # not known but to the word vectors
        ("中日", "team/baseball", 7),  # the lexicon's own count
        ("ＫＤＤＩ", "company/telecom", 100),
    }
    assert list(found.forms) == ["広島", "無名", "中日", "KDDI"]
    assert found.vectors[1:3].tolist() == [
        vector("team/football", static=3).tolist(), vector("team/baseball", static=2).tolist()
    ]  # fmt: skip
    assert found.vectors[0].tolist() == pool.vectors.row(pool.rows_of_entry["広島|team/baseball"][0]).tolist()


def test_a_key_that_is_no_name_is_ranked_by_the_weights_of_words(tmp_path: Path) -> None:
    rows = [(sense(entry.entry_id), vector(entry.word_class, static=1)) for entry in TEAMS[:4]]
    settings = IndexSettings(ranking=RankingWeights(names={"class": 1.0}, words={"ending": 1.0}))
    publish(tmp_path, table(rows), settings=settings)
    pool = Pool.of(SenseIndex.load(Versions(tmp_path).path(1), 1, IDENTITIES), LEXICON)
    word = replace(KEY, name=0.0)
    assert {item.surface: item.score for item in ranked_pool(pool, ["阪神", "西武"])} == {"阪神": 1.0, "西武": 1.0}
    assert {item.surface: item.score for item in ranked_pool(pool, ["阪神", "西武"], key=word)} == {
        "阪神": 0.0, "西武": 0.0,
    }  # fmt: skip


def test_an_empty_pool_ranks_nothing(index: SenseIndex) -> None:
    assert ranked_pool(Pool.of(index, LEXICON), []) == []
