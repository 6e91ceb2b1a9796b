"""The workbench in real Chromium, on the real model: from a pasted article to a saved quiz."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_selenium_python import Axe
from flask import Flask
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from quizgen.data import sample_articles
from quizgen.distractors.filters import RULES
from quizgen.distractors.ranking import FEATURES
from quizgen.lexicon import CATEGORIES
from quizgen.results import BLANK
from quizgen.store.quiz import StoredQuiz
from quizgen.web import workbench
from quizgen.web.services import services
from tests.web.browser import WIDTHS, Browser, Live, browser, open_browser, serving
from tests.web.people import log_in
from tests.web.real_app import real_app

__all__ = ["browser", "open_browser", "real_app"]
BASEBALL = sample_articles()[1]
EMOJI = "😀😀\n新しい店を出すと𠮷野家が12日に発表した。今年の秋に大阪市で開く。"
CRIME = "山田太郎容疑者は12日、大阪市の店で現金を奪ったとして強盗の疑いで大阪府警に逮捕された。"


def test_readers_have_no_workbench(real_app: Flask) -> None:
    assert log_in(real_app, "reader").get("/workbench/").status_code == 403
    assert log_in(real_app, "editor").get("/workbench/").status_code == 200


def test_every_channel_warning_and_category_has_a_name_on_the_page() -> None:
    labels = (Path(workbench.__file__).parent / "static/js/workbench/labels.js").read_text(encoding="utf-8")
    named = set(re.findall(r"^  (\w+): t\(", labels, re.M))
    missing = {*FEATURES, *CATEGORIES, *RULES, "never_read", "stands_out", "no_reading", "typed", "number"} - named
    assert not missing


@pytest.fixture
def live(real_app: Flask) -> Iterator[Live]:
    with serving(real_app) as running:
        yield running


@pytest.fixture
def page(live: Live, browser: Browser) -> Iterator[Browser]:
    """A browser at the empty workbench, logged in as an editor; at the end no script has complained."""
    browser.resize(1280, 900)
    browser.log_in(live, "editor")
    browser.go(live.url("/workbench/"))
    yield browser
    assert browser.complaints() == []


def run(page: Browser, script: str, *arguments: Any) -> Any:
    return page.driver.execute_script(script, *arguments)


def module(page: Browser, script: str) -> Any:
    """Return what an expression gives that uses modules: ``await load("offsets.js")``."""
    body = f"""const done = arguments[0], load = (name) => import("/static/js/workbench/" + name);
        (async () => {script})().then(done, (error) => done("error: " + error));"""
    return page.driver.execute_async_script(body)


def paste(page: Browser, body: str) -> None:
    run(
        page,
        "const e = document.getElementById('paste'); e.value = arguments[0]; e.dispatchEvent(new Event('paste'))",
        body,
    )
    page.find("#bench")


def shows(page: Browser, selector: str, text: str) -> None:
    """Wait until an element, however often it is drawn anew, holds a text."""
    script = "return document.querySelector(arguments[0])?.textContent.includes(arguments[1])"
    page.wait_for(lambda page: run(page, script, selector, text), f"{text} in {selector}")


def choices(page: Browser) -> list[str]:
    return list(run(page, "return [...document.querySelectorAll('#choices > li')].map((row) => row.dataset.surface)"))


def chosen(page: Browser) -> list[str]:
    """What stands out in the list of candidates."""
    found = page.find_all("#candidates [aria-selected='true'] .candidate__word")
    return [element.text for element in found]


def candidates(page: Browser) -> list[str]:
    page.find("#candidates [role=option]")
    return list(run(page, "return [...document.querySelectorAll('.candidate__word')].map((word) => word.textContent)"))


def other_candidate(page: Browser) -> int:
    """The place of the first candidate that is no choice."""
    mine = choices(page)
    return next(place for place, word in enumerate(candidates(page)) if word not in mine)


def ask(page: Browser, word: str) -> None:
    script = "[...document.querySelectorAll('.keyword')].find((one) => one.textContent === arguments[0]).click()"
    run(page, script, word)
    shows(page, ".bench-key__word", word)


def stored(live: Live) -> list[StoredQuiz]:
    from quizgen.desk import Desk

    with live.app.app_context():
        return list(Desk(services().store, "tests").list().quizzes)


def saved(page: Browser) -> str:
    """Wait until the quiz is saved, and return its identifier."""
    page.wait_for(lambda page: "/workbench/quizzes/" in page.driver.current_url, "the address of the saved quiz")
    return page.driver.current_url.rpartition("/")[2]


@pytest.mark.needs_real
def test_paste_keyword_swap_save(live: Live, page: Browser) -> None:
    paste(page, BASEBALL.body)
    assert len(choices(page)) == 4
    ask(page, "阪神")
    assert len(chosen(page)) == 3
    place = other_candidate(page)
    word = candidates(page)[place]
    page.find_all("#candidates [role=option]")[place].click()
    assert word in choices(page)
    assert word in chosen(page)
    shows(page, "#reader", word)
    page.click("#save")
    quiz_id = saved(page)
    (quiz,) = [quiz for quiz in stored(live) if quiz.quiz_id == quiz_id]
    assert quiz.content["choices"] == choices(page)
    assert (quiz.key, quiz.author, quiz.state) == ("阪神", "editor", "draft")
    assert BASEBALL.body[slice(*quiz.content["span"])] == "阪神"


@pytest.mark.needs_real
def test_everything_with_the_keyboard_alone(live: Live, page: Browser) -> None:
    page.find("#paste").send_keys(
        BASEBALL.body.replace("\n", Keys.SHIFT + Keys.ENTER + Keys.NULL), Keys.CONTROL + Keys.ENTER
    )
    page.find("#candidates [role=option]")
    keyboard = ActionChains(page.driver)

    def press(*keys: str) -> None:
        for key in keys:
            keyboard.send_keys(key)
        keyboard.perform()

    # The focus is on the key in the text; the next word is asked about with Enter.
    word_asked = "return document.querySelector('.bench-key__word').textContent"
    first = run(page, word_asked)
    press(Keys.ARROW_RIGHT, Keys.ENTER)
    page.wait_for(lambda page: run(page, word_asked) != first, "the next word")
    place = other_candidate(page)
    word = candidates(page)[place]
    if place < 9:
        press(str(place + 1))
    assert word in choices(page)
    focus = "return document.activeElement.closest(arguments[0]) !== null"
    for _ in range(40):
        press(Keys.TAB)
        if run(page, focus, "#choices"):
            break
    before = choices(page)
    at = before.index(run(page, "return document.activeElement.closest('li').dataset.surface"))
    ActionChains(page.driver).key_down(Keys.ALT).send_keys(Keys.ARROW_DOWN).key_up(Keys.ALT).perform()
    after = choices(page)
    assert after.index(before[at]) == min(at + 1, 3)
    for _ in range(40):
        press(Keys.TAB)
        if run(page, focus, "#candidates"):
            break
    press(Keys.END, Keys.ENTER)
    assert candidates(page)[-1] in choices(page)
    ActionChains(page.driver).key_down(Keys.CONTROL).send_keys("z").key_up(Keys.CONTROL).perform()
    assert choices(page) == after
    ActionChains(page.driver).key_down(Keys.CONTROL).send_keys("s").key_up(Keys.CONTROL).perform()
    quiz_id = saved(page)
    (quiz,) = [quiz for quiz in stored(live) if quiz.quiz_id == quiz_id]
    assert quiz.content["choices"] == after


@pytest.mark.needs_real
def test_keys_do_nothing_while_kana_are_converted_or_text_is_typed(page: Browser) -> None:
    paste(page, BASEBALL.body)
    page.find("#candidates [role=option]")
    before = choices(page)
    digit = str(other_candidate(page) + 1)
    press = """const event = {key: arguments[0], bubbles: true, ...arguments[1]};
        document.body.dispatchEvent(new KeyboardEvent("keydown", event));"""
    run(page, press, digit, {"isComposing": True})
    assert choices(page) == before
    page.find("#own").send_keys(digit)
    assert choices(page) == before
    run(page, press, digit, {})
    assert choices(page) != before


@pytest.mark.needs_real
def test_the_blank_stays_and_texts_reach_the_reader(page: Browser) -> None:
    paste(page, BASEBALL.body)
    stem = page.find("#stem")
    stem.send_keys(Keys.CONTROL + "a" + Keys.NULL, Keys.DELETE)
    assert BLANK in stem.get_attribute("value")  # type: ignore[operator]
    stem.send_keys(Keys.CONTROL + Keys.END + Keys.NULL, "さて。")
    shows(page, ".phone__stem", "さて。")
    reading = page.find("#readings input")
    reading.send_keys("よみ")
    shows(page, ".phone ruby rt", "よみ")
    page.click(".phone__choice")
    shows(page, ".phone__explanation", "もう一度")


@pytest.mark.needs_real
def test_typed_words_come_with_what_speaks_against_them(page: Browser) -> None:
    paste(page, BASEBALL.body)
    ask(page, "ソフトバンク")
    page.find("#own").send_keys("ホークス", Keys.ENTER)
    page.wait_for(lambda page: "ホークス" in choices(page), "the typed word")
    shows(page, "#own-note", "別の呼び名")
    shows(page, "#choices", "別の呼び名")


@pytest.mark.needs_real
def test_undo_and_redo_go_step_by_step(page: Browser) -> None:
    paste(page, BASEBALL.body)
    first = choices(page)
    page.find_all("#candidates [role=option]")[other_candidate(page)].click()
    second = choices(page)
    page.find("#explanation").send_keys("追記。")
    page.click("#undo")
    assert not page.find("#explanation").get_attribute("value").endswith("追記。")  # type: ignore[union-attr]
    assert choices(page) == second
    page.click("#undo")
    assert choices(page) == first
    page.click("#redo")
    assert choices(page) == second


@pytest.mark.needs_real
def test_offsets_are_code_points(page: Browser) -> None:
    found = module(
        page,
        """{ const { Offsets } = await load("offsets.js");
        const text = new Offsets("😀𠮷野家は");
        return [text.length, text.toUnits(2), text.toPoints(4), text.toPoints(3), text.slice(1, 4)]; }""",
    )
    assert found == [5, 4, 2, 1, "𠮷野家"]
    paste(page, EMOJI)
    select = """const text = document.getElementById("article-text"), range = document.createRange();
        let at = text.textContent.indexOf("𠮷野家"), end = at + "𠮷野家".length, seen = 0;
        const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        for (let node; (node = walk.nextNode()); seen += node.length) {
          if (at >= seen && at < seen + node.length) range.setStart(node, at - seen);
          if (end > seen && end <= seen + node.length) range.setEnd(node, end - seen);
        }
        getSelection().removeAllRanges(); getSelection().addRange(range);"""
    run(page, select)
    shows(page, ".bench-key__word", "𠮷野家")
    value = page.find("#stem").get_attribute("value")
    assert value
    assert value.replace(BLANK, "𠮷野家") in EMOJI


@pytest.mark.needs_real
def test_late_answers_are_dropped(page: Browser) -> None:
    found = module(
        page,
        """{ const { latest } = await load("latest.js");
        const ask = latest((wait) => new Promise((done) => setTimeout(() => done(wait), wait)));
        return Promise.all([ask(60), ask(5)]); }""",
    )
    assert found == [None, 5]


@pytest.mark.needs_real
def test_work_is_there_again_after_the_page_was_closed(live: Live, page: Browser) -> None:
    paste(page, BASEBALL.body)
    page.find_all("#candidates [role=option]")[other_candidate(page)].click()
    page.find("#explanation").send_keys("追記。")
    after = choices(page)
    page.go(live.url("/login"))
    page.go(live.url("/workbench/"))
    page.click("#resume-yes")
    page.find("#bench")
    page.wait_for(lambda page: choices(page) == after, "the choices")
    assert page.find("#explanation").get_attribute("value").endswith("追記。")  # type: ignore[union-attr]


@pytest.mark.needs_real
def test_a_saved_quiz_is_opened_again_beside_its_article(live: Live, page: Browser) -> None:
    paste(page, BASEBALL.body)
    page.click("#save")
    quiz_id = saved(page)
    mine = choices(page)
    page.go(live.url(f"/workbench/quizzes/{quiz_id}"))
    page.wait_for(lambda page: choices(page) == mine, "the choices")
    assert run(page, "return document.getElementById('article-text').textContent") == BASEBALL.body
    page.find("#explanation").send_keys("追記。")
    page.click("#save")
    page.wait_for(lambda _: any(quiz.version == 2 for quiz in stored(live) if quiz.quiz_id == quiz_id), "version 2")


@pytest.mark.needs_real
def test_a_story_that_is_no_game_is_told_and_its_person_is_no_answer(page: Browser) -> None:
    paste(page, CRIME)
    shows(page, "#stories", "強盗")
    page.find("#word").send_keys("山田太郎", Keys.ENTER)
    shows(page, "#refused", "答えにできません")
    assert not page.find("#save").is_enabled()


@pytest.mark.needs_real
def test_more_candidates_and_the_picture(page: Browser) -> None:
    paste(page, BASEBALL.body)
    ask(page, "ソフトバンク")
    count = len(candidates(page))
    page.click("#more")
    page.wait_for(lambda page: len(candidates(page)) > count, "more candidates")
    page.click("#picture summary")
    page.find("svg.picture")
    words = run(page, "return [...document.querySelectorAll('.picture__table tbody th')].map((one) => one.textContent)")
    assert words.count("ソフトバンク") == 2  # here, and as a company
    boxes = "map((one) => one.getBoundingClientRect().toJSON())"
    labels = run(page, f"return [...document.querySelectorAll('.picture__label')].{boxes}")
    assert not [(a, b) for n, a in enumerate(labels) for b in labels[n + 1 :] if overlap(a, b) > 12]


def overlap(one: dict[str, float], other: dict[str, float]) -> float:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return max(0.0, across) * max(0.0, down - 4)  # lines may touch


@pytest.mark.needs_real
def test_nothing_is_cut_off_and_axe_finds_nothing_serious(page: Browser) -> None:
    assert serious(page) == []
    paste(page, BASEBALL.body)
    page.click("#picture summary")
    page.find("svg.picture")
    for width, height in WIDTHS.items():
        page.resize(width, height)
        assert page.sideways() == 0, width
    page.resize(1280, 900)
    assert serious(page) == []


def serious(page: Browser) -> list[str]:
    axe = Axe(page.driver)
    axe.inject()
    found = axe.run()["violations"]
    return [f"{item['id']}: {item['nodes'][0]['html']}" for item in found if item["impact"] in ("serious", "critical")]
