"""Logging in, one-time links, passwords, sessions, API tokens, users and their roles."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quizgen.store import UserRepository
from quizgen.store.history import events
from quizgen.web import WebSettings
from tests.web.people import PASSWORD, Visitor, add_person, log_in
from tests.web.quizzes import in_review

NEW = "新しい鍵のことば 77"


def users(app: Flask) -> UserRepository:
    return UserRepository(app.extensions["quizgen"].store, "tests")


def link_of(answer: TestResponse) -> str:
    found = re.search(r"http://localhost(/start/[\w-]+)", answer.text)
    assert found, answer.text
    return found[1]


def test_the_first_administrator_comes_in_by_a_link_that_works_once(app: Flask) -> None:
    first = users(app).first_administrator("admin")
    assert first is not None
    path = f"/start/{users(app).link(first.id, timedelta(hours=1))}"
    visitor = Visitor(app)
    assert "パスワードの設定" in visitor.get(path).text
    form = {"name": "ota", "display_name": "太田", "password": NEW, "again": NEW}
    assert visitor.post(path, form).status_code == 302
    assert visitor.get("/users").status_code == 200
    assert Visitor(app).get(path).status_code == 404
    assert users(app).first_administrator("admin") is None


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("short", "short", "10文字以上"), ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "推測"), (NEW, PASSWORD, "一致しません")],
)
def test_a_weak_first_password_is_refused_and_the_link_still_works(
    app: Flask, password: str, again: str, said: str
) -> None:
    user = users(app).add("ota", "editor")
    path = f"/start/{users(app).link(user.id, timedelta(hours=1))}"
    answer = Visitor(app).post(path, {"name": "ota", "password": password, "again": again})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert Visitor(app).get(path).status_code == 200


def test_a_link_ends_by_time_and_by_a_newer_one(app: Flask) -> None:
    user = users(app).add("ota", "editor")
    ended = users(app).link(user.id, timedelta(seconds=-1))
    assert Visitor(app).get(f"/start/{ended}").status_code == 404
    older, newer = (users(app).link(user.id, timedelta(hours=1)) for _ in range(2))
    assert [Visitor(app).get(f"/start/{token}").status_code for token in (older, newer)] == [404, 200]


def test_a_wrong_password_and_an_unknown_name_are_told_alike(app: Flask) -> None:
    add_person(app, "ota", "editor")
    answers = [Visitor(app).post("/login", {"name": name, "password": "x"}) for name in ("ota", "nobody")]
    assert {answer.status_code for answer in answers} == {401}
    assert all("名前かパスワードが違います" in answer.text for answer in answers)


def test_a_session_ends_in_the_store_by_logging_out(app: Flask) -> None:
    visitor = log_in(app, "editor")
    cookie = visitor.client.get_cookie("quizgen")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    visitor.post("/logout")
    visitor.client.set_cookie("quizgen", cookie.value)
    assert visitor.get("/account").status_code == 302


def test_logging_out_by_get_is_not_possible(app: Flask) -> None:
    assert log_in(app, "editor").get("/logout").status_code == 405


@pytest.mark.parametrize(("hours", "idle"), [(1, 1000), (1000, 60)])
def test_a_session_ends_by_age_and_by_idleness(app: Flask, hours: int, idle: int) -> None:
    user = add_person(app, "ota", "editor")
    token = users(app).log_in(user.id, timedelta(hours=hours))
    now, limit = datetime.now(UTC), timedelta(minutes=idle)
    assert users(app).login(token, now + timedelta(minutes=50), limit) is not None
    assert users(app).login(token, now + timedelta(minutes=121), limit) is None


def test_a_new_password_ends_every_other_session(app: Flask) -> None:
    here, there = log_in(app, "editor"), log_in(app, "editor")
    wrong = here.post("/account/password", {"old": "x", "password": NEW, "again": NEW})
    assert wrong.status_code == 422
    assert here.post("/account/password", {"old": PASSWORD, "password": NEW, "again": NEW}).status_code == 302
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 302)
    assert Visitor(app).post("/login", {"name": "editor", "password": NEW}).status_code == 302


def test_an_administrator_adds_a_person_who_comes_in_by_the_link_shown(app: Flask) -> None:
    administrator = log_in(app, "administrator")
    answer = administrator.post("/users", {"name": "sato", "role": "reader", "display_name": "佐藤"})
    path = link_of(answer)
    assert Visitor(app).post(path, {"name": "sato", "password": NEW, "again": NEW}).status_code == 302
    again = administrator.post("/users", {"name": "ＳＡＴＯ", "role": "reader"})
    assert (again.status_code, "もう使われています" in again.text) == (422, True)


def test_only_an_administrator_manages_users(app: Flask) -> None:
    for role in ("reader", "editor"):
        assert log_in(app, role).get("/users").status_code == 403
        assert log_in(app, role).post("/users", {"name": "x", "role": "administrator"}).status_code == 403


def test_who_is_shut_out_is_out_at_once(app: Flask) -> None:
    administrator, editor = log_in(app, "administrator"), log_in(app, "editor")
    user = users(app).find("editor")
    assert user is not None
    answer = administrator.post(f"/users/{user.id}", {"version": user.version, "role": "editor"})
    assert answer.status_code == 302
    assert editor.get("/account").status_code == 302
    assert Visitor(app).post("/login", {"name": "editor", "password": PASSWORD}).status_code == 401


def test_the_last_administrator_stays(app: Flask) -> None:
    administrator = log_in(app, "administrator")
    user = users(app).find("administrator")
    assert user is not None
    answer = administrator.post(f"/users/{user.id}", {"version": user.version, "role": "editor", "active": "yes"})
    assert (answer.status_code, "最後の管理者" in answer.text) == (422, True)


def test_two_administrators_at_one_user_see_each_other(app: Flask) -> None:
    administrator = log_in(app, "administrator")
    user = add_person(app, "ota", "reader")
    form = {"version": user.version + 1, "role": "editor", "active": "yes"}
    assert administrator.post(f"/users/{user.id}", form).status_code == 302
    assert administrator.post(f"/users/{user.id}", form | {"role": "reader"}).status_code == 409
    assert users(app).get(user.id).role == "editor"


def test_a_token_acts_in_its_scope_until_it_is_revoked(app: Flask) -> None:
    editor = log_in(app, "editor")
    answer = editor.post("/account/tokens", {"label": "夜のバッチ", "scope": "reader", "days": "30"})
    found = re.search(r"qg_[\w-]{20,}", answer.text)
    assert found
    user = users(app).find("editor")
    assert user is not None
    who = users(app).user_of_token(found[0], datetime.now(UTC))
    assert who is not None
    assert who[1].scope == "reader"
    assert found[0] not in editor.get("/account").text
    editor.post(f"/account/tokens/{who[1].id}/revoke")
    assert users(app).user_of_token(found[0], datetime.now(UTC)) is None


def test_a_token_is_never_above_its_owner(app: Flask) -> None:
    answer = log_in(app, "editor").post("/account/tokens", {"label": "x", "scope": "administrator", "days": "30"})
    assert answer.status_code == 422


def test_a_token_opens_the_api_and_no_page(app: Flask) -> None:
    user = add_person(app, "ota", "editor")
    token, _ = users(app).add_token(user.id, "x", "editor")
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/account", headers=headers).status_code == 302


def test_everything_is_in_the_history_and_no_secret_is(app: Flask) -> None:
    log_in(app, "administrator").post("/users", {"name": "sato", "role": "reader"})
    found = events(app.extensions["quizgen"].store, kinds=["user"])
    assert {event.what for event in found} == {"add", "set password", "log in", "link"}
    assert all(event.request_id for event in found if event.what == "log in")
    assert PASSWORD not in repr(found)
    assert "sato" in log_in(app, "editor").get("/records").text


def test_records_name_deeds_and_fields_as_people_read_them(app: Flask) -> None:
    add_person(app, "sato", "reader")
    page = log_in(app, "editor").get("/records").text
    assert all(text in page for text in ("<dt>役割</dt>", "追加", "ログイン"))
    assert "<dt>role</dt>" not in page


def test_records_call_a_quiz_by_its_key_and_find_it_by_that(app: Flask) -> None:
    in_review(app, "q1")
    add_person(app, "sato", "reader")
    page = log_in(app, "editor").get("/records?subject=海風").text
    assert ">海風電鉄</a>" in page
    assert "パスワードを設定" not in page, "what was done to a person"


def test_records_are_for_editors(app: Flask) -> None:
    assert log_in(app, "reader").get("/records").status_code == 403


class TestLoginLimit:
    @pytest.fixture
    def settings(self) -> WebSettings:
        return WebSettings(login_limit="3 per minute")

    def test_guessing_is_slowed_by_name_and_address(self, app: Flask) -> None:
        add_person(app, "ota", "editor")
        visitor = Visitor(app)
        wrong = {"name": "ota", "password": "x"}
        assert [visitor.post("/login", wrong).status_code for _ in range(4)] == [401, 401, 401, 429]
        answer = visitor.post("/login", {"name": "ota", "password": PASSWORD})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0

    def test_people_who_know_their_password_are_not_counted(self, app: Flask) -> None:
        for _ in range(5):
            log_in(app, "editor")
