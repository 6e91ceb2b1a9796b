"""Folders that versions are built in, and old versions: what goes and what stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quizgen.index.building import building_folder, clear_leavings
from quizgen.index.version import Versions
from tests.conftest import ROOT
from tests.index.test_version import build

PROGRAM = """
import sys
from pathlib import Path
from quizgen.index.building import building_folder
with building_folder(Path(sys.argv[1])) as folder:
    (folder / "vectors.npy").write_bytes(b"half")
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_a_live_builds_folder_stays_and_a_killed_ones_goes(tmp_path: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    folders = [Path((child.stdout or sys.stdin.buffer).readline().decode().strip()) for child in children]
    children[0].kill()
    children[0].communicate()
    clear_leavings(tmp_path)
    assert not folders[0].exists()
    assert (folders[1] / "vectors.npy").read_bytes() == b"half"
    children[1].communicate(b"")
    assert list(tmp_path.iterdir()) == []


def test_two_builds_of_one_process_have_folders_of_their_own(tmp_path: Path) -> None:
    with building_folder(tmp_path) as one, building_folder(tmp_path) as other:
        assert one != other
        clear_leavings(tmp_path)
        assert one.is_dir()
        assert other.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_leavings_of_releases_without_locks_and_half_removed_versions_go(tmp_path: Path) -> None:
    for name in (".building-17", ".removing-3-abc"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "vectors.npy").write_bytes(b"half")
    (tmp_path / ".building-18.lock").touch()
    clear_leavings(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_switch_left_goes_and_the_pointer_stays(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    versions.activate(build(versions))
    (versions.folder / ".current.17-3.part").write_bytes(b"1")
    versions.clear_leavings()
    assert sorted(path.name for path in versions.folder.iterdir()) == ["1", "current"]
    Versions(tmp_path / "empty").clear_leavings()


@pytest.mark.parametrize(
    ("current", "keep", "also", "left"),
    [
        (6, 2, [], [5, 6]),
        (6, 1, [], [5, 6]),
        (3, 1, [], [2, 3, 6]),
        (6, 2, [1], [1, 5, 6]),
        (1, 2, [], [1, 5, 6]),
        (6, 9, [], [1, 2, 3, 4, 5, 6]),
    ],
)
def test_old_versions_go_but_never_the_current_nor_the_one_before(
    tmp_path: Path, current: int, keep: int, also: list[int], left: list[int]
) -> None:
    versions = Versions(tmp_path)
    for _ in range(6):
        build(versions)
    versions.activate(current)
    assert sorted({*range(1, 7)} - {*versions.prune(keep, also)}) == left == versions.numbers()
    assert versions.current() == current
