"""Pictures of the pages, of a newsroom that has just begun: ``make screenshots``, or, to look at every page,

    python -m tests.web.screenshots --every FOLDER [--language en]

The three of the README go to docs/images, in as few bytes as text needs. Sample articles only; Debian's chromium,
chromium-driver and fonts-noto-cjk must be there.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from flask import Flask
from PIL import Image

from quizgen import QuizGenerator
from quizgen.data import sample_articles
from quizgen.store import Store
from quizgen.web import WebSettings, create_app
from quizgen.web.config import LANGUAGES
from quizgen.web.services import services
from tests.web.browser import WIDTHS, Browser, Live, open_chromium, serving
from tests.web.people import Visitor, add_person, log_in

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
_COLOURS = 256
_QUIZZES = 6
_WORDS = ["大阪・関西万博", "ホンダモビリティランド"]
_SETTLED = 1.5


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=Path, help="take every page at every width, into this folder")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quizgen-pictures-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        app = create_app(home, WebSettings(language=arguments.language), generator=QuizGenerator.load(home))
        quizzes = _begin(app)
        driver = open_chromium(Path(folder) / "profile")
        try:
            with serving(app) as live:
                browser = Browser(driver)
                browser.resize(1280, 900)
                browser.log_in(live, "administrator", "佐藤")
                if arguments.language != LANGUAGES[0]:  # a person's own language comes before the newsroom's
                    browser.click('form[action$="/language"] button')
                if arguments.every:
                    _every(browser, live, quizzes, arguments.every)
                else:
                    _readme(browser, live, quizzes)
        finally:
            driver.quit()
            store: Store = app.extensions["quizgen"].store
            store.close()


def _begin(app: Flask) -> list[str]:
    """Fill the newsroom: people, words, and quizzes by another editor, some on their way; return their ids."""
    editor = log_in(app, "editor", "鈴木")
    add_person(app, "佐藤", "administrator")
    made = []
    with app.test_request_context("/"), services().desk.lent() as generator:
        for article in sample_articles()[:_QUIZZES]:
            made += [(article, quiz) for quiz in generator.quizzes(article, 1)]
        for surface in _WORDS:
            generator.add_word(surface, "event", [f"{surface}が始まった。"], who="鈴木")
    ids = []
    for article, quiz in made:
        sent = {"quiz": quiz.to_dict(), "article": replace(article).to_dict(), "section": article.section or ""}
        answer = editor.send("POST", "/api/v1/quizzes", sent)
        assert answer.status_code == 201, answer.text
        assert answer.json is not None
        ids.append(answer.json["quiz_id"])
    for quiz_id in ids[:4]:
        _step(editor, quiz_id, "submit")
    _step(log_in(app, "administrator", "佐藤"), ids[1], "approve")
    return ids


def _step(visitor: Visitor, quiz_id: str, step: str) -> None:
    found = visitor.send("GET", f"/api/v1/quizzes/{quiz_id}").json
    assert found is not None
    sent = {"step": step, "version": found["version"], "override": "確認した" if step == "approve" else ""}
    answer = visitor.send("POST", f"/api/v1/quizzes/{quiz_id}/steps", sent)
    assert answer.status_code < 300, answer.text


def _readme(browser: Browser, live: Live, quizzes: list[str]) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    browser.resize(1280, 900)
    _work(browser, live)
    _take(browser, IMAGES / "workbench.png")
    browser.go(live.url(f"/quizzes/{quizzes[0]}"))
    _take(browser, IMAGES / "review.png")
    browser.resize(390, WIDTHS[390])
    browser.go(live.url("/quizzes"))
    _take(browser, IMAGES / "quizzes-phone.png")


def _work(browser: Browser, live: Live) -> None:
    browser.go(live.url("/workbench/"))
    browser.click("#archive-list button")
    browser.find("#candidates li")
    time.sleep(_SETTLED)


def _every(browser: Browser, live: Live, quizzes: list[str], folder: Path) -> None:
    pages = {
        "quizzes": "/quizzes",
        "quiz-review": f"/quizzes/{quizzes[0]}",
        "quiz-draft": f"/quizzes/{quizzes[-1]}",
        "quiz-approved": f"/quizzes/{quizzes[1]}",
        "quiz-edit": f"/quizzes/{quizzes[0]}/edit",
        "quizzes-import": "/quizzes/batch/import",
        "error": "/quizzes/nothing-there",
        "day": "/quizzes/day",
        "changed": "/quizzes/articles/changed",
        "words": "/words",
        "word": "/words/word?id=楽天|company/ecommerce",
        "word-offered": "/words/word?id=楽天|company/ecommerce&show=offered",
        "word-edit": "/words/edit?id=楽天|company/ecommerce",
        "word-new": "/words/new",
        "words-history": "/words/history",
        "words-import": "/words/import",
        "index": "/index",
        "records": "/records",
        "users": "/users",
        "account": "/account",
        "workbench-empty": "/workbench/",
    }
    for width, height in WIDTHS.items():
        for name, path in pages.items():
            browser.resize(width, height)
            browser.go(live.url(path))
            _shot(browser, folder / f"{name}-{width}.png")
        browser.resize(width, height)
        _work(browser, live)
        browser.click("#picture summary")
        time.sleep(_SETTLED)
        _shot(browser, folder / f"workbench-{width}.png")
    browser.driver.delete_all_cookies()
    for width, height in WIDTHS.items():
        browser.resize(width, height)
        browser.go(live.url("/login"))
        _shot(browser, folder / f"login-{width}.png")


def _shot(browser: Browser, path: Path) -> None:
    """Take the whole page, and tell of what does not fit its width or what a script complains of."""
    sideways, complaints = browser.sideways(), browser.complaints()
    browser.picture(path)
    print(path.name, *([f"{sideways} pixels cut off"] if sideways else []), *complaints, flush=True)


def _take(browser: Browser, path: Path) -> None:
    """Take what the window shows, in few colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    browser.driver.save_screenshot(str(path))
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
