"""The real program: started, reached, ended; the worker beside it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from quizgen.errors import HomeError
from quizgen.in_use import alone
from quizgen.jobs.alive import last_sign
from quizgen.web.config import SettingsError, WebSettings
from quizgen.web.serving import _fitting
from quizgen.web.worker_child import WorkerChild
from tests.waiting import until

PROGRAM = [sys.executable, "-c", "from quizgen.cli.main import run; run()"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    home = tmp_path / "home"
    command = [*PROGRAM, "serve", "--port", "0", "--no-worker", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        yield process, home
        with suppress(ProcessLookupError):
            process.kill()


@pytest.mark.large
def test_a_first_start_prints_the_link_and_sigterm_ends_it(served: tuple[subprocess.Popen[str], Path]) -> None:
    process, home = served
    assert process.stdout is not None
    found = re.search(r"at (http://127\.0\.0\.1:\d+)/", process.stdout.readline())
    assert found
    process.stdout.readline()
    link = process.stdout.readline().strip()
    assert link.startswith(f"{found[1]}/start/")
    with urllib.request.urlopen(link, timeout=30) as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"{found[1]}/healthz", timeout=30) as answer:
        assert answer.read() == b"ok\n"
    with pytest.raises(HomeError, match="is running on it"), alone(home):
        pass
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    with alone(home):
        pass


@pytest.mark.large
def test_the_worker_beside_the_page_is_begun_again_and_ends_with_it(tmp_path: Path) -> None:
    child = WorkerChild(tmp_path)
    child.start()
    until(lambda: last_sign(tmp_path) is not None)
    first = child._child
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    until(lambda: child._child is not first and last_sign(tmp_path) is not None)
    child.stop()
    assert child._child is not None
    assert child._child.poll() is not None


@pytest.mark.large
def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [*PROGRAM, "serve", "--port", port, "--no-worker", "--home", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert f"cannot listen at 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_some_threads_are_always_free_for_pages() -> None:
    assert _fitting(WebSettings(), 40).waiting == 24
    assert _fitting(WebSettings(), 20).waiting == 11
    with pytest.raises(SettingsError, match="expected 10 or more"):
        _fitting(WebSettings(), 9)
