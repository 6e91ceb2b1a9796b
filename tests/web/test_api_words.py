"""What is done to words over HTTP: searched with the shipped ones, blocked, merged, undone, taken in and handed out."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask

from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository
from tests.web.people import Visitor, log_in


@pytest.fixture
def editor(app: Flask) -> Visitor:
    return log_in(app, "editor")


@pytest.fixture
def words(app: Flask) -> WordRepository:
    return WordRepository(app.extensions["quizgen"].store, WORD_RULES, "佐藤")


def call(visitor: Visitor, method: str, path: str, body: object = None, status: int = 200) -> Any:
    answer = visitor.send(method, f"/api/v1/words/{path}", body)
    assert answer.status_code == status, answer.text
    return json.loads(answer.text) if answer.text else None


def test_all_words_are_searched_and_likenesses_told(editor: Visitor, words: WordRepository) -> None:
    words.add(NewWord("新球団", "team", reading="シンキュウダン"))
    found = call(editor, "GET", "search?q=しんきゅう")["items"]
    assert [(word["entry_id"], word["origin"], word["version"]) for word in found] == [("新球団|team", "added", 1)]
    shipped = call(editor, "GET", "search?q=ソフトバンク&origin=shipped")["items"]
    assert {word["version"] for word in shipped} == {0}
    alike = call(editor, "POST", "similar", {"surface": "ソフトバンク", "category": "person"})["items"]
    assert {"same_name"} <= {word["kind"] for word in alike}


def test_one_word_is_told_shipped_or_added(editor: Visitor, words: WordRepository) -> None:
    words.add(NewWord("新球団", "team"))
    added = call(editor, "GET", "新球団|team")
    assert (added["origin"], added["version"]) == ("added", 1)
    assert added["created_at"]
    shipped = call(editor, "GET", "楽天|team/baseball")
    assert (shipped["origin"], shipped["version"], shipped["surface"]) == ("shipped", 0, "楽天")
    assert "created_at" not in shipped
    call(editor, "GET", "楽天|food", status=404)


def test_block_retire_merge_and_undo(editor: Visitor, words: WordRepository) -> None:
    for surface in ("新球団", "新球"):
        words.add(NewWord(surface, "team"))
    (blocked,) = call(editor, "POST", "block", {"word": "新球団", "reason": "係争中"})["items"]
    assert (blocked["blocked"], blocked["reason"]) == (True, "係争中")
    call(editor, "POST", "block", {"word": "新球団", "reason": ""}, 422)
    assert not call(editor, "POST", "unblock", {"word": "新球団"})["items"][0]["blocked"]
    retired = call(editor, "POST", "retire", {"word": "新球団", "status": "dissolved", "last_seen": 2020})
    assert (retired["status"], retired["last_seen"]) == ("dissolved", 2020)
    assert call(editor, "POST", "merge", {"word": "新球", "into": "新球団"})["aliases"] == ["新球"]
    last = call(editor, "GET", "operations?limit=1")["items"][0]
    assert (last["what"], last["who"], last["n_words"]) == ("merge", "editor", 2)
    assert call(editor, "POST", f"operations/{last['number']}/undo")["undoes"] == last["number"]
    assert words.get("新球|team").surface == "新球"
    first = words.operations(50)[-1].number
    assert call(editor, "POST", f"operations/{first}/undo", None, 409)["error"] == "UndoConflict"
    call(editor, "POST", "operations/999/undo", None, 422)


def test_what_is_exported_is_imported_again(editor: Visitor, words: WordRepository) -> None:
    words.add(NewWord("新球団", "team", aliases=("新球",), contexts=("新球団が勝った。",), first_seen=2020))
    rows = call(editor, "GET", "export")["items"]
    words.delete("新球団|team")
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    assert json.loads(upload(editor, lines, 201))["imported"] == 1
    assert words.get("新球団|team").aliases == ("新球",)
    problem = json.loads(upload(editor, '{"surface": "海原", "category": "teem"}', 422))
    assert "words.jsonl, line 1, column category" in problem["detail"]


def test_a_shipped_word_is_changed_and_a_second_change_shows_both_sides(editor: Visitor, words: WordRepository) -> None:
    path = "ソフトバンク|company/telecom"
    assert call(editor, "PUT", path, {"version": 0, "sensitive": True, "reason": "広告主"})["version"] == 1
    problem = call(editor, "PUT", path, {"version": 0, "reason": "係争中"}, 409)
    assert (problem["error"], problem["version"]) == ("WordConflict", 1)
    assert {"field": "reason", "base": "広告主", "theirs": "広告主", "mine": "係争中"} in problem["conflict"]
    call(editor, "PUT", "なし|team", {"version": 0, "reason": "x"}, 404)
    assert words.get(path).reason == "広告主"


def upload(editor: Visitor, text: str, status: int) -> str:
    answer = editor.client.post(
        "/api/v1/words/import",
        data={"file": (io.BytesIO(text.encode()), "words.jsonl")},
        headers={"X-CSRFToken": editor.token()},
        content_type="multipart/form-data",
    )
    assert answer.status_code == status, answer.text
    return answer.text


def test_readers_look_only(app: Flask) -> None:
    reader = log_in(app, "reader")
    for path in ("search", "operations", "export"):
        call(reader, "GET", path)
    for path, body in (("block", {"word": "x", "reason": "y"}), ("merge", {"word": "x", "into": "y"})):
        call(reader, "POST", path, body, 403)
    call(reader, "POST", "operations/1/undo", None, 403)
