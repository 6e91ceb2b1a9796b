"""Choices of the key's kind that stand out beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quizgen.distractors.standing import kinships, stands_out
from quizgen.lexicon import Entry, surface_key
from quizgen.lexicon.relations import default_relations
from tests.distractors.test_filters import key

DENMARK = replace(key("デンマーク", "place"), entries=(Entry("デンマーク", "place/country"),))
SWEDEN, PANAMA = Entry("スウェーデン", "place/country"), Entry("パナマ", "place/country")


def test_a_neighbour_goes_better_with_the_key_and_does_not_stand_out() -> None:
    near, far = kinships(DENMARK, [SWEDEN, PANAMA])
    assert near > far
    assert kinships(DENMARK, [None]) == np.array([1.0])
    assert not stands_out(DENMARK, SWEDEN, "スウェーデン", None)
    assert stands_out(DENMARK, PANAMA, "パナマ", None)


def test_a_company_that_the_news_of_the_year_does_not_know_stands_out() -> None:
    carrier = replace(key("KDDI", "company"), entries=(Entry("KDDI", "company/telecom"),))
    later = Entry("楽天モバイル", "company/telecom")
    assert stands_out(carrier, later, "楽天モバイル", 2011)
    assert not stands_out(carrier, later, "楽天モバイル", 2024)
    assert not stands_out(carrier, replace(later, origin="editor"), "楽天モバイル", 2011)


@pytest.mark.parametrize(("form", "expected"), [("成田", True), ("成田市", False)])
def test_a_choice_without_the_ending_of_the_key_stands_out(form: str, expected: bool) -> None:
    city = replace(key("千葉市", "place"), entries=(Entry("千葉", "place/city_japan"),))
    assert stands_out(city, Entry("成田", "place/city_japan"), form, None) is expected


def test_the_readers_own_country_stands_out_but_among_teams() -> None:
    of = replace(key("韓国", "place"), entries=(Entry("韓国", "place/country"),))
    home = Entry("日本", "place/country")
    assert stands_out(of, home, "日本", None, after="が輸出を")
    assert not stands_out(of, home, "日本", None, after="代表の")


def test_before_the_title_of_a_manager_a_player_who_never_was_one_stands_out() -> None:
    of = replace(key("落合博満", "person"), entries=(Entry("落合博満", "person/athlete_baseball"),))
    never, led = Entry("江川卓", "person/athlete_baseball"), Entry("王貞治", "person/athlete_baseball")
    assert stands_out(of, never, "江川卓", None, after="監督は")
    assert not stands_out(of, never, "江川卓", None, after="選手は")
    assert not stands_out(of, led, "王貞治", None, after="監督は")


def test_of_a_class_without_groups_only_its_own_words_are_fellows() -> None:
    dish = replace(key("そば", "term"), entries=(Entry("そば", "term/food"),))
    assert not stands_out(dish, Entry("うどん", "term/food"), "うどん", None)
    assert stands_out(dish, Entry("土俵", "term/sport_term"), "土俵", None)


def test_where_no_fine_class_is_known_names_that_end_alike_are_fellows_and_no_person_is() -> None:
    base = replace(key("東の基地", "facility"), entries=(Entry("東の基地", "facility"),))
    assert not stands_out(base, Entry("西の基地", "facility"), "西の基地", None)
    assert stands_out(base, Entry("西の公園", "facility"), "西の公園", None)
    person = replace(key("山田太郎", "person"), entries=(Entry("山田太郎", "person"),))
    assert stands_out(person, Entry("鈴木太郎", "person"), "鈴木太郎", None)


def test_a_team_of_a_league_that_the_sentence_names_as_another_one_stands_out() -> None:
    team = replace(key("阪神", "team"), entries=(Entry("阪神", "team/baseball"),))
    division = default_relations().division(team.entries, frozenset({surface_key("パ・リーグ")}))
    assert stands_out(team, Entry("楽天", "team/baseball"), "楽天", None, division)
    assert not stands_out(team, Entry("中日", "team/baseball"), "中日", None, division)
