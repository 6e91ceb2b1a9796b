"""Groups and wholes: what goes with what, and that the shipped files name words of the lexicon."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from quizgen.lexicon import Entry, surface_key
from quizgen.lexicon.default import default_lexicon
from quizgen.lexicon.relations import GROUPS, PARTS, RelationError, Relations, default_relations, read_relations


def of_class(surface: str, word_class: str) -> Entry:
    return Entry(surface, word_class)


def country(surface: str) -> Entry:
    return of_class(surface, "place/country")


def test_every_member_of_the_shipped_files_is_a_word_of_its_class() -> None:
    lexicon = default_lexicon()
    strangers = []
    for folder in (GROUPS, PARTS):
        for path in folder.glob("*/*.csv"):
            with path.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    strangers += [
                        f"{path}: {member}"
                        for member in row["members"].split("|")
                        if f"{member}|{path.parent.name}/{path.stem}" not in lexicon.ids
                    ]
    assert strangers == []


def test_every_whole_is_a_word_of_the_lexicon() -> None:
    lexicon, strangers = default_lexicon(), []
    for path in PARTS.glob("*/*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                strangers += [name for name in row["whole"].split("|") if not lexicon.named(name)]
    assert strangers == []


def test_no_group_of_the_shipped_files_names_a_member_twice() -> None:
    for folder in (GROUPS, PARTS):
        for path in folder.glob("*/*.csv"):
            with path.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    members = row["members"].split("|")
                    assert len(members) == len(set(members)), (path, row)


def test_a_neighbour_goes_better_with_a_country_than_one_from_another_continent() -> None:
    relations = default_relations()
    near, far = (relations.kinship([country("デンマーク")], country(name)) for name in ("スウェーデン", "パナマ"))
    assert near > far
    assert relations.are_kin([country("デンマーク")], country("スウェーデン"))
    assert not relations.are_kin([country("デンマーク")], country("パナマ"))


def test_more_groups_in_common_go_better() -> None:
    team = "team/baseball"
    relations = default_relations()
    same, other = (relations.kinship([of_class("阪神", team)], of_class(name, team)) for name in ("中日", "楽天"))
    assert same > other
    assert relations.are_kin([of_class("阪神", team)], of_class("楽天", team))


def test_nothing_is_held_against_words_of_a_class_without_groups() -> None:
    relations = Relations({}, {})
    assert relations.kinship([country("デンマーク")], country("パナマ")) == 1.0
    assert relations.are_kin([country("デンマーク")], country("パナマ"))


def test_a_word_in_no_group_has_no_kin_in_a_class_with_groups() -> None:
    relations = default_relations()
    assert not relations.are_kin([of_class("ブルーレイディスク", "product/device")], of_class("iPad", "product/device"))


def test_a_word_that_an_editor_added_is_kin_of_its_class() -> None:
    relations = default_relations()
    added = Entry("ミズナギ", "team/baseball", origin="editor")
    assert relations.are_kin([of_class("阪神", "team/baseball")], added)
    assert relations.are_kin([added], of_class("阪神", "team/baseball"))
    assert not relations.are_kin([of_class("浦和", "team/football")], added)
    named = frozenset({surface_key("セ・リーグ")})
    assert relations.division([of_class("阪神", "team/baseball")], named).admits(added)


def test_words_of_one_whole_are_kin_whatever_their_classes() -> None:
    relations = default_relations()
    assert relations.are_kin([of_class("パリ", "place/capital")], of_class("リヨン", "place/city_world"))


def test_groups_of_one_name_are_one_for_one_class_only() -> None:
    groups = frozenset({"米国"})
    relations = Relations({"甲|company/bank": groups, "乙|company/bank": groups, "丙|company/airline": groups}, {})
    assert relations.are_kin([of_class("甲", "company/bank")], of_class("乙", "company/bank"))
    assert not relations.are_kin([of_class("甲", "company/bank")], of_class("丙", "company/airline"))


def test_capitals_go_with_other_cities_and_awards_with_awards() -> None:
    relations = default_relations()
    assert relations.are_kin([of_class("リヤド", "place/capital")], of_class("ジッダ", "place/city_world"))
    assert relations.are_kin(
        [of_class("ノーベル平和賞", "award/peace_culture")], of_class("ノーベル化学賞", "award/science")
    )


def test_what_stands_in_one_town_is_alike_only_where_its_kind_is() -> None:
    relations = default_relations()
    shrine = [of_class("明治神宮", "facility/shrine")]
    assert relations.are_kin(shrine, of_class("神田明神", "facility/shrine"))
    assert not relations.are_kin(shrine, of_class("浅草寺", "facility/temple"))


def test_what_lies_in_a_place_that_is_named_is_told_where_it_is_nearly_alone_there() -> None:
    relations = default_relations()
    hall, arena = of_class("幕張メッセ", "facility/landmark"), of_class("有明コロシアム", "facility/stadium")
    assert relations.division([hall], frozenset({surface_key("千葉")})).is_told
    assert not relations.division([hall], frozenset({surface_key("東京")})).is_told
    assert not relations.division([arena], frozenset({surface_key("東京")})).is_told


@pytest.mark.parametrize(
    ("place", "place_class", "key", "key_class", "elsewhere"),
    [
        ("名古屋", "place/city_japan", "港区", "place/ward_tokyo", True),
        ("東京", "place/prefecture_short", "港区", "place/ward_tokyo", False),
        ("ノルウェー", "place/country", "労働党", "organization/party", True),
        ("英国", "place/country", "労働党", "organization/party", False),
        ("渋谷区", "place/ward_tokyo", "NHKホール", "facility/theater", False),
        ("ノルウェー", "place/country", "孫正義", "person/business", False),
    ],
)
def test_what_stands_behind_a_place_that_it_does_not_lie_in_is_another_thing(
    place: str, place_class: str, key: str, key_class: str, elsewhere: bool
) -> None:
    relations = default_relations()
    around = relations.around([of_class(place, place_class)])
    assert relations.division([of_class(key, key_class)], frozenset({"x"}), around).is_elsewhere is elsewhere


def test_who_has_led_a_team_is_known_of_athletes_too() -> None:
    relations = default_relations()
    led, never = of_class("落合博満", "person/athlete_baseball"), of_class("江川卓", "person/athlete_baseball")
    assert relations.has_group_of(led, "person/manager")
    assert not relations.has_group_of(never, "person/manager")


def test_products_of_one_maker_are_not_kin_for_that() -> None:
    relations = default_relations()
    assert not relations.are_kin(
        [of_class("ウィンドウズ", "product/software")], of_class("エクセル", "product/software")
    )
    assert relations.are_kin([of_class("ウィンドウズ", "product/software")], of_class("macOS", "product/software"))


def test_a_choice_must_be_in_the_whole_that_the_text_names_beside_the_key() -> None:
    relations = default_relations()
    ward, named = "place/ward_tokyo", frozenset({surface_key("東京都")})
    assert relations.division([of_class("千代田区", ward)], named).admits(of_class("荒川区", ward))
    assert not relations.division([of_class("千代田区", ward)], named).admits(of_class("伏見区", "place"))


def test_a_choice_must_not_be_in_a_league_that_the_text_names_as_another_one() -> None:
    relations = default_relations()
    team, named = "team/baseball", frozenset({surface_key("パ・リーグ")})
    assert not relations.division([of_class("阪神", team)], named).admits(of_class("楽天", team))
    assert relations.division([of_class("阪神", team)], named).admits(of_class("中日", team))


def test_a_whole_with_a_single_part_divides_nothing() -> None:
    relations = default_relations()
    capital, named = "place/capital", frozenset({surface_key("インド")})
    assert relations.division([of_class("ニューデリー", capital)], named).admits(of_class("ダッカ", capital))


def test_the_parts_of_a_country_are_known_by_its_names() -> None:
    assert surface_key("コペンハーゲン") in default_relations().parts([surface_key("デンマーク")])
    assert not default_relations().parts([surface_key("どこでもない国")])


@pytest.mark.parametrize(
    "text", ["group,member\n欧州,フランス\n", "group,members\n欧州\n", "group,members\n,フランス\n"]
)
def test_a_bad_file_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "groups" / "place" / "country.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RelationError, match=r"country\.csv, line"):
        read_relations(tmp_path / "groups", tmp_path / "parts")


def test_a_file_of_no_category_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parts" / "things" / "any.csv"
    path.parent.mkdir(parents=True)
    path.write_text("whole,members\n", encoding="utf-8")
    with pytest.raises(RelationError, match="unknown category"):
        read_relations(tmp_path / "groups", tmp_path / "parts")
