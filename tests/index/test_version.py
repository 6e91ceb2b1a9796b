"""Index versions: published whole or not at all, switched by one rename, checked before use."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizgen import IndexVersionError
from quizgen.index.version import CURRENT, Manifest, Versions, describe_files


def build(versions: Versions, content: bytes = b"vectors") -> int:
    with versions.building() as folder:
        (folder / "vectors.npy").write_bytes(content)
        manifest(folder).save(folder)
        return versions.publish(folder)


def manifest(folder: Path) -> Manifest:
    return Manifest(
        identity="i", origin="archive", created="2026-11-23", encoder="e", input_form="f", dictionary="d", lexicon="l",
        vectors="v", senses=1, dimensions=2, settings={}, files=describe_files(folder, ["vectors.npy"]),
    )  # fmt: skip


def test_versions_are_numbered_activated_and_rolled_back(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    assert versions.current() is None
    assert [build(versions), build(versions)] == [1, 2]
    versions.activate(2)
    assert versions.current() == 2
    assert versions.previous() == 1
    versions.activate(versions.previous())
    assert versions.current() == 1
    with pytest.raises(IndexVersionError, match="no version before"):
        versions.previous()


def test_missing_version_and_unreadable_pointer_are_named(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    build(versions)
    with pytest.raises(IndexVersionError, match="version 7: not there; activate one of those that are \\(1\\)"):
        versions.activate(7)
    (tmp_path / "index" / CURRENT).write_text("two\n", encoding="ascii")
    with pytest.raises(IndexVersionError, match="expected a version number, got 'two'"):
        versions.current()


@pytest.mark.parametrize("damage", ["short", "gone", "other"])
def test_damaged_file_is_named_with_both_values(tmp_path: Path, damage: str) -> None:
    versions = Versions(tmp_path)
    path = versions.path(build(versions)) / "vectors.npy"
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"vec" if damage == "short" else b"VECTORS")
    loaded = Manifest.load(path.parent)
    with pytest.raises(IndexVersionError, match=r"vectors\.npy should have .* found .*; roll back or rebuild"):
        loaded.check_files(path.parent)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}', '{"format": 1}'])
def test_manifest_that_is_not_ours_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(IndexVersionError, match="manifest"):
        Manifest.load(tmp_path)


def test_failed_build_leaves_nothing_and_the_current_version_alone(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    versions.activate(build(versions))
    with pytest.raises(OSError, match="missing"), versions.building() as folder:  # noqa: PT012
        (folder / "vectors.npy").write_bytes(b"half")
        (folder / "missing").read_bytes()
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["1", CURRENT]


def test_killed_build_leaves_the_current_version_and_its_leavings_are_cleared(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    versions.activate(build(versions))
    program = (
        "import sys, time; from pathlib import Path; from quizgen.index.version import Versions\n"
        "with Versions(Path(sys.argv[1])).building() as folder:\n"
        "    (folder / 'vectors.npy').write_bytes(b'half'); print('building', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"building\n"
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert versions.numbers() == [1]
    Manifest.load(versions.path(1)).check_files(versions.path(1))
    versions.clear_leavings()
    assert not list((tmp_path / "index").glob(".building-*"))
    assert build(versions) == 2


def test_processes_that_publish_at_once_get_numbers_of_their_own(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from quizgen.index.version import Versions\n"
        "from tests.index.test_version import build\n"
        "print(build(Versions(Path(sys.argv[1]))))"
    )
    root = Path(__file__).resolve().parents[2]
    started = time.monotonic()
    children = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, cwd=root)
        for _ in range(4)
    ]
    numbers = sorted(int(child.communicate()[0]) for child in children)
    assert numbers == [1, 2, 3, 4], time.monotonic() - started
