from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from quizgen.batch.formats import WRITERS, format_of
from quizgen.batch.items import QuizData
from tests.conftest import ROOT

NASTY = [
    "~=#{}:\\",
    "\\n は改行ではない",
    "100%:50%",
    "%50%重み",
    "[html]<b>太字</b>",
    "二行の\n文",
    "\\\\~",
    "<script>alert(1)</script>&amp;",
    "::題::",
    "// 注釈",
    "=1+1",
]


def quiz(number: int = 1, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "schema": 1,
        "id": f"id{number}",
        "article_id": "a1",
        "stem": "［　　］は10日、発表した。",
        "blanks": [[0, 4]],
        "key": "楽天",
        "choices": ["ソニー", "楽天", "任天堂", "日立"],
        "answer": 1,
        "distractors": [],
        "sentence": "楽天は10日、発表した。",
        "span": [0, 2],
        "explanation": "楽天は10日、発表した。",
        "source": {"title": "題", "url": "https://example.jp/1?a=1&b=2", "date": "2026-11-23", "sha256": "0"},
        "difficulty": "normal",
        "dropped": {},
        "seed": 0,
        "model": "m",
        "index": "i",
    }
    return {**values, **changes}


def nasty(text: str) -> dict[str, Any]:
    return quiz(stem=f"{text}［　　］{text}", key=text, choices=["甲", text, "乙", f"{text}2"], explanation=text)


def written(format: str, *quizzes: QuizData) -> str:
    stream = io.StringIO(newline="")
    WRITERS[format](quizzes, stream)
    return stream.getvalue()


# GIFT, read back by the rules of Moodle's importer: escaped characters are set aside first, and then marks are looked
# for. Set aside they are characters of the private use area.
_ASIDE = {f"\\{mark}": chr(0xE000 + number) for number, mark in enumerate("\\~=#{}:n")}
_BACK = {aside: escaped[1] for escaped, aside in _ASIDE.items()} | {_ASIDE["\\n"]: "\n"}


def read_gift(text: str) -> Iterator[dict[str, Any]]:
    text = re.sub(r"\\[\\~=#{}:n]", lambda found: _ASIDE[found.group()], text)
    for block in re.split(r"\n[ \t]*\n", text):
        if not block.strip():
            continue
        assert not any(line.startswith("//") for line in block.splitlines())
        head, _, rest = block.partition("{")
        body, closing, after = rest.partition("}")
        assert closing == "}"
        assert not after.strip()
        answers, _, feedback = body.partition("####")
        name, stem = re.fullmatch(r"\s*::(.*?)::(.*)", head, re.DOTALL).groups()  # type: ignore[union-attr]
        format, stem = gift_part(stem, "moodle")
        choices = []
        for mark, answer in re.findall(r"([=~])([^=~]*)", answers):
            assert "#" not in answer
            assert not re.match(r"%-*[0-9]{1,2}\.?[0-9]*%", answer.strip())
            choices.append((mark == "=", *gift_part(answer, format)))
        yield {
            "name": gift_part(name, "")[1],
            "format": format,
            "stem": stem,
            "choices": choices,
            "feedback": gift_part(feedback, format),
        }


def gift_part(text: str, format: str) -> tuple[str, str]:
    text = text.strip(" \t\n")
    marked = re.match(r"\[(html|moodle|plain|markdown)\]", text)
    if marked:
        format, text = marked[1], text[marked.end() :]
    return format, "".join(_BACK.get(character, character) for character in text)


@pytest.mark.parametrize("text", NASTY)
def test_gift_read_back_has_every_text_as_it_was_and_one_right_answer(text: str) -> None:
    (found,) = read_gift(written("gift", nasty(text)))
    assert found["name"] == "id1"
    assert (found["format"], found["stem"]) == ("plain", f"{text}［　　］{text}")
    assert found["choices"] == [
        (False, "plain", "甲"),
        (True, "plain", text),
        (False, "plain", "乙"),
        (False, "plain", f"{text}2"),
    ]
    assert found["feedback"] == ("plain", text)


def test_gift_holds_every_question_apart() -> None:
    found = list(read_gift(written("gift", quiz(1), quiz(2, stem="一\n\n二［　　］"), quiz(3))))
    assert [question["name"] for question in found] == ["id1", "id2", "id3"]
    assert found[1]["stem"] == "一\n\n二［　　］"


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_has_a_column_for_each_choice_and_counts_the_answer_from_one() -> None:
    (row,) = rows(written("csv", quiz()))
    assert row == {
        "id": "id1",
        "article_id": "a1",
        "title": "題",
        "date": "2026-11-23",
        "url": "https://example.jp/1?a=1&b=2",
        "stem": "［　　］は10日、発表した。",
        "key": "楽天",
        "answer": "2",
        "choice_1": "ソニー",
        "choice_2": "楽天",
        "choice_3": "任天堂",
        "choice_4": "日立",
        "reading_1": "",
        "reading_2": "",
        "reading_3": "",
        "reading_4": "",
        "explanation": "楽天は10日、発表した。",
        "difficulty": "normal",
        "style": "",
    }


@pytest.mark.parametrize("text", ['"引用", と\r\n改行', "a,b", "", "-5%", "+3.2", "－１０℃", "-3度"])
def test_csv_read_back_has_texts_and_signed_numbers_as_they_were(text: str) -> None:
    (row,) = rows(written("csv", quiz(stem=text, choices=["甲", text], answer=1)))
    assert (row["stem"], row["choice_2"]) == (text, text)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "-A1", "-1*(2)"])
