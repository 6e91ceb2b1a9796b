"""Quizzes on their way to readers, in real Chromium: by two persons, by touch, with the keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from selenium.webdriver import Keys

from quizgen.data import sample_articles
from tests.desk.quizzes import BODY
from tests.web.browser import WIDTHS, Browser, Live, OpenBrowser, grave, serving
from tests.web.people import log_in
from tests.web.quizzes import DAY, approved, desk_of, in_review, keep_article
from tests.web.real_app import real_app

__all__ = ["real_app"]
pytestmark = pytest.mark.needs_real

FINGER = 44  # pixels that a target needs at least


def run(page: Browser, script: str, *arguments: Any) -> Any:
    return page.driver.execute_script(script, *arguments)


def tap(page: Browser, selector: str) -> None:
    """Touch an element as a finger does; it is large enough for one."""
    element = page.find(selector)
    run(page, "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    box = run(page, "return arguments[0].getBoundingClientRect().toJSON()", element)
    assert box["height"] >= FINGER, (selector, box)
    assert box["width"] >= FINGER, (selector, box)
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    page.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]})
    page.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_two_browsers_edit_one_quiz_and_nothing_is_lost(app: Flask, live: Live, open_browser: OpenBrowser) -> None:
    in_review(app)
    first, second = open_browser(), open_browser()
    for page, name in ((first, "sato"), (second, "ota")):
        page.resize(1280)
        page.log_in(live, "editor", name)
        page.go(live.url("/quizzes/q1/edit"))
        page.find("#explanation").clear()
        page.find("#explanation").send_keys(f"{name}の解説。")
    assert "satoさんが編集中" in second.text()
    second.click("#edit .button--primary")
    second.wait_for_text("保存しました")
    first.click("#edit .button--primary")
    first.find("#conflict")
    assert run(first, "return document.activeElement.id") == "conflict"
    for text in ("satoの解説。", "otaの解説。", "両方が変えました", "もとの版"):
        assert text in first.text()
    assert grave(first) == []
    first.click("[name='take-explanation'][value='theirs']")
    first.click("#compare .button--primary")
    first.wait_for_text("otaの解説。")
    assert desk_of(app, "").get("q1").content["explanation"] == "otaの解説。"


def test_an_article_corrected_after_approval_is_confirmed_again_by_keyboard(
    app: Flask, live: Live, browser: Browser
) -> None:
    keep_article(app)
    approved(app)
    keep_article(app, BODY.replace("4200人", "2400人"))
    browser.resize(1280)
    browser.log_in(live, "editor", "mori")
    browser.go(live.url("/quizzes"))
    browser.tab_to(".tabs a:has(.tag--warn)")
    browser.press(Keys.ENTER)
    browser.wait_for_text("2400人")
    assert "このクイズの文は同じです" in browser.text()
    assert grave(browser) == []
    browser.tab_to(".quiz-list__stem")
    browser.press(Keys.ENTER)
    browser.wait_for_text("承認が止まっています")
    browser.tab_to("#step-approve button")
    browser.press(Keys.ENTER)
    browser.wait_for_text("承認しました")
    assert desk_of(app, "").get("q1").state == "approved"
    assert "承認が止まっています" not in browser.text()


def test_review_and_approval_by_touch_on_a_phone(app: Flask, live: Live, browser: Browser) -> None:
    in_review(app)
    browser.resize(390, 844)
    browser.log_in(live, "editor", "ota")
    browser.go(live.url("/quizzes?state=in_review"))
    tap(browser, ".quiz-list__item")
    browser.wait_for_text("読者の画面")
    tap(browser, "#reader summary")
    browser.wait_for(lambda page: run(page, "return document.querySelector('#reader details').open"), "the answer")
    tap(browser, ".review__jump")
    small = [
        (element.text, element.size)
        for element in browser.find_all(".steps .button, .steps summary")
        if element.is_displayed() and min(element.size["height"], element.size["width"]) < FINGER
    ]
    assert small == []
    assert browser.sideways() == 0
    tap(browser, "#step-approve button")
    browser.wait_for_text("承認しました")
    kept = desk_of(app, "").get("q1")
    assert (kept.state, kept.approver) == ("approved", "ota")


def test_review_with_the_keyboard_alone(app: Flask, live: Live, browser: Browser) -> None:
    in_review(app, "q1")
    in_review(app, "q2", stem="［　　］が駅を開く。")
    browser.resize(1280)
    browser.log_in(live, "editor", "ota")
    browser.go(live.url("/quizzes"))
    browser.tab_to("#text")
    browser.press("駅を開く", Keys.ENTER)
    browser.wait_for(lambda page: "text=" in page.driver.current_url, "the search")
    browser.tab_to(".quiz-list__stem")
    browser.press(Keys.ENTER)
    browser.wait_for_text("読者の画面")
    browser.tab_to(".step-more:has(#step-send_back) summary")
    browser.press(Keys.ENTER)
    browser.tab_to("#back-reason")
    browser.press("短くしてください。")
    browser.tab_to("#step-send_back button")
    browser.press(Keys.ENTER)
    browser.wait_for_text("差し戻しました")
    browser.tab_to("#step-undo button")
    browser.press(Keys.ENTER)
    browser.wait_for_text("直前の操作を取り消しました")
    browser.tab_to("#step-approve button")
    browser.press(Keys.ENTER)
    browser.wait_for_text("承認しました")
    assert desk_of(app, "").get("q2").state == "approved"


def test_a_day_is_handed_out_with_the_keyboard_alone(app: Flask, live: Live, browser: Browser, tmp_path: Path) -> None:
    desk = desk_of(app, "ota")
    yesterday = (datetime.now(ZoneInfo("Asia/Tokyo")) - timedelta(days=1)).date().isoformat()
    for quiz_id in ("q1", "q2"):
        held = desk.arrange(quiz_id, approved(app, quiz_id).version, day=yesterday)
    desk.set_embargo("q2", held.version, datetime.now(UTC) + timedelta(days=1))
    browser.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    browser.resize(1280)
    browser.log_in(live, "editor", "mori")
    browser.go(live.url("/quizzes"))
    browser.tab_to(".tabs a[href*='/day']")
    browser.press(Keys.ENTER)
    browser.tab_to("a[rel='prev']")
    browser.press(Keys.ENTER)
    browser.wait_for(lambda page: yesterday in page.driver.current_url, "the day before")
    browser.tab_to("a[download][href$='.jsonl']")
    browser.press(Keys.ENTER)
    handed = browser.wait_for(lambda _: list(tmp_path.glob("*.jsonl")), "the file")
    assert [json.loads(line)["id"] for line in handed[0].read_text(encoding="utf-8").splitlines()] == ["q1"]


def test_nothing_is_cut_off_and_axe_finds_nothing_serious(app: Flask, live: Live, browser: Browser) -> None:
    keep_article(app)
    approved(app)
    in_review(
        app,
        "q2",
        choices=["海風電鉄", "海風電鉄", "長い名前の国立研究開発法人鉄道総合技術研究所", "谷間交通"],
        answer=0,
    )
    keep_article(app, BODY.replace("来年春", "再来年春"))
    browser.resize(1280)
    browser.log_in(live, "editor", "ota")
    for path in (
        "/quizzes",
        f"/quizzes/day/{DAY}",
        "/quizzes/q1",
        "/quizzes/q2",
        "/quizzes/q2/edit",
        "/quizzes/articles/changed",
        "/quizzes/batch/import",
    ):
        browser.go(live.url(path))
        for width, height in WIDTHS.items():
            browser.resize(width, height)
            assert browser.sideways() == 0, (path, width)
        browser.resize(1280)
        assert grave(browser) == [], path
    assert browser.complaints() == []


@pytest.fixture
def real_live(real_app: Flask) -> Iterator[Live]:
    with serving(real_app) as running:
        yield running


@pytest.mark.large
def test_from_a_pasted_article_to_a_day_handed_out(real_live: Live, open_browser: OpenBrowser) -> None:
    author, second = open_browser(), open_browser()
    for page, name in ((author, "sato"), (second, "ota")):
        page.resize(1280)
        page.log_in(real_live, "editor", name)
    author.go(real_live.url("/workbench/"))
    paste = "const e = document.getElementById('paste'); e.value = arguments[0]; e.dispatchEvent(new Event('paste'))"
    run(author, paste, sample_articles()[1].body)
    author.find("#candidates [role=option]")
    ask = "[...document.querySelectorAll('.keyword')].find((one) => one.textContent === arguments[0]).click()"
    run(author, ask, "阪神")
    key = "return document.querySelector('.bench-key__word')?.textContent.includes('阪神')"
    author.wait_for(lambda page: run(page, key), "the candidates of 阪神")
    swap = """const chosen = [...document.querySelectorAll('#choices > li')].map((row) => row.dataset.surface);
        const other = [...document.querySelectorAll('#candidates [role=option]')]
          .find((one) => !chosen.includes(one.querySelector('.candidate__word').textContent));
        other.click(); return other.querySelector('.candidate__word').textContent"""
    word = run(author, swap)
    author.click("#save")
    author.wait_for(lambda page: "/workbench/quizzes/" in page.driver.current_url, "the saved quiz")
    quiz_id = author.driver.current_url.rpartition("/")[2]
    author.go(real_live.url(f"/quizzes/{quiz_id}"))
    author.click("#step-submit button")
    author.wait_for_text("確認に出しました")
    author.click(".step-more:has(#step-arrange) summary")
    run(author, "document.getElementById('day').value = arguments[0]", DAY)
    author.click("#step-arrange button")
    author.wait_for_text("保存しました")
    assert not author.find_all("#step-approve")
    second.go(real_live.url("/quizzes?state=in_review"))
    second.click(".quiz-list__stem")
    second.wait_for_text("読者の画面")
    assert word in second.text()
    if second.find_all("#override"):
        second.click("#override summary")
        second.find("#override-reason").send_keys("確かめた。")
    second.click("#step-approve button")
    second.wait_for_text("承認しました")
    answer = log_in(real_live.app, "editor", "ota").get(f"/quizzes/day/{DAY}/export.jsonl")
    assert quiz_id in answer.text
    assert word in answer.text
    for page in (author, second):
        assert page.complaints() == []


@pytest.mark.large
def test_who_saves_second_at_the_workbench_compares_the_two(real_live: Live, browser: Browser) -> None:
    article = sample_articles()[1]
    keep_article(real_live.app, article.body, "workbench")
    sentence = article.body.split("。")[0] + "。"
    in_review(
        real_live.app,
        "w1",
        article_id="workbench",
        sentence=sentence,
        stem="［　　］が勝った。",
        span=[article.body.index("ソフトバンク"), article.body.index("ソフトバンク") + 6],
    )
    browser.resize(1280)
    browser.log_in(real_live, "editor", "sato")
    browser.go(real_live.url("/workbench/quizzes/w1"))
    browser.find("#explanation").clear()
    browser.find("#explanation").send_keys("作業台の解説。")
    desk_of(real_live.app, "ota").save("w1", {"explanation": "大田の解説。"}, 2)
    browser.click("#save")
    browser.find("#compare")
    for text in ("作業台の解説。", "大田の解説。", "両方が変えました"):
        assert text in browser.text()
