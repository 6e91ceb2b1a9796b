"""The index's pages: versions seen, switched and verified, builds asked for, followed and cancelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from flask import Flask

from quizgen import QuizGenerator
from quizgen.index.build import build_index
from quizgen.index.current import CurrentIndex
from quizgen.index.version import Versions
from quizgen.jobs.alive import sign
from quizgen.jobs.kinds import BUILD
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository
from quizgen.store.article import NewArticle
from quizgen.store.articles import ArticleRepository
from quizgen.store.jobs import JobRepository
from quizgen.store.timeline import timeline
from quizgen.web import WebSettings, create_app
from tests.jobs.small import SHIPPED, make_home, small_model
from tests.web.people import Visitor, log_in


@pytest.fixture
def web_home(tmp_path: Path) -> Iterator[Path]:
    home = make_home(tmp_path / "home")
    names = ("quizgen.index.embedded.embedded_folder", "quizgen.index.build.embedded_folder")
    with mock.patch(names[0], return_value=home / SHIPPED), mock.patch(names[1], return_value=home / SHIPPED):
        yield home


@pytest.fixture
def app(web_home: Path, settings: WebSettings) -> Iterator[Flask]:
    """The application on a small home with a real, small generator."""
    made = create_app(web_home, settings, generator=QuizGenerator(small_model(), web_home))
    made.testing = False
    yield made
    made.extensions["quizgen"].store.close()


@pytest.fixture
def administrator(app: Flask) -> Visitor:
    return log_in(app, "administrator")


def jobs(app: Flask) -> JobRepository:
    return JobRepository(app.extensions["quizgen"].store)


def words(app: Flask) -> WordRepository:
    return WordRepository(app.extensions["quizgen"].store, WORD_RULES, "佐藤")


def build(home: Path) -> int:
    return build_index(home, CurrentIndex(home, small_model().identities).get(), small_model()).number


def test_the_version_in_use_and_the_words_that_wait_are_seen(app: Flask, web_home: Path) -> None:
    words(app).add(NewWord("新球団", "team", word_class="team/baseball"))
    words(app).add(NewWord("旧球団", "team", word_class="team/baseball", blocked=True, reason="x"))
    page = log_in(app, "reader").get("/index").text
    for text in ("第1版", "標準の索引", "1語が次の作成を待っています", "新球団"):
        assert text in page
    assert "旧球団" not in page
    build(web_home)
    page = log_in(app, "reader").get("/index").text
    for text in ("第2版", "この編集室で作成", "追加された言葉はすべて入っています", "100.0%"):
        assert text in page


def test_a_build_is_put_into_the_queue_and_can_be_cancelled(app: Flask, administrator: Visitor) -> None:
    ArticleRepository(app.extensions["quizgen"].store).add(NewArticle("楽天が勝った。", id="a1"))
    answer = administrator.post("/index/build", {"source": "stored", "keep": "3"})
    (job,) = jobs(app).find(kind=BUILD)
    assert answer.headers["Location"].endswith(f"/index/jobs/{job.id}")
    assert (job.arguments["stored"], job.arguments["keep"], job.who) == (True, 3, "administrator")
    assert job.arguments["request_id"]
    assert "ワーカーが動いていません" in administrator.get("/index").text
    sign(app.extensions["quizgen"].home)
    page = administrator.get("/index").text
    assert "ワーカーが動いていません" not in page
    assert "順番待ち" in page
    assert administrator.post(f"/index/jobs/{job.id}/cancel").status_code == 302
    assert jobs(app).get(job.id).state == "cancelled"
    page = administrator.get(f"/index/jobs/{job.id}").text
    assert "administratorさんが中止しました" in page
    administrator.post(f"/index/jobs/{job.id}/cancel")
    assert "もう終わっているため" in administrator.get("/index").text
    assert administrator.get("/index/jobs/99").status_code == 404


def test_failures_stand_with_their_reason(app: Flask, administrator: Visitor) -> None:
    job = jobs(app).add(BUILD, {})
    claimed = jobs(app).claim("host:1:x", [BUILD])
    assert claimed is not None
    jobs(app).fail(
        claimed,
        "stored articles: expected some, found none; leave the archive out, or keep articles first",
        retry=False,
    )
    for path in ("/index", f"/index/jobs/{job.id}"):
        page = administrator.get(path).text
        assert "保存された記事がありません" in page
        assert "失敗" in page


def test_versions_are_switched_rolled_back_and_verified(app: Flask, administrator: Visitor, web_home: Path) -> None:
    build(web_home)
    versions = Versions(web_home)
    administrator.post("/index/versions/1/activate")
    assert versions.current() == 1
    administrator.post("/index/versions/2/activate")
    administrator.post("/index/rollback")
    assert versions.current() == 1
    administrator.post("/index/versions/2/verify")
    assert "第2版は正常です" in administrator.get("/index").text
    administrator.post("/index/versions/7/activate")
    assert "切り替えられません" in administrator.get("/index").text
    done = [(deed.what, deed.subject) for deed in timeline(app.extensions["quizgen"].store, kind="index")]
    assert done == [("verify", "2"), ("roll back", "1"), ("activate", "2"), ("activate", "1")]


def test_a_damaged_version_is_named_and_the_page_stays(app: Flask, administrator: Visitor, web_home: Path) -> None:
    build(web_home)
    (web_home / "index" / "1" / "manifest.json").write_text("{", encoding="utf-8")
    assert "壊れています" in administrator.get("/index").text
    vectors = next(path for path in (web_home / "index" / "2").iterdir() if path.suffix == ".npy")
    vectors.write_bytes(vectors.read_bytes()[:-1])
    administrator.post("/index/versions/2/verify")
    assert "第2版は壊れています" in administrator.get("/index").text


def test_readers_and_editors_look_and_administrators_act(app: Flask) -> None:
    job = jobs(app).add(BUILD, {})
    deeds = ("build", "rollback", "versions/1/activate", "versions/1/verify", f"jobs/{job.id}/cancel")
    for role in ("reader", "editor"):
        visitor = log_in(app, role)
        for path in ("/index", f"/index/jobs/{job.id}"):
            page = visitor.get(path)
            assert page.status_code == 200
            assert 'action="/index' not in page.text
        for deed in deeds:
            assert visitor.post(f"/index/{deed}").status_code == 403, (role, deed)
    assert log_in(app, "administrator").client.post("/index/build").status_code == 400  # no CSRF token


def call(visitor: Visitor, method: str, path: str, status: int = 200) -> Any:
    answer = visitor.send(method, f"/api/v1/{path}")
    assert answer.status_code == status, answer.text
    return json.loads(answer.text) if answer.text else None


def test_the_same_over_http(app: Flask, administrator: Visitor, web_home: Path) -> None:
    job = call(administrator, "POST", "index/build?stored=yes&keep=2", 202)
    assert job["state"] == "queued"
    assert jobs(app).get(job["id"]).arguments["stored"] is True
    assert call(administrator, "POST", f"jobs/{job['id']}/cancel")["state"] == "cancelled"
    build(web_home)
    assert call(administrator, "POST", "index/versions/2/verify")["recall"] == 1.0
    assert call(administrator, "POST", "index/rollback") == {"current": 1}
    assert call(administrator, "POST", "index/versions/9/verify", 404)["status"] == 404
    vectors = next(path for path in (web_home / "index" / "2").iterdir() if path.suffix == ".npy")
    vectors.write_bytes(vectors.read_bytes()[:-1])
    assert "should have" in call(administrator, "POST", "index/versions/2/activate", 409)["detail"]
    call(log_in(app, "editor"), "POST", "index/build", 403)
