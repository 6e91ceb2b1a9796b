"""Writing files in one step, and locking between processes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quizgen.files import exclusive_lock, replace_text, replacing


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before", encoding="utf-8")
    with replacing(path) as temporary:
        temporary.write_text("after", encoding="utf-8")
        assert temporary.parent == tmp_path
        assert path.read_text(encoding="utf-8") == "before"
    assert path.read_text(encoding="utf-8") == "after"
    assert names(tmp_path) == ["out.txt"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(error), replacing(path) as temporary:  # noqa: PT012
        temporary.write_text("half", encoding="utf-8")
        raise error
    assert path.read_text(encoding="utf-8") == "before"
    assert names(tmp_path) == ["out.txt"]


def test_a_block_that_writes_nothing_fails_and_keeps_the_file(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(FileNotFoundError), replacing(path):
        pass
    assert path.read_text(encoding="utf-8") == "before"


def test_threads_that_replace_one_file_at_once_each_write_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    texts = [str(number) * 10_000 for number in range(10)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: replace_text(path, text), texts * 10))
    assert path.read_text(encoding="utf-8") in texts
    assert names(tmp_path) == ["out.txt"]


def test_a_lock_waits_for_the_process_that_holds_it_even_if_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from quizgen.files import exclusive_lock\n"
        "with exclusive_lock(Path(sys.argv[1])):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
        "    Path(sys.argv[2]).touch(); sys.stdin.close()"
    )
    lock, done = tmp_path / "lock", tmp_path / "done"
    command = [sys.executable, "-c", program, str(lock), str(done)]
    for kill in (False, True):
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"held\n"
            with ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(lambda: [done.exists() for _ in [0] if _take(lock)])
                assert not waiting.done()
                if kill:
                    child.kill()
                else:
                    assert child.stdin is not None
                    child.stdin.close()
                assert waiting.result(timeout=20) == [not kill]
            child.wait()
        done.unlink(missing_ok=True)


def _take(lock: Path) -> bool:
    with exclusive_lock(lock):
        return True
