"""The architecture that DESIGN draws: who may know whom, and what a newcomer relies on."""

from __future__ import annotations

import ast
import configparser
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = {"quizgen/elmo": "elmo", "quizgen/store": "store", "quizgen/text": "text", "lexicon": "lexicon", "web": "web"}
# The command line is one program: its command that serves the page is the one place of the library that names it.
STARTS_THE_PAGE = Path("quizgen/cli/serve.py")
# What a room may import of ours, besides itself; quizgen stands for everything else of the library.
ALLOWED = {
    "elmo": {"errors", "files"},
    "store": {"errors", "files"},
    "text": {"errors"},
    "lexicon": {"decoding", "errors", "files", "store"},
}


def modules() -> Iterator[tuple[Path, str]]:
    for folder in ("quizgen", "lexicon", "web"):
        for path in (ROOT / folder).rglob("*.py"):
            relative = path.relative_to(ROOT)
            if not {"lexicon", "web"} & set(relative.parts[1:]):
                room = next((name for start, name in ROOMS.items() if str(relative).startswith(start + "/")), "quizgen")
                yield path, room


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize(("path", "room"), list(modules()), ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_a_room_knows_only_whom_it_may(path: Path, room: str) -> None:
    names = imported(path)
    assert not names & {"lexicon", "web"}, "the packages are quizgen.lexicon and quizgen.web"
    ours = {name.split(".")[1] for name in names if name.startswith("quizgen.")}
    if room in ALLOWED:
        assert ours <= ALLOWED[room] | {room}, ours
    elif room != "web" and path.relative_to(ROOT) != STARTS_THE_PAGE:
        assert "web" not in ours
    if room in {"lexicon", "store"}:
        assert not {name.partition(".")[0] for name in names} & {"torch", "numpy"} - (
            {"numpy"} if room == "store" else set()
        )


def test_no_module_is_over_500_lines() -> None:
    long = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path, _ in modules()}
    assert not {name: lines for name, lines in long.items() if lines > 500}


def test_every_package_is_in_the_distribution_and_every_entry_point_loads() -> None:
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(config["options"]["packages"].split())
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "quizgen").rglob("__init__.py")
        if not {"lexicon", "web"} & set(path.relative_to(ROOT / "quizgen").parts)
    }
    for room in ("lexicon", "web"):
        found |= {
            ".".join(("quizgen", *path.parent.relative_to(ROOT).parts)) for path in (ROOT / room).rglob("__init__.py")
        }
    assert listed == found
    for line in config["options.entry_points"]["console_scripts"].strip().splitlines():
        module, _, name = line.partition("=")[2].strip().partition(":")
        assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("name", ["lexicon", "web"])
def test_a_bare_import_of_a_room_is_an_error(name: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, cwd=tmp_path, check=False)
    assert b"ModuleNotFoundError" in done.stderr


def test_tracked_files_name_no_path_of_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, cwd=ROOT, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    pattern = re.compile(rb"/(?:root|home|work)/[a-z]")
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if (
            path.suffix in {".py", ".md", ".cfg", ".toml", ".txt", ".csv"}
            and path.name != "test_rooms.py"
            and path.is_file()
        ):
            assert not pattern.search(path.read_bytes()), name
