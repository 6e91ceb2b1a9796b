from __future__ import annotations

import pytest

from quizgen.lexicon import Entry
from quizgen.lexicon.similar import SimilarWords

WORDS = SimilarWords(
    [
        Entry("日本銀行", "organization", "ニホンギンコウ", ("日銀",)),
        Entry("楽天", "company/ecommerce"),
        Entry("千葉ジェッツ", "team/basketball", "チバジェッツ"),
        Entry("渡邉", "person"),
        Entry("ヴァイオリン", "term", "バイオリン"),
        Entry("山形大学", "organization/university"),
        Entry("公園", "place"),
        Entry("講演", "term", "コウエン"),
        Entry("DeNA", "company"),
    ]
)


@pytest.mark.parametrize(
    ("surface", "word_class", "aliases", "reading", "expected"),
    [
        ("楽天", "team/baseball", (), "", [("same_name", "楽天|company/ecommerce")]),
        ("楽・天", "company/ecommerce", (), "", [("same_name", "楽天|company/ecommerce")]),
        ("楽天", "company/ecommerce", (), "", []),
        ("日銀", "organization", (), "", [("alias", "日本銀行|organization")]),
        ("中央銀行", "organization", ("日銀",), "", [("alias", "日本銀行|organization")]),
        ("中央銀行", "organization", ("日本銀行",), "", [("alias", "日本銀行|organization")]),
        ("ＤｅＮＡ", "team", (), "", [("same_name", "DeNA|company")]),
        ("ばいおりん", "term", (), "", [("variant", "ヴァイオリン|term")]),
        ("バイオリーン", "term", (), "", [("variant", "ヴァイオリン|term")]),
        ("渡辺", "person", (), "", [("variant", "渡邉|person")]),
        ("千葉ジェツ", "team", (), "", [("slip", "千葉ジェッツ|team/basketball")]),
        ("千葉シェッツ", "team", (), "", [("slip", "千葉ジェッツ|team/basketball")]),
        ("バイオマリン", "term", (), "", [("slip", "ヴァイオリン|term")]),
        ("山口大学", "organization/university", (), "", []),
        ("後援", "term", (), "コウエン", [("reading", "講演|term")]),
        ("公演", "place", (), "コウエン", []),
        ("まったく別", "term", (), "", []),
    ],
)
def test_words_that_may_be_the_same_are_pointed_out(
    surface: str, word_class: str, aliases: tuple[str, ...], reading: str, expected: list[tuple[str, str]]
) -> None:
    found = WORDS.of(surface, word_class, aliases, reading)
    assert [(similar.kind, similar.entry.entry_id) for similar in found] == expected


def test_a_sign_is_said_in_a_line() -> None:
    (similar,) = WORDS.of("日銀", "term")
    assert str(similar) == "日銀: 日本銀行|organization is called that too"
