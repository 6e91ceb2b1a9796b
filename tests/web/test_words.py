"""The words' pages: searched, added, edited with conflicts shown, blocked, merged, undone, taken in and handed out."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from quizgen.editor_words import AddedWord
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, Word, WordRepository
from quizgen.web.config import WebSettings
from quizgen.web.services import services
from quizgen.web.word_files import bad_rows
from tests.web.fake import FakeGenerator
from tests.web.people import Visitor, log_in

GIVEN = {
    "surface": "千葉ドルフィンズ",
    "category": "team",
    "word_class": "basketball",
    "contexts": "千葉ドルフィンズは3連勝した。\n首位の千葉ドルフィンズは敗れた。",
    "status": "active",
}
ENTRY = "千葉ドルフィンズ|team/basketball"


@pytest.fixture
def editor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    def register_word(self: FakeGenerator, new: NewWord, *, who: str) -> AddedWord:
        with app.app_context():
            word = WordRepository(services().store, WORD_RULES, who).add(new)
        return AddedWord(word, (), False)

    monkeypatch.setattr(FakeGenerator, "register_word", register_word, raising=False)
    return log_in(app, "editor")


def words(app: Flask) -> WordRepository:
    with app.app_context():
        return WordRepository(services().store, WORD_RULES, "佐藤")


def at(page: str, entry_id: str = ENTRY) -> str:
    return f"/words/{page}?id={quote(entry_id, safe='')}"


def added(editor: Visitor, app: Flask, **changed: str) -> Word:
    answer = editor.post("/words/new", {**GIVEN, **changed})
    assert answer.status_code == 302, answer.text
    return words(app).get(ENTRY)


def test_shipped_and_added_words_are_found_by_reading_in_either_kana(app: Flask, editor: Visitor) -> None:
    added(editor, app, reading="ちばどるふぃんず")
    page = editor.get("/words?q=ちばどるふぃ").text
    assert "千葉ドルフィンズ" in page
    assert "編集者が追加" in page
    page = editor.get("/words?q=ソフトバンク&origin=shipped").text
    assert "標準の語彙" in page
    assert "千葉ドルフィンズ" not in page
    assert "該当する言葉はありません" in editor.get("/words?q=そんな言葉はない").text


def test_an_added_word_keeps_what_was_entered(app: Flask, editor: Visitor) -> None:
    word = added(editor, app, aliases="ドルフィンズ千葉\n千葉D", first_seen="2001", sensitive="yes", reason="係争中")
    assert word.contexts == ("千葉ドルフィンズは3連勝した。", "首位の千葉ドルフィンズは敗れた。")
    assert (word.aliases, word.first_seen, word.sensitive) == (("ドルフィンズ千葉", "千葉D"), 2001, True)
    page = editor.get(at("word")).text
    for text in ("首位の千葉ドルフィンズは敗れた。", "千葉D", "係争中"):
        assert text in page


@pytest.mark.parametrize(
    ("field", "value", "advice"),
    [
        ("reading", "chiba", "ひらがなかカタカナ"),
        ("contexts", "別の球団が勝った。", "そのままの形で"),
        ("word_class", "company/telecom", "に続けて英小文字"),
        ("last_seen", "19x9", "西暦の年"),
        ("category", "", "選んでください"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    app: Flask, editor: Visitor, field: str, value: str, advice: str
) -> None:
    answer = editor.post("/words/new", {**GIVEN, field: value})
    assert answer.status_code == 422
    assert advice in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "首位の千葉ドルフィンズは敗れた。" in answer.text or field == "contexts"
    assert words(app).list() == ()


def test_words_alike_are_pointed_out_before_saving(app: Flask, editor: Visitor) -> None:
    alike = {**GIVEN, "surface": "ソフトバンク", "contexts": ""}
    answer = editor.post("/words/new", alike)
    assert answer.status_code == 409
    assert "似た言葉があります" in answer.text
    assert "telecom" in answer.text
    assert "同じ名前" in answer.text
    assert words(app).list() == ()
    assert editor.post("/words/new", {**alike, "looked": "yes"}).status_code == 302
    assert words(app).get("ソフトバンク|team/basketball")


def test_a_word_that_is_there_already_is_not_added_again(app: Flask, editor: Visitor) -> None:
    added(editor, app)
    answer = editor.post("/words/new", {**GIVEN, "looked": "yes"})
    assert answer.status_code == 422
    assert "すでにあります" in answer.text


def test_an_edit_keeps_every_field_and_a_second_one_meets_the_first(app: Flask, editor: Visitor) -> None:
    added(editor, app)
    form = {**GIVEN, "word_class": "team/basketball", "version": "1"}
    assert editor.post(at("edit"), {**form, "reading": "ちばどるふぃんず"}).status_code == 302
    other = log_in(app, "editor", "鈴木")
    answer = other.post(at("edit"), {**form, "aliases": "千葉D", "reading": "チバドルフィン"})
    assert answer.status_code == 409
    for text in ("チバドルフィンズ", "チバドルフィン", "千葉D", "editorさんの変更"):
        assert text in answer.text
    assert words(app).get(ENTRY).version == 2
    picks = {"resolve": "yes", "version": "2", "pick-reading": "theirs", "pick-aliases": "mine"}
    answer = other.post(at("edit"), {**form, "aliases": "千葉D", "reading": "チバドルフィン", **picks})
    assert answer.status_code == 302
    word = words(app).get(ENTRY)
    assert (word.reading, word.aliases, word.version) == ("チバドルフィンズ", ("千葉D",), 3)


def test_a_shipped_word_edited_by_two_is_a_conflict_as_well(app: Flask, editor: Visitor) -> None:
    entry_id = "ソフトバンク|company/telecom"
    page = editor.get(at("edit", entry_id)).text
    assert 'name="version" value="0"' in page
    form = {"surface": "ソフトバンク", "category": "company", "word_class": "company/telecom", "version": "0"}
    assert editor.post(at("edit", entry_id), {**form, "status": "active", "reason": "一"}).status_code == 302
    other = log_in(app, "editor", "鈴木")
    assert other.post(at("edit", entry_id), {**form, "status": "former", "reason": "二"}).status_code == 409
    assert words(app).get(entry_id).reason == "一"


def test_a_word_deleted_while_it_was_edited_is_told(app: Flask, editor: Visitor) -> None:
    word = added(editor, app)
    words(app).delete(word.entry_id)
    answer = editor.post(at("edit"), {**GIVEN, "version": "1", "reading": "ちば"})
    assert answer.status_code == 409
    assert "佐藤さんが削除しました" in answer.text


def test_a_renamed_word_is_led_to_by_its_old_address(app: Flask, editor: Visitor) -> None:
    added(editor, app)
    editor.post(at("edit"), {**GIVEN, "surface": "千葉ドルフィンズ東京", "contexts": "", "version": "1"})
    answer = editor.get(at("word"))
    assert answer.status_code == 302
    assert "千葉ドルフィンズ東京" in editor.get(answer.headers["Location"]).text
    assert editor.get(at("word", "どこにもない|team")).status_code == 404


def test_block_retire_merge_delete_and_undo(app: Flask, editor: Visitor) -> None:
    added(editor, app)
    editor.post(at("block"), {"reason": ""})
    assert not words(app).get(ENTRY).blocked
    editor.post(at("block"), {"reason": "広告主"})
    assert "使用禁止: 広告主" in editor.get(at("word")).text
    editor.post(at("unblock"))
    assert not words(app).get(ENTRY).blocked
    editor.post(at("retire"), {"status": "former", "last_seen": "2020", "successor": "新チーム"})
    assert (words(app).get(ENTRY).status, words(app).get(ENTRY).last_seen) == ("former", 2020)
    words(app).add(NewWord("千葉D", "team", word_class="team/basketball"))
    editor.post(at("merge", "千葉D|team/basketball"), {"into": ENTRY})
    assert words(app).get(ENTRY).aliases == ("千葉D",)
    editor.post(at("delete"))
    assert words(app).list() == ()
    number = words(app).operations(1)[0].number
    assert "取り消す" in editor.get("/words/history").text
    editor.post("/words/undo", {"number": number})
    assert words(app).get(ENTRY).aliases == ("千葉D",)
    page = editor.get(at("word")).text
    for text in ("統合", "過去のものにする", "使用禁止", "広告主"):
        assert text in page


def test_an_undo_that_later_changes_refuse_says_so(app: Flask, editor: Visitor) -> None:
    added(editor, app)
    number = words(app).operations(1)[0].number
    editor.post(at("block"), {"reason": "広告主"})
    editor.post("/words/undo", {"number": number})
    assert "後から変更されているため" in editor.get("/words/history").text
    assert words(app).get(ENTRY).blocked


def upload(editor: Visitor, text: bytes, name: str = "words.csv") -> Any:
    return editor.client.post(
        "/words/import",
        data={"csrf_token": editor.token(), "file": (io.BytesIO(text), name)},
        content_type="multipart/form-data",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_words_go_out_and_come_back(app: Flask, editor: Visitor, encoding: str) -> None:
    csv = "surface,category,class,aliases\n青空球団,team,team/baseball,青空|ブルースカイズ\n海原球団,team,,\n"
    assert upload(editor, csv.encode(encoding)).status_code == 302
    assert words(app).get("青空球団|team/baseball").aliases == ("青空", "ブルースカイズ")
    for format in ("csv", "jsonl"):
        out = editor.get(f"/words/export?format={format}")
        assert "attachment" in out.headers["Content-Disposition"]
        for word in words(app).list():
            words(app).delete(word.entry_id)
        assert upload(editor, out.data, f"words.{format}").status_code == 302
        assert len(words(app).list()) == 2


def test_bad_rows_are_named_by_line_and_column_and_nothing_is_taken(app: Flask, editor: Visitor) -> None:
    csv = "surface,category,reading\n青空球団,team,あおぞら\n海原球団,teem,うなばら\n山野球団,team,yamano\n"
    answer = upload(editor, csv.encode())
    assert answer.status_code == 422
    for text in (">3<", ">4<", ">category<", ">reading<", "何も取り込みませんでした"):
        assert text in answer.text
    assert words(app).list() == ()
    assert upload(editor, b"", "").status_code == 422


def test_refusals_are_read_line_by_line() -> None:
    rows = bad_rows("a, b.csv, line 3, column category: expected one, got two; nothing was imported")
    assert [(row.line, row.column, row.message) for row in rows] == [("3", "category", "expected one, got two")]
    rows = bad_rows("nothing was imported, 2 problems:\nw.csv, line 3, surface: there\nand 7 more")
    assert [(row.line, row.column) for row in rows] == [("3", "surface"), ("", "")]


class TestLargeFile:
    @pytest.fixture
    def settings(self) -> WebSettings:
        return WebSettings(login_limit="1000 per minute", max_request_bytes=100_000)

    def test_a_file_may_be_larger_than_a_form(self, app: Flask, editor: Visitor) -> None:
        rows = "\n".join(f"球団{number},team,{'あ' * 200}球団{number}" for number in range(250))
        answer = upload(editor, f"surface,category,contexts\n{rows}\n".encode())
        assert answer.status_code == 302, answer.text
        assert len(words(app).list()) == 250
        assert editor.post("/words/new", {**GIVEN, "reading": "あ" * 100_000}).status_code == 413


def test_readers_look_and_editors_change(app: Flask, editor: Visitor) -> None:
    added(editor, app)
    reader = log_in(app, "reader")
    for path in ("/words", at("word"), "/words/history", "/words/export"):
        page = reader.get(path)
        assert page.status_code == 200, path
        assert 'method="post" action="/words' not in page.text
    for path in ("/words/new", at("edit"), "/words/import"):
        assert reader.get(path).status_code == 403, path
    for deed in ("block", "unblock", "retire", "merge", "delete", "edit"):
        assert reader.post(at(deed), {"reason": "x"}).status_code == 403, deed
    assert reader.post("/words/undo", {"number": 1}).status_code == 403
    assert editor.client.post(at("delete")).status_code == 400  # no CSRF token
