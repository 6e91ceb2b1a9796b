from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from quizgen.elmo.training import memory

# Alone in a process, because the setting stays. Loaded by its path, so that nothing else takes memory meanwhile.
FAULTS = """
import resource, runpy, sys, threading
import numpy
if sys.argv[2] == "keep":
    assert runpy.run_path(sys.argv[1])["keep_freed_memory"]()
def work():
    for _ in range(20):
        blocks = [numpy.ones(2_000_000) for _ in range(3)]
work()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
thread = threading.Thread(target=work)
thread.start()
thread.join()
work()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's allocator alone has the setting")
def test_large_blocks_are_taken_again_without_page_faults() -> None:
    faults = {}
    for mode in ("keep", "as it is"):
        done = subprocess.run(
            [sys.executable, "-c", FAULTS, str(memory.__file__), mode], capture_output=True, text=True, check=True
        )
        faults[mode] = int(done.stdout)
    assert faults["keep"] < 0.2 * faults["as it is"]


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    assert memory.keep_freed_memory() is False
