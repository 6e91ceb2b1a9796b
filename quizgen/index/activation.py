"""Switching between versions: only to one that the running model can use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from quizgen.errors import IndexVersionError
from quizgen.files import exclusive_lock
from quizgen.index.carried import Models, identities_for
from quizgen.index.embedded import install_embedded
from quizgen.index.loaded import SenseIndex
from quizgen.index.version import Versions


def activate(versions: Versions, number: int, expected: Models | Mapping[str, str]) -> None:
    """Make a version the current one, after loading it as the running processes will.

    ``expected``: the models that there are, or the identities of encoder, input form, dictionary and word vectors
    (:class:`quizgen.model.Model`). Raises :class:`IndexVersionError` for a version that is missing, damaged or
    unfinished, and for one built with another of these, naming it and both values; the current version stays.
    """
    folder = versions.path(number)
    SenseIndex.load(folder, number, identities_for(expected, folder))
    versions.activate(number)


def roll_back(
    versions: Versions,
    expected: Models | Mapping[str, str],
    home: Path,
    on_passed_over: Callable[[str], None] = lambda reason: None,
) -> int:
    """Switch to the newest version before the current one that can be used, and return its number.

    ``on_passed_over`` is told why an older one cannot. Where there is none left, the index that quizgen ships is
    installed beside the others and put into use, so that a home with nothing but versions of an older release is not
    stuck; whether that was so is seen from the number, which is then higher than the current one's.
    """
    current = versions.current()
    for number in reversed([number for number in versions.numbers() if current is None or number < current]):
        try:
            activate(versions, number, expected)
        except IndexVersionError as error:
            on_passed_over(str(error))
        else:
            return number
    with exclusive_lock(home / "index.lock"):
        installed = install_embedded(versions)
        versions.activate(installed)
    return installed
