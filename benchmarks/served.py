"""A newsroom of its own for benchmarks: ``quizgen serve`` as operators start it, on a fresh home, with people in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from quizgen.data import sample_articles
from quizgen.store import UserRepository, open_store
from quizgen.web.passwords import hashed

PASSWORD = "計測のための合言葉 42"
_PROGRAM = [sys.executable, "-c", "from quizgen.cli.main import run; run()"]
_STARTS_WITHIN = 300.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says of a request that it answered. ``seconds``: in the application, its turn waited for."""

    method: str
    route: str
    status: int
    seconds: float


class Served:
    """A server in a process of its own, as a context: it listens on a free port of this machine.

    ``people``: names of editors who may log in with :data:`PASSWORD`. ``settings``: of ``web.toml``. At the end it gets
    SIGTERM; then ``memory`` is the most that it, or its worker, ever held (bytes).
    """

    def __init__(self, people: int, settings: Mapping[str, Any] | None = None) -> None:
        self.people = [f"editor{number}" for number in range(1, people + 1)]
        self.memory = 0
        self.url = ""
        self.ready_after = 0.0
        self._folder = tempfile.TemporaryDirectory(prefix="quizgen-served-")
        self.home = Path(self._folder.name) / "home"
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Served:
        self.home.mkdir()
        lines = [f"{name} = {json.dumps(value)}\n" for name, value in self._settings.items()]
        (self.home / "web.toml").write_text("".join(lines), encoding="utf-8")
        self._add_people()
        begun = time.monotonic()
        command = [*_PROGRAM, "serve", "--port", "0", "--home", str(self.home)]
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        found = re.search(r"at (http://\S+)/", self._process.stdout.readline())
        assert found, f"the server did not start: {self._log.read_text(encoding='utf-8')[-2000:]}"
        self.url = found[1]
        while not self._is_ready():
            assert time.monotonic() - begun < _STARTS_WITHIN, "the server did not become ready"
            time.sleep(0.1)
        self.ready_after = time.monotonic() - begun
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process is not None:
            process.terminate()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
            if process.stdout is not None:
                process.stdout.close()
        self._folder.cleanup()

    def answers(self) -> list[Answer]:
        """Return every answer of the application so far, from the server's own log."""
        # What is not a line of the log, such as a worker's warning, stands beside it.
        lines = [line for line in self._log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
        return [
            Answer(line["method"], line["route"] or "", line["status"], line["seconds"])
            for line in map(json.loads, lines)
            if line.get("logger") == "quizgen.web.request"
        ]

    @property
    def _log(self) -> Path:
        return self.home.parent / "log"

    def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"the server ended: {self._log.read_text(encoding='utf-8')[-2000:]}"
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=30) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            error.close()
            return False

    def _add_people(self) -> None:
        password = hashed(PASSWORD)
        with open_store(self.home) as store:
            repository = UserRepository(store, "benchmark")
            for name in self.people:
                repository.set_password(repository.add(name, "editor").id, password)


def fresh_article(number: int, characters: int = 1000) -> dict[str, str]:
    """Return an article of about so many characters that no server has seen: bundled samples with a marker."""
    samples = sample_articles()
    first = samples[number % len(samples)]
    body = f"計測用の第{number}号の記事を掲載する。\n"
    step = 1 + number // len(samples)
    for turn in range(len(samples)):
        body += samples[(number + turn * step) % len(samples)].body + "\n"
        if len(body) >= characters:
            break
    body = body[:characters].rpartition("。")[0] + "。"
    return {"title": f"{first.title}({number})", "body": body, "date": first.date or "", "section": first.section or ""}
