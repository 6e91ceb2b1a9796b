"""The words' pages in real Chromium: a word added and offered at once, two people on one word, three widths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import pytest
from flask import Flask
from selenium.webdriver import Keys

from quizgen.data import sample_articles
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository
from tests.web.browser import WIDTHS, Browser, Live, OpenBrowser, browser, grave, open_browser, serving
from tests.web.real_app import real_app

__all__ = ["browser", "open_browser", "real_app"]
pytestmark = pytest.mark.needs_real
BASEBALL = sample_articles()[1]
SENTENCES = (
    "横浜ドルフィンズは30日、本拠地でのプロ野球の試合に勝ち、3連勝で首位に立った。",
    "プロ野球の横浜ドルフィンズは日本シリーズ進出を決めた。",
)


@pytest.fixture
def live(real_app: Flask) -> Iterator[Live]:
    with serving(real_app) as running:
        yield running


def address(live: Live, page: str, entry_id: str) -> str:
    return live.url(f"/words/{page}?id={quote(entry_id, safe='')}")


def words(live: Live) -> WordRepository:
    return WordRepository(live.app.extensions["quizgen"].store, WORD_RULES, "準備")


def candidates(page: Browser, but: Sequence[str]) -> list[str]:
    """Return the candidates on the workbench once there are others than these."""
    names = "return [...document.querySelectorAll('.candidate__word')].map((word) => word.textContent)"
    page.wait_for(lambda page: page.driver.execute_script(names) not in ([], list(but)), "candidates")
    return list(page.driver.execute_script(names))


def test_a_word_is_added_with_the_keyboard_and_offered_on_the_workbench(live: Live, browser: Browser) -> None:
    browser.log_in(live, "editor")
    browser.go(live.url("/words/new"))
    browser.find("#surface").send_keys("横浜ドルフィンズ")
    browser.find("#category").send_keys("チーム")
    browser.find("#word_class").send_keys("baseball")
    browser.find("#contexts").send_keys(SENTENCES[0], Keys.ENTER, SENTENCES[1])
    browser.find("#successor").send_keys(Keys.ENTER)
    browser.wait_for_text("追加しました")
    offered = [item.text for item in browser.find_all(".word-offer .tag--good")]
    assert offered
    assert browser.find_all(".word-candidates__self")
    browser.go(live.url("/workbench/"))
    paste = "const e = document.getElementById('paste'); e.value = arguments[0]; e.dispatchEvent(new Event('paste'))"
    browser.driver.execute_script(paste, BASEBALL.body)
    browser.find("#word").send_keys("阪神", Keys.ENTER)
    for _ in range(6):
        if "横浜ドルフィンズ" in candidates(browser, ()):
            break
        before = candidates(browser, ())
        browser.click("#more")
        candidates(browser, before)
    assert "横浜ドルフィンズ" in candidates(browser, ())
    assert browser.complaints() == []


def test_two_people_edit_one_word_and_the_second_chooses(live: Live, open_browser: OpenBrowser) -> None:
    word = words(live).add(NewWord("川崎ドルフィンズ", "team", word_class="team/football"))
    one, other = open_browser(), open_browser()
    for page, name in ((one, "佐藤"), (other, "鈴木")):
        page.log_in(live, "editor", name)
        page.go(address(live, "edit", word.entry_id))
    one.find("#reading").send_keys("かわさきどるふぃんず", Keys.ENTER)
    one.wait_for_text("保存しました")
    other.find("#reading").send_keys("かわさき")
    other.find("#aliases").send_keys("川崎D")
    other.find("#reading").send_keys(Keys.ENTER)
    other.wait_for_text("佐藤さんの変更")
    assert "カワサキドルフィンズ" in other.text()
    assert other.find("input[name='pick-aliases'][value='mine']").is_selected()
    assert grave(other) == []
    for width, height in WIDTHS.items():
        other.resize(width, height)
        assert other.sideways() == 0, width
    other.find("input[name='pick-reading'][value='theirs']").send_keys(Keys.SPACE)
    other.find(".actions .button--primary").send_keys(Keys.ENTER)
    other.wait_for_text("保存しました")
    kept = words(live).get(word.entry_id)
    assert (kept.reading, kept.aliases) == ("カワサキドルフィンズ", ("川崎D",))


def test_words_alike_show_while_one_types(live: Live, browser: Browser) -> None:
    browser.log_in(live, "editor")
    browser.go(live.url("/words/new"))
    browser.find("#surface").send_keys("ソフトバンク")
    browser.wait_for(lambda page: page.find("#alike").text, "the words alike")
    assert "同じ名前" in browser.find("#alike").text


def test_pages_are_accessible_and_fit_every_width(live: Live, browser: Browser) -> None:
    word = words(live).add(
        NewWord("神戸ドルフィンズ", "team", aliases=("神戸D",), contexts=("神戸ドルフィンズが勝った。",))
    )
    words(live).block(word.entry_id, "広告主")
    browser.log_in(live, "editor")
    paths = ("/words", "/words?q=ソフトバンク", "/words/new", "/words/import", "/words/history")
    for path in (*map(live.url, paths), address(live, "word", word.entry_id), address(live, "edit", word.entry_id)):
        browser.go(path)
        assert grave(browser) == [], path
        for width, height in WIDTHS.items():
            browser.resize(width, height)
            assert browser.sideways() == 0, (path, width)
        browser.resize(1280)
    assert browser.complaints() == []
