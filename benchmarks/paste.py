"""From paste to candidates in a real browser: ``python -m benchmarks.paste [--articles 10] [--characters 1000]``.

Headless Chromium (Debian's chromium and chromium-driver) logs in to a newsroom of its own (:mod:`benchmarks.served`)
and opens the workbench; then, for articles that the server has never seen, a paste event puts the article into the
field, and the page's own clock is read when the first candidate is painted. Between two articles the page is opened
anew and the server left to finish what nobody waits for. Wanted: under 1 s (median). Beside it, what of that time the
server took, from its log, and every request that the page made up to then.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from benchmarks.served import PASSWORD, Served, fresh_article

_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--lang=ja")
_WAIT = 60.0
_SETTLED = 2.0
# Puts the text into the field as a paste does, and tells when the browser has painted the first candidate.
_PASTE = """
const [text, done] = arguments;
const list = document.getElementById("candidates");
const field = document.getElementById("paste");
field.focus();
const began = performance.now();
const painted = () => requestAnimationFrame(() => setTimeout(() => done([performance.now() - began, began])));
const seen = new MutationObserver(() => {
  if (!list.querySelector("button, li") || list.closest("[hidden]")) return;
  seen.disconnect();
  painted();
});
seen.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });
field.value = text;
field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
"""
_REQUESTS = """
const [began, until] = arguments;
return performance.getEntriesByType("resource")
  .filter((entry) => entry.startTime >= began && entry.startTime <= began + until)
  .map((entry) => new URL(entry.name).pathname);
"""


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10)
    parser.add_argument("--characters", type=int, default=1000)
    arguments = parser.parse_args()
    with (
        Served(1) as served,
        tempfile.TemporaryDirectory(prefix="quizgen-paste-", ignore_cleanup_errors=True) as folder,
    ):
        driver = _chromium(Path(folder))
        try:
            _log_in(driver, served)
            times, requests, lengths = [], Counter[str](), []
            for number in range(arguments.articles):
                body = fresh_article(number, arguments.characters)["body"]
                lengths.append(len(body))
                milliseconds, asked = _paste(driver, served, body)
                times.append(milliseconds)
                requests.update(asked)
        finally:
            driver.quit()
        reading = [1000 * answer.seconds for answer in served.answers() if answer.route == "/api/v1/articles/read"]
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    print(f"{len(times)} articles of {statistics.mean(lengths):.0f} characters on average")
    print(f"{'ms':34}{'median':>9}{'least':>9}{'most':>9}")
    for name, values in (("paste to the first candidates", times), ("of it on the server", reading)):
        print(f"{name:34}{statistics.median(values):9.0f}{min(values):9.0f}{max(values):9.0f}")
    for path, count in requests.most_common():
        print(f"{count / len(times):4.1f} × {path}")


def _paste(driver: webdriver.Chrome, served: Served, body: str) -> tuple[float, list[str]]:
    """Return the milliseconds from paste to candidates, and the paths asked for meanwhile."""
    driver.get(f"{served.url}/workbench/")
    driver.execute_script("localStorage.clear()")
    WebDriverWait(driver, _WAIT).until(lambda page: page.find_elements(By.CSS_SELECTOR, "#archive-list li"))
    time.sleep(_SETTLED)
    milliseconds, began = driver.execute_async_script(_PASTE, body)
    asked = driver.execute_script(_REQUESTS, began, milliseconds)
    return float(milliseconds), list(asked)


def _log_in(driver: webdriver.Chrome, served: Served) -> None:
    driver.get(f"{served.url}/login")
    driver.find_element(By.ID, "name").send_keys(served.people[0])
    driver.find_element(By.ID, "password").send_keys(PASSWORD)
    driver.find_element(By.CSS_SELECTOR, "form.form button").click()
    WebDriverWait(driver, _WAIT).until(lambda page: "/login" not in page.current_url)


def _chromium(profile: Path) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    service = webdriver.ChromeService(
        executable_path=shutil.which("chromedriver"), env={**os.environ, "HOME": str(profile)}
    )
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_script_timeout(_WAIT)
    return driver


if __name__ == "__main__":
    main()
