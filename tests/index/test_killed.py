"""A process that publishes and switches versions without pause, killed at any moment, leaves one that loads."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from quizgen.index.version import Manifest, Versions
from tests.conftest import ROOT
from tests.index.test_version import build

PROGRAM = """
import sys
from pathlib import Path
from quizgen.index.version import Versions
from tests.index.test_version import build
versions = Versions(Path(sys.argv[1]))
versions.clear_leavings()
while True:
    number = build(versions, b"vectors" * 100_000)
    versions.activate(number)
    print(number, flush=True)
"""


def test_a_kill_at_any_moment_leaves_a_current_version_that_loads(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    versions.activate(build(versions))
    wait = random.Random(3)
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert child.stdout is not None
        reached = int(child.stdout.readline())
        time.sleep(wait.uniform(0, 0.05))
        child.kill()
        assert child.communicate()[1] == b""
        current = versions.current()
        assert current is not None
        assert current >= reached
        for number in versions.numbers():
            Manifest.load(versions.path(number)).check_files(versions.path(number))
    versions.clear_leavings()
    assert not list(versions.folder.glob(".building-*"))
