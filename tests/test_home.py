"""The data home: who decides where it is, and what happens when it cannot be there."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from quizgen import HomeError
from quizgen.home import VARIABLE, data_home


def test_the_argument_wins_over_the_variable_and_the_variable_over_the_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "platform"))
    monkeypatch.delenv(VARIABLE, raising=False)
    assert data_home() == tmp_path / "platform"
    monkeypatch.setenv(VARIABLE, "")
    assert data_home() == tmp_path / "platform"
    monkeypatch.setenv(VARIABLE, str(tmp_path / "variable"))
    assert data_home() == tmp_path / "variable"
    assert data_home(tmp_path / "argument") == tmp_path / "argument"
    assert all((tmp_path / name).is_dir() for name in ("platform", "variable", "argument"))


def test_a_home_is_made_with_its_parents_and_taken_as_it_is_the_next_time(tmp_path: Path) -> None:
    path = data_home(str(tmp_path / "a" / "b"))
    (path / "kept").touch()
    assert data_home(path) == path
    assert (path / "kept").is_file()


def test_a_tilde_and_a_relative_path_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert data_home("~/one") == tmp_path / "one"
    assert data_home("two") == tmp_path / "two"


@pytest.mark.parametrize("name", ["file", "file/below", "~nobody-of-that-name/home", "nul\0byte"])
def test_a_home_that_cannot_be_created_is_one_line_with_the_remedy(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    path = name if name.startswith("~") else str(tmp_path / name)
    with pytest.raises(HomeError, match=f"cannot be created: .*; set {VARIABLE} to") as caught:
        data_home(path)
    assert "\n" not in str(caught.value)


def test_the_variable_is_named_when_its_home_cannot_be_created(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file"))
    with pytest.raises(HomeError, match=f"the environment variable {VARIABLE}"):
        data_home()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_home_without_the_right_to_write_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(HomeError, match="cannot be written"):
            data_home(tmp_path)
    finally:
        tmp_path.chmod(0o700)
