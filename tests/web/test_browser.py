"""The frame of the pages in real Chromium."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from selenium.webdriver import Keys

from quizgen.store.users import UserRepository
from tests.web.browser import WIDTHS, Browser, Live, grave
from tests.web.people import PASSWORD

pytestmark = pytest.mark.needs_real


def test_a_person_logs_in_switches_the_language_and_logs_out(live: Live, browser: Browser) -> None:
    browser.log_in(live, "administrator")
    browser.click('button[value="en"]')
    browser.wait_for_text("Log out")
    browser.click('form[action="/logout"] button')
    browser.wait_for(lambda page: "/login" in page.driver.current_url, "the login")
    assert browser.complaints() == []


def test_the_first_start_and_a_login_with_the_keyboard_alone(app: Flask, live: Live, browser: Browser) -> None:
    people = UserRepository(app.extensions["quizgen"].store, "tests")
    first = people.first_administrator("admin")
    assert first is not None
    browser.go(live.url(f"/start/{people.link(first.id, timedelta(hours=1))}"))
    browser.tab_to("#password")
    browser.press(PASSWORD)
    browser.tab_to("#again")
    browser.press(PASSWORD, Keys.ENTER)
    browser.wait_for_text("ログアウト")
    browser.tab_to("form[action='/logout'] button")
    browser.press(Keys.ENTER)
    browser.tab_to("#name")
    browser.press("admin")
    browser.tab_to("#password")
    browser.press(PASSWORD, Keys.ENTER)
    browser.wait_for_text("ログアウト")
    assert browser.complaints() == []


def test_the_login_fits_every_width(live: Live, browser: Browser) -> None:
    browser.go(live.url("/login"))
    for width, height in WIDTHS.items():
        browser.resize(width, height)
        assert browser.sideways() == 0


def test_pages_are_accessible_and_fit_every_width(live: Live, browser: Browser) -> None:
    browser.log_in(live, "administrator")
    for path in ("/account", "/users", "/users/1", "/records", "/workbench/"):
        browser.go(live.url(path))
        assert grave(browser) == [], path
        for width, height in WIDTHS.items():
            browser.resize(width, height)
            assert browser.sideways() == 0, (path, width)
        browser.resize(1280)
    browser.click('form[action="/logout"] button')
    browser.find("#password")
    assert grave(browser) == []
    assert browser.complaints() == []


def test_the_keyboard_reaches_the_text_past_the_menu(live: Live, browser: Browser) -> None:
    browser.log_in(live, "administrator")
    browser.go(live.url("/records"))
    browser.press(Keys.TAB)
    assert browser.driver.switch_to.active_element.text == "本文へ移動"
    browser.press(Keys.ENTER)
    assert browser.driver.switch_to.active_element.get_attribute("id") == "main"
