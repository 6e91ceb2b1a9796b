"""What must not be offered, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quizgen.distractors.filters import RULES, Beside, is_insertion, reason_against, setting_of
from quizgen.key import Key
from quizgen.lexicon import Entry, Lexicon, surface_key
from quizgen.reading import Place

LEXICON = Lexicon(
    [
        Entry("日本銀行", "organization/central_bank", aliases=("日銀",), status="active"),
        Entry("財務省", "organization/ministry", aliases=("MOF",), status="active"),
        Entry("大蔵省", "organization/ministry", status="former", last_seen=2001),
        Entry("デジタル庁", "organization/agency", status="active", first_seen=2021),
        Entry("トヨタ自動車", "company/automobile", aliases=("トヨタ",)),
        Entry("織田信長", "person/historical", status="dead", last_seen=1582),
        Entry("豊臣秀吉", "person/historical", status="dead", last_seen=1598),
    ]
)


def key(surface: str, category: str) -> Key:
    return Key(
        surface=surface,
        normalised=surface,
        place=Place(0, len(surface), 0, 1, 0),
        vector=np.zeros(4, dtype=np.float32),
        class_probabilities=np.ones(1, dtype=np.float32),
        types=np.ones(1, dtype=np.float32),
        name=1.0,
        category=category,
        categories=frozenset({category}),
        names=frozenset(LEXICON.same_thing(surface) | {surface_key(surface)}),
        count=10,
    )


def reason(
    candidate: str, of: Key, *, sentence: str = "", year: int | None = 2026, excluded: tuple[str, ...] = ()
) -> str | None:
    setting = setting_of(of, LEXICON, sentence, year, excluded, frozenset({surface_key("財務省")}))
    entries = LEXICON.named(candidate)
    return reason_against(candidate, entries[0] if entries else None, setting)


BANK = key("日本銀行", "organization")


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        ("日本銀行", "key"),
        ("日銀", "same_thing"),
        ("日本銀行本店", "contained"),
        ("日本", "contained"),
        ("財務省", "blocked"),
        ("MOF", "blocked"),
        ("大蔵省", "not_at_date"),
        ("トヨタ自動車", "category"),
        ("デジタル庁", None),
        ("どこにもない語", None),
    ],
)
def test_each_rule_names_what_it_removes(candidate: str, expected: str | None) -> None:
    assert reason(candidate, BANK) == expected


def test_abbreviations_are_told_without_an_alias_list() -> None:
    assert reason("日銀", key("日本銀行券", "term")) == "abbreviation"
    assert reason("東大", key("東京大学", "organization")) == "abbreviation"
    assert reason("阪大", key("東京大学", "organization")) is None


def test_words_of_the_stem_are_removed_under_any_of_their_names() -> None:
    company = key("日産自動車", "company")
    assert reason("トヨタ自動車", company, sentence="日産自動車はトヨタと競う。") == "in_stem"
    assert reason("トヨタ自動車", company, sentence="日産自動車は増産する。") is None


def test_excluded_words_are_compared_after_normalising() -> None:
    assert reason("ABC放送", key("テレビ局", "company"), excluded=("ＡＢＣ放送",)) == "excluded"


@pytest.mark.parametrize(
    ("candidate", "year", "expected"),
    [
        ("大蔵省", 1999, None),
        ("大蔵省", 2005, "not_at_date"),
        ("大蔵省", None, "not_at_date"),
        ("デジタル庁", 2015, "not_at_date"),
        ("デジタル庁", None, None),
    ],
)
def test_what_had_ended_or_not_begun_at_the_date_is_removed(
    candidate: str, year: int | None, expected: str | None
) -> None:
    assert reason(candidate, BANK, year=year) == expected


def test_a_key_of_the_past_takes_distractors_of_the_past() -> None:
    assert reason("豊臣秀吉", key("織田信長", "person")) is None
    assert reason("豊臣秀吉", key("首相経験者", "person")) == "not_at_date"


def test_a_key_of_the_past_takes_nothing_that_had_not_begun() -> None:
    assert reason("デジタル庁", key("大蔵省", "organization"), year=2005) == "not_at_date"
    assert reason("デジタル庁", key("大蔵省", "organization"), year=2023) is None


def test_an_alias_stands_for_every_name_of_its_entry() -> None:
    ministry = key("大蔵省", "organization")
    assert reason("日銀", ministry, sentence="大蔵省は日本銀行と話した。") == "in_stem"
    assert reason("日銀", ministry, sentence="大蔵省は話した。") is None
    assert reason("MOF", key("財務・省", "organization")) == "same_thing"


def test_every_rule_is_explained_to_editors() -> None:
    from tests.conftest import ROOT

    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    assert not [name for name in RULES if f"| {name} |" not in page]


def test_in_a_story_about_harm_no_person_is_offered() -> None:
    def reason_here(candidate: str) -> str | None:
        person = key("徳川家康", "person")
        setting = setting_of(
            person, LEXICON, "", 1600, (), frozenset(), is_person=lambda surface: surface.startswith("山田")
        )
        entries = LEXICON.named(candidate)
        return reason_against(candidate, entries[0] if entries else None, setting)

    assert reason_here("豊臣秀吉") == "person_in_story"
    assert reason_here("山田太郎") == "person_in_story"
    assert reason_here("三方ヶ原") is None
    assert reason("豊臣秀吉", key("徳川家康", "person"), year=1590) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("リオデジャネイロオリンピック", "リオデジャネイロ夏季オリンピック", True),
        ("リオデジャネイロ夏季オリンピック", "リオデジャネイロオリンピック", True),
        ("東京大学", "東京医科大学", False),  # too short to tell
        ("横浜市立大学附属病院", "横浜市立大学附属市民総合医療病院", False),  # too much put in
        ("アメリカンリーグ優勝", "アメリカンリーグ優勝決定", False),  # appended, which another rule is for
    ],
)
def test_a_long_word_with_a_little_put_in_is_the_same_thing(one: str, other: str, same: bool) -> None:
    assert is_insertion(one, other) is same


def beside(
    candidate: str,
    word_class: str,
    *,
    before: str = "",
    after: str = "",
    named: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
) -> bool:
    """Whether the sentence rules out a candidate for a ward of Tokyo."""
    ward = Entry("千代田区", "place/ward_tokyo")
    of = replace(key("千代田区", "place"), entries=(ward,))
    words = frozenset(map(surface_key, named))
    setting = setting_of(of, LEXICON, "", 2026, (), frozenset(), beside=Beside(before, after, words, frozenset(places)))
    return reason_against(candidate, Entry(candidate, word_class), setting) == "ruled_out"


def test_a_choice_outside_the_whole_that_the_sentence_names_is_ruled_out() -> None:
    assert not beside("荒川区", "place/ward_tokyo", named=("東京都",))
    assert beside("伏見区", "place", named=("東京都",))
    assert not beside("伏見区", "place", named=("見知らぬ県",))


def test_of_a_ward_of_another_city_wards_of_tokyo_are_no_choices() -> None:
    assert beside("荒川区", "place/ward_tokyo", named=("名古屋",), places=("名古屋", "愛知県"))
    assert not beside("荒川区", "place/ward_tokyo", named=("東京",), places=("東京",))


def test_a_choice_that_repeats_what_adjoins_the_blank_is_ruled_out() -> None:
    assert beside("東京都荒川区", "place", before="14日に東京都")
    assert beside("千葉市", "place", after="市で開かれた")
    assert not beside("千葉", "place", after="市で開かれた")
    assert not beside("東京都荒川区", "place", before="14日に都内の")


def test_only_a_name_that_says_nothing_of_its_kind_stands_before_firm() -> None:
    assert beside("丸自動車", "place", after="社の株式")
    assert not beside("クライスラー", "place", after="社の株式")
    assert not beside("丸自動車", "place", after="社長は")
