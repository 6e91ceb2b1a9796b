"""Real headless Chromium on a live application: what end-to-end tests take as ``browser`` and ``live``.

    @pytest.mark.needs_real
    def test_…(live: Live, open_browser: OpenBrowser) -> None:
        page = open_browser()                # a fresh profile each; call it again for a second person's browser
        page.log_in(live, "editor")
        page.go(live.url("/"))

The machine must have Debian's chromium, chromium-driver and, for pictures, fonts-noto-cjk.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_selenium_python import Axe
from flask import Flask
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from waitress.server import create_server

from tests.real import require_real
from tests.web.people import PASSWORD, add_person

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--lang=ja",
)
_WAIT = 15.0
WIDTHS = {1280: 900, 800: 1000, 390: 844}


@dataclass(frozen=True)
class Live:
    """An application that listens on a port of this machine."""

    app: Flask
    port: int

    def url(self, path: str) -> str:
        """Return the whole address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"


class Browser:
    """A Chromium window with a profile of its own. ``driver`` is selenium's, for what is not here."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def go(self, url: str) -> None:
        """Open an address."""
        self.driver.get(url)

    def find(self, selector: str) -> WebElement:
        """Return the first element that a CSS selector finds, waiting for it to be shown."""
        return self._once_shown(selector, lambda _: None)

    def click(self, selector: str) -> None:
        """Click the first element that a CSS selector finds, waiting for it; one drawn anew meanwhile is found anew."""
        self._once_shown(selector, WebElement.click)

    def tab_to(self, selector: str) -> None:
        """Move the focus with the tabulator until it is on an element."""
        self.find(selector)
        for _ in range(80):
            if self.driver.execute_script("return document.activeElement.matches(arguments[0])", selector):
                return
            self.press(Keys.TAB)
        raise AssertionError(f"the focus never reached {selector}")

    def press(self, *keys: str) -> None:
        """Press keys, or type texts, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def find_all(self, selector: str) -> list[WebElement]:
        """Return every element that a CSS selector finds now."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self) -> str:
        """Return the text of the page."""
        return self.find("body").text

    def wait_for(self, condition: Callable[[Browser], Any], what: str) -> Any:
        """Wait until a condition holds; ``what`` says in the failure what did not come."""
        # An element may go with its page between being found and being read.
        waiting = WebDriverWait(self.driver, _WAIT, ignored_exceptions=[StaleElementReferenceException])
        return waiting.until(lambda _: condition(self), f"{what} did not come")

    def wait_for_text(self, text: str) -> None:
        """Wait until the page shows a text."""
        self.wait_for(lambda page: text in page.find("body").text, repr(text))

    def resize(self, width: int, height: int = 900) -> None:
        """Give the viewport a size, as a phone of that size would have it: 390 pixels is less than a window can be."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": width < 500})

    def sideways(self) -> int:
        """Return how many pixels of the page do not fit its width: 0 where nothing is cut off."""
        script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.driver.execute_script(script))

    def picture(self, path: Path) -> None:
        """Write a picture of the whole page, as long as it is."""
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        width = self.driver.execute_script("return innerWidth")
        self.resize(width, max(int(size["height"]), 600))
        path.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(path))

    def log_in(self, live: Live, role: str, name: str = "") -> None:
        """Log in as a user of a role, made on first use."""
        add_person(live.app, name or role, role)
        self.go(live.url("/login"))
        self.find("#name").send_keys(name or role)
        self.find("#password").send_keys(PASSWORD)
        self.click("form.form button")
        self.wait_for(lambda page: "/login" not in page.driver.current_url, "the page after the login")

    def complaints(self) -> list[str]:
        """Return what scripts complained of since the last call: errors, and what the security policy stopped."""
        log = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def _once_shown(self, selector: str, use: Callable[[WebElement], object]) -> WebElement:
        def used(driver: webdriver.Chrome) -> WebElement | None:
            found = driver.find_elements(By.CSS_SELECTOR, selector)
            shown = next((element for element in found if element.is_displayed()), None)
            if shown is not None:
                use(shown)
            return shown

        waiting = WebDriverWait(self.driver, _WAIT, ignored_exceptions=[StaleElementReferenceException])
        element = waiting.until(used, f"{selector} is not shown")
        assert element is not None
        return element


def grave(browser: Browser) -> list[str]:
    """Return what axe finds serious or critical on the page as it is: rule and elements."""
    axe = Axe(browser.driver)
    # Through the protocol: the page's own policy lets no script in that is not ours.
    browser.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": Path(axe.script_url).read_text(encoding="utf-8")})
    found = axe.run()["violations"]
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes']]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


OpenBrowser = Callable[[], Browser]


@pytest.fixture
def live(app: Flask) -> Iterator[Live]:
    """The application under test behind a real server on a free port."""
    with serving(app) as running:
        yield running


@pytest.fixture
def open_browser() -> Iterator[OpenBrowser]:
    """Open browsers, each with a fresh profile; all are closed at the end."""
    opened: list[webdriver.Chrome] = []
    with tempfile.TemporaryDirectory(prefix="quizgen-browser-", ignore_cleanup_errors=True) as folder:

        def start() -> Browser:
            driver = open_chromium(Path(folder) / str(len(opened)))
            opened.append(driver)
            return Browser(driver)

        yield start
        for driver in opened:
            with suppress(Exception):
                driver.quit()


@pytest.fixture
def browser(open_browser: OpenBrowser) -> Browser:
    """One browser."""
    return open_browser()


class serving:
    """A context in which an application is served: ``with serving(app) as live``."""

    def __init__(self, app: Flask, threads: int = 8) -> None:
        self._server: Any = create_server(app, host="127.0.0.1", port=0, threads=threads)
        self._live = Live(app, self._server.effective_port)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Live:
        self._thread.start()
        return self._live

    def __exit__(self, *exception: object) -> None:
        self._server.close()
        self._thread.join(10)
        self._server.task_dispatcher.shutdown()

    def _run(self) -> None:
        with suppress(OSError):  # closed while it was listening
            self._server.run()


def open_chromium(profile: Path) -> webdriver.Chrome:
    """Start Chromium with a profile of its own."""
    program = shutil.which("chromium")
    controller = shutil.which("chromedriver")
    require_real(program and controller, "Debian's packages chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = str(program)
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": "ja,en"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=controller, env={**os.environ, "HOME": str(profile.parent)})
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(60)
    return driver
