"""The index's pages in real Chromium: a build followed live while people go on asking, and three widths."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from flask import Flask
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from quizgen import QuizGenerator
from quizgen.index.version import Versions
from quizgen.jobs.worker import Worker
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository, open_store
from quizgen.store.article import NewArticle
from quizgen.store.articles import ArticleRepository
from quizgen.store.jobs import JobRepository
from quizgen.web import WebSettings, create_app
from tests.jobs.small import SHIPPED, article, make_home, small_model
from tests.jobs.small_child import CHILD
from tests.web.browser import WIDTHS, Browser, Live, browser, grave, open_browser
from tests.web.people import log_in

__all__ = ["browser", "open_browser"]
pytestmark = pytest.mark.needs_real
# Seconds that a build of the small home may take on a machine that does much else.
_BUILD = 240


@pytest.fixture
def web_home(tmp_path: Path) -> Iterator[Path]:
    home = make_home(tmp_path / "home")
    names = ("quizgen.index.embedded.embedded_folder", "quizgen.index.build.embedded_folder")
    with mock.patch(names[0], return_value=home / SHIPPED), mock.patch(names[1], return_value=home / SHIPPED):
        yield home


@pytest.fixture
def app(web_home: Path, settings: WebSettings) -> Iterator[Flask]:
    made = create_app(web_home, settings, generator=QuizGenerator(small_model(), web_home))
    store = made.extensions["quizgen"].store
    articles = ArticleRepository(store)
    for number in range(20):
        articles.add(NewArticle(**article(number)))
    word = NewWord("新球団", "team", word_class="team/baseball", contexts=("新球団が勝った。",))
    WordRepository(store, WORD_RULES, "佐藤").add(word)
    yield made
    store.close()


@pytest.fixture
def worker(app: Flask, web_home: Path) -> Iterator[Worker]:
    """A worker of the small home."""
    with open_store(web_home) as store:
        running = Worker(JobRepository(store), web_home, child=CHILD)
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        yield running
        running.end()
        thread.join(60)


def test_a_build_is_followed_live_while_people_go_on_asking(
    live: Live, browser: Browser, worker: Worker, web_home: Path
) -> None:
    asking = log_in(live.app, "editor")
    body = {"article": {"body": article(1)["body"]}, "keyword": "楽天", "k": 3}
    answers: list[int] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.wait(0.2):
            answers.append(asking.send("POST", "/api/v1/candidates", body).status_code)

    browser.log_in(live, "administrator")
    browser.go(live.url("/index"))
    assert "新球団" in browser.text()
    thread = threading.Thread(target=ask)
    thread.start()
    try:
        # A group of radio buttons has the focus where it is chosen, and the arrows choose.
        browser.tab_to("input[value='words']")
        browser.press(Keys.ARROW_DOWN)
        browser.tab_to("form[action='/index/build'] button")
        browser.press(Keys.ENTER)
        browser.find("progress")
        WebDriverWait(browser.driver, _BUILD).until(lambda driver: not driver.find_elements(By.TAG_NAME, "progress"))
    finally:
        ended.set()
        thread.join(30)
    assert "第2版" in browser.text()
    assert "切り替えています" in browser.find("#log").text
    assert Versions(web_home).current() == 2
    assert set(answers) == {200}
    browser.go(live.url("/index"))
    assert "追加された言葉はすべて入っています" in browser.text()
    assert browser.complaints() == []


def test_a_waiting_build_is_cancelled(live: Live, browser: Browser) -> None:
    browser.log_in(live, "administrator")
    browser.go(live.url("/index"))
    browser.click("form[action='/index/build'] button")
    browser.click("form[action$='/cancel'] button")
    browser.wait_for_text("中止します")
    assert not browser.find_all("progress")


def test_pages_are_accessible_and_fit_every_width(live: Live, browser: Browser) -> None:
    browser.log_in(live, "administrator")
    browser.go(live.url("/index"))
    browser.click("form[action='/index/build'] button")
    browser.find("progress")
    for path in ("/index", "/index/jobs/1"):
        browser.go(live.url(path))
        assert grave(browser) == [], path
        for width, height in WIDTHS.items():
            browser.resize(width, height)
            assert browser.sideways() == 0, (path, width)
        browser.resize(1280)
    assert browser.complaints() == []