def test_csv_lets_no_cell_begin_a_formula(text: str) -> None:
    (row,) = rows(written("csv", quiz(stem=text, key=text)))
    assert (row["stem"], row["key"]) == (f"'{text}", f"'{text}")


def test_csv_leaves_absent_fields_empty_and_has_a_header_without_quizzes() -> None:
    (row,) = rows(written("csv", quiz(source={"title": None, "url": None, "date": None, "sha256": "0"})))
    assert (row["title"], row["url"], row["date"]) == ("", "", "")
    assert written("csv").startswith("\ufeffid,article_id,")


class Page(HTMLParser):
    """Collects tags with attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", NASTY)
def test_a_page_shows_every_text_and_lets_none_become_markup(text: str) -> None:
    page = Page(written("html", nasty(text)))
    assert f"{text}［　　］{text}" in page.text
    assert page.text.count(text) >= 6
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in Page(written("html", quiz())).tags}


def test_a_page_has_the_answers_after_all_quizzes() -> None:
    text = Page(written("html", quiz(1, key="甲子園"), quiz(2, key="国技館"))).text
    places = [text.index(part) for part in ("問1", "問2", "答え", "B. 甲子園", "B. 国技館")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("url", "links"),
    [('https://example.jp/?a=1&b="2', 1), ("javascript:alert(1)", 0), ("data:text/html,x", 0), (None, 0)],
)
def test_a_page_links_web_addresses_only(url: str | None, links: int) -> None:
    page = Page(written("html", quiz(source={"title": "題", "url": url, "date": None, "sha256": "0"})))
    found = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert found == [url] * links


@pytest.mark.parametrize("format", ["jsonl", "csv", "gift", "html"])
@pytest.mark.parametrize("choices", [2, 10])
def test_every_format_takes_any_number_of_choices(format: str, choices: int) -> None:
    names = [f"選択肢{number}" for number in range(choices)]
    text = written(format, quiz(choices=names, answer=choices - 1, key=names[-1]))
    assert all(name in text for name in names)


READ: dict[str, Any] = {
    "choices": ["祇園", "楽天", "嵐山", "<b>"],
    "ruby": {"祇園": "ぎおん", "<b>": "<i>"},
    "style": "0123456789abcdef",
}


def test_csv_has_the_readings_beside_the_choices_and_names_the_style() -> None:
    (row,) = rows(written("csv", quiz(**READ)))
    assert [row[f"reading_{number}"] for number in range(1, 5)] == ["ぎおん", "", "", "<i>"]
    assert row["style"] == "0123456789abcdef"


def test_gift_has_the_readings_behind_the_choices() -> None:
    (found,) = read_gift(written("gift", quiz(**READ)))
    assert [choice[2] for choice in found["choices"]] == ["祇園（ぎおん）", "楽天", "嵐山", "<b>（<i>）"]


def test_a_page_has_the_readings_above_the_choices_and_in_the_answers() -> None:
    text = written("html", quiz(**{**READ, "key": "祇園", "answer": 0}))
    assert text.count("<ruby>祇園<rp>（</rp><rt>ぎおん</rt><rp>）</rp></ruby>") == 2
    assert "<ruby>&lt;b&gt;<rp>（</rp><rt>&lt;i&gt;</rt>" in text
    assert "<li>楽天</li>" in text


READERS: dict[str, Callable[[str], int]] = {"csv": lambda text: len(rows(text)), "gift": lambda t: len([*read_gift(t)])}


@pytest.mark.parametrize("format", sorted(READERS))
def test_a_file_of_no_quizzes_reads_as_none(format: str) -> None:
    assert READERS[format](written(format)) == 0


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("q.csv", "csv"),
        ("q.GIFT", "gift"),
        ("q.html.gz", "html"),
        ("q.jsonl", "jsonl"),
        ("q.txt", "jsonl"),
        ("q", "jsonl"),
    ],
)
def test_the_format_follows_from_the_name(name: str, format: str) -> None:
    assert format_of(name) == format


def test_gift_is_read_by_a_parser_that_is_not_ours() -> None:
    texts = ["楽天", "%50%重み", "<script>alert(1)</script>&amp;", "// 注釈"]
    given = [quiz(1, **READ), *(nasty(text) for text in texts), quiz(9, stem="一\n\n二［　　］")]
    program = [sys.executable, "-m", "tests.batch.foreign_gift"]
    ran = subprocess.run(program, input=written("gift", *given), capture_output=True, text=True, check=True, cwd=ROOT)
    found = json.loads(ran.stdout)
    assert [question["title"] for question in found] == [item["id"] for item in given]
    for question, item in zip(found, given, strict=True):
        assert (question["valid"], question["kind"]) == (True, "SelectSet")
        assert question["feedback"] == item["explanation"]
        shown = [text.removeprefix("[plain]") for _, text in question["answers"]]
        assert [text.partition("（")[0] for text in shown] == item["choices"]
        assert [fraction for fraction, _ in question["answers"]].index(100) == item["answer"]
        assert [fraction for fraction, _ in question["answers"]].count(0) == 3
    assert found[0]["answers"][0][1] == "祇園（ぎおん）"
