"""Reading ``style.toml``, and saying in one line each what is wrong with it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from quizgen.errors import StyleError
from quizgen.style.organizations import without_legal_form
from quizgen.style.settings import (
    CHOICES,
    ForbiddenWords,
    KeywordStyle,
    NameStyle,
    NumberStyle,
    OrganizationStyle,
    RubyStyle,
    Settings,
)

FILE_NAME = "style.toml"

_NAMES: Mapping[str, tuple[str, ...]] = {
    "numbers": tuple(field.name for field in fields(NumberStyle)),
    "names": tuple(field.name for field in fields(NameStyle)),
    "organizations": tuple(field.name for field in fields(OrganizationStyle)),
    "ruby": tuple(field.name for field in fields(RubyStyle)),
    "forbidden": tuple(field.name for field in fields(ForbiddenWords)),
    "keywords": tuple(field.name for field in fields(KeywordStyle)),
}


def parse_style(data: bytes, path: Path) -> Settings:
    """Read a style file's bytes; what it leaves out keeps its default.

    Raises :class:`StyleError` with a line for each mistake: file, setting, expected, got, remedy.
    """
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise StyleError(
            [f"{path}, line {line}: expected UTF-8 text, got other bytes; save the file as UTF-8"]
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StyleError([f"{path}: expected TOML, got: {error}; mend that line, or remove the file"]) from error
    return _Parser(path).settings(table)


class _Parser:
    """Checks a table and goes on after a mistake, so that one reading shows them all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mistakes: list[str] = []

    def settings(self, table: Mapping[str, Any]) -> Settings:
        self._refuse_unknown("", table, _NAMES)
        found: dict[str, dict[str, Any]] = {}
        for section, names in _NAMES.items():
            values = table.get(section, {})
            if not isinstance(values, dict):
                self._mistake(section, f"a section [{section}]", values, f"write [{section}] and its settings below")
                values = {}
            self._refuse_unknown(f"{section}.", values, names)
            found[section] = {name: self._value(section, name, values[name]) for name in names if name in values}
        numbers = NumberStyle(**found["numbers"])
        if (numbers.units, numbers.kanji) == ("kanji", "arabic"):
            self._mistake(
                "numbers.kanji",
                'positional, multiplied or as_article beside numbers.units = "kanji"',
                "arabic",
                "the two contradict each other, change one",
            )
        if self._mistakes:
            raise StyleError(self._mistakes)
        return Settings(
            numbers,
            NameStyle(**found["names"]),
            OrganizationStyle(**found["organizations"]),
            RubyStyle(**found["ruby"]),
            ForbiddenWords(**found["forbidden"]),
            KeywordStyle(**found["keywords"]),
        )

    def _value(self, section: str, name: str, value: object) -> object:
        place = f"{section}.{name}"
        if (section, name) in CHOICES:
            return self._word(place, CHOICES[section, name], value)
        if name == "full_names":
            return self._full_names(place, value)
        return self._words(place, value)

    def _word(self, place: str, allowed: tuple[str, ...], value: object) -> str:
        # A school year may be written as the number that it is.
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if isinstance(text, str) and text in allowed:
            return text
        near = _near(text, allowed) if isinstance(text, str) else ""
        self._mistake(place, f"one of {', '.join(allowed)}", value, near or "write one of them, or remove the line")
        return allowed[0]

    def _words(self, place: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._mistake(place, 'a list of words such as ["語", "句"]', value, "put the words in brackets")
            return ()
        for number, word in enumerate(value, start=1):
            if not isinstance(word, str) or not word.strip():
                self._mistake(f"{place}, word {number}", "a word in quotes", word, "write one, or remove it")
        return tuple(word for word in value if isinstance(word, str))

    def _full_names(self, place: str, value: object) -> dict[str, str]:
        if not isinstance(value, dict):
            self._mistake(
                place, 'lines such as 日本製鉄 = "日本製鉄株式会社"', value, f"write [{place}] and the names below"
            )
            return {}
        names: dict[str, str] = {}
        for name, full in value.items():
            if not isinstance(full, str) or without_legal_form(full) == full or name not in full:
                expected = f"the full name, which holds {name} and a legal form such as 株式会社"
                self._mistake(f"{place}.{name}", expected, full, "write it out, or remove the line")
            else:
                names[name] = full
        return names

    def _refuse_unknown(self, prefix: str, table: Mapping[str, Any], known: Iterable[str]) -> None:
        names = sorted(known)
        for name in table:
            if name not in names:
                remedy = _near(name, names) or "rename or remove it"
                self._mistakes.append(
                    f"{self._path}: {prefix}{name}: expected one of {', '.join(names)}, got an unknown name; {remedy}"
                )

    def _mistake(self, place: str, expected: str, value: object, remedy: str) -> None:
        self._mistakes.append(f"{self._path}: {place}: expected {expected}, got {value!r}; {remedy}")


def _near(word: str, known: Iterable[str]) -> str:
    """Ask whether one of the known words was meant, "" where none comes near."""
    found = difflib.get_close_matches(word, list(known), n=2)
    return f"did you mean {' or '.join(found)}?" if found else ""
