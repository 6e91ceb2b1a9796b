"""In which of its forms a candidate stands beside the key."""

from __future__ import annotations

import pytest

from quizgen.distractors.forms import form_like
from quizgen.lexicon import Entry

CITY, TEAM = "place/city_japan", "team/football"
KITAKYUSHU = Entry("北九州", CITY, aliases=("北九州市",))
VERDY = Entry("東京V", TEAM, aliases=("東京ヴェルディ", "ヴェルディ"))
ISHIGAKI = Entry("石垣", CITY, aliases=("石垣市",))
VILLAGE = Entry("白川", CITY, aliases=("白川郷", "白川村"))
BARE = Entry("成田", CITY)
KOCHI = Entry("高知", TEAM, aliases=("高知ユナイテッドSC",))


@pytest.mark.parametrize(
    ("key", "of", "candidate", "form"),
    [
        ("北九州市", KITAKYUSHU, ISHIGAKI, "石垣市"),
        ("北九州", KITAKYUSHU, ISHIGAKI, "石垣"),
        ("北九州市", KITAKYUSHU, VILLAGE, "白川村"),
        ("北九州市", KITAKYUSHU, BARE, "成田"),
        ("東京ヴェルディ", VERDY, KOCHI, "高知ユナイテッドSC"),
        ("東京V", VERDY, KOCHI, "高知"),
        ("北九州市", KITAKYUSHU, KOCHI, "高知"),  # of another class: nothing to go by
    ],
)
def test_a_candidate_is_written_as_fully_as_the_key(key: str, of: Entry, candidate: Entry, form: str) -> None:
    assert form_like(key, [of], candidate) == form


def test_other_kinds_of_word_keep_the_form_they_are_known_by() -> None:
    company = Entry("NTT", "company/telecom", aliases=("日本電信電話",))
    other = Entry("KDDI", "company/telecom", aliases=("第二電電",))
    assert form_like("日本電信電話", [company], other) == "KDDI"
    assert form_like("見知らぬ市", [], ISHIGAKI) == "石垣"
