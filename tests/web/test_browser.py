"""The frame of the pages in real Chromium."""

from __future__ import annotations

import pytest

from tests.web.browser import WIDTHS, Browser, Live

pytestmark = pytest.mark.needs_real


def test_a_person_logs_in_switches_the_language_and_logs_out(live: Live, browser: Browser) -> None:
    browser.log_in(live, "administrator")
    browser.find('button[value="en"]').click()
    browser.wait_for_text("Log out")
    browser.find('form[action="/logout"] button').click()
    browser.wait_for(lambda page: "/login" in page.driver.current_url, "the login")
    assert browser.complaints() == []


def test_the_login_fits_every_width(live: Live, browser: Browser) -> None:
    browser.go(live.url("/login"))
    for width, height in WIDTHS.items():
        browser.resize(width, height)
        assert browser.sideways() == 0
