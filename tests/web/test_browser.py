"""The frame of the pages in real Chromium."""

from __future__ import annotations

import pytest
from selenium.webdriver import ActionChains, Keys

from tests.web.browser import WIDTHS, Browser, Live, grave

pytestmark = pytest.mark.needs_real


def test_a_person_logs_in_switches_the_language_and_logs_out(live: Live, browser: Browser) -> None:
    browser.log_in(live, "administrator")
    browser.click('button[value="en"]')
    browser.wait_for_text("Log out")
    browser.click('form[action="/logout"] button')
    browser.wait_for(lambda page: "/login" in page.driver.current_url, "the login")
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
    ActionChains(browser.driver).send_keys(Keys.TAB).perform()
    assert browser.driver.switch_to.active_element.text == "本文へ移動"
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    assert browser.driver.switch_to.active_element.get_attribute("id") == "main"
