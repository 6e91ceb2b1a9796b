"""Reading the rule file, and saying in one line what is wrong with it and where."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizgen.errors import StoryRulesError
from quizgen.stories.flags import KINDS
from quizgen.stories.searching import Word
from quizgen.text import Tokenizer

FILE_NAME = "stories.toml"
FORMAT = 1

_FILE_FIELDS = {"format", "flag_at", "title_times", "late_after", "late_times", "lists", "contexts", "kinds"}
_KIND_FIELDS = {"label", "persons_barred", "rules"}
_CONTEXT_FIELDS = {"words", "needs", "years_before"}
_RULE_FIELDS = {"name", "words", "points", "together", "reach", "without", "not_in", "unless", "persons_barred"}


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that speak for a kind of story, and what has to stand beside them; the file says what each field means."""

    name: str
    words: tuple[Word, ...]
    points: float
    together: tuple[tuple[Word, ...], ...]
    reach: int
    without: tuple[Word, ...]
    not_in: tuple[Word, ...]
    unless: tuple[str, ...]
    persons_barred: bool


@dataclass(frozen=True, slots=True)
class Context:
    """A kind of article (a book review, a drill) in which many words mean no harm."""

    words: tuple[Word, ...]
    needs: float
    years_before: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of story with its rules."""

    name: str
    label: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What a rule file holds.

    ``flag_at``: points from which a kind is flagged; ``title_times``: what a word in the title counts; ``late_times``:
    what one counts in a sentence behind the first ``late_after``.
    """

    flag_at: float
    title_times: float
    late_after: float
    late_times: float
    contexts: Mapping[str, Context]
    kinds: tuple[Kind, ...]


def parse_rules(data: bytes, path: Path, tokenizer: Tokenizer) -> RuleFile:
    """Read a rule file's bytes. Raises :class:`StoryRulesError` naming file, line or section, and the remedy."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise StoryRulesError(f"{path}, line {line}: expected UTF-8 text; save the file as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StoryRulesError(
            f"{path}: no TOML: {error}; mend that line, or remove the file to use the rules that ship"
        ) from error
    return _Parser(path, tokenizer, table).file()


class _Parser:
    """Checks a table section by section; every refusal names the section."""

    def __init__(self, path: Path, tokenizer: Tokenizer, table: Mapping[str, Any]) -> None:
        self._path = path
        self._tokenizer = tokenizer
        self._table = table
        self._lists: dict[str, tuple[Word, ...]] = {}
        # A word that several rules have is looked for once.
        self._made: dict[str, Word] = {}

    def file(self) -> RuleFile:
        table = self._table
        self._known("the file", table, _FILE_FIELDS)
        if table.get("format") != FORMAT:
            raise self._error("format", f"expected {FORMAT}, got {table.get('format')!r}; copy the file that ships")
        for name in self._section("lists", table.get("lists", {})):
            self._lists[name] = self._words(f"lists, {name}", table["lists"][name])
        contexts = {
            name: self._context(f"contexts.{name}", value)
            for name, value in self._section("contexts", table.get("contexts", {})).items()
        }
        kinds = self._section("kinds", table.get("kinds", {}))
        self._known("kinds", kinds, set(KINDS))
        for kind in KINDS:
            if kind not in kinds:
                raise self._error(
                    f"kinds.{kind}",
                    "is missing; copy it from the file that ships, or switch it off with rules = []",
                )
        return RuleFile(
            flag_at=self._positive("flag_at", table.get("flag_at")),
            title_times=self._positive("title_times", table.get("title_times")),
            late_after=self._positive("late_after", table.get("late_after")),
            late_times=self._positive("late_times", table.get("late_times")),
            contexts=contexts,
            kinds=tuple(self._kind(kind, kinds[kind], contexts) for kind in KINDS),
        )

    def _context(self, place: str, value: object) -> Context:
        table = self._section(place, value)
        self._known(place, table, _CONTEXT_FIELDS)
        years = table.get("years_before")
        if years is not None and (isinstance(years, bool) or not isinstance(years, int)):
            raise self._error(place, f"years_before: expected a year such as 1990, got {years!r}")
        return Context(
            self._words(f"{place}, words", table.get("words", [])),
            self._positive(f"{place}, needs", table.get("needs")),
            years,
        )

    def _kind(self, name: str, value: object, contexts: Mapping[str, Context]) -> Kind:
        place = f"kinds.{name}"
        table = self._section(place, value)
        self._known(place, table, _KIND_FIELDS)
        barred = self._flag(f"{place}, persons_barred", table.get("persons_barred"))
        rules = table.get("rules")
        if not isinstance(rules, list):
            raise self._error(place, f"expected rules, each begun by [[{place}.rules]], or rules = []")
        label = self._text(f"{place}, label", table.get("label"))
        return Kind(name, label, tuple(self._rule(place, i, rule, barred, contexts) for i, rule in enumerate(rules, 1)))

    def _rule(self, kind: str, number: int, value: object, barred: bool, contexts: Mapping[str, Context]) -> Rule:
        place = f"{kind}, rule {number}"
        table = self._section(place, value)
        name = self._text(f"{place}, name", table.get("name"))
        place = f"{place} ({name})"
        self._known(place, table, _RULE_FIELDS)
        groups = table.get("together", [])
        if not isinstance(groups, list) or not all(isinstance(group, list) and group for group in groups):
            raise self._error(place, 'together: expected lists of words in a list, such as [["男", "女"], ["疑い"]]')
        unless = table.get("unless", [])
        if not isinstance(unless, list) or not all(isinstance(name, str) for name in unless):
            raise self._error(place, f"unless: expected a list of contexts, got {unless!r}")
        for context in unless:
            if context not in contexts:
                raise self._error(
                    place, f"unless: there is no context {context!r}; take one of {', '.join(contexts) or 'none'}"
                )
        words = self._words(f"{place}, words", table.get("words"))
        if not words:
            raise self._error(place, "words: expected at least one word, got none; name one or remove the rule")
        return Rule(
            name=name,
            words=words,
            points=self._positive(f"{place}, points", table.get("points")),
            together=tuple(self._words(f"{place}, together", group) for group in groups),
            reach=self._reach(f"{place}, reach", table.get("reach", 0)),
            without=self._words(f"{place}, without", table.get("without", [])),
            not_in=self._words(f"{place}, not_in", table.get("not_in", [])),
            unless=tuple(unless),
            persons_barred=self._flag(f"{place}, persons_barred", table.get("persons_barred", barred)),
        )

    def _words(self, place: str, value: object) -> tuple[Word, ...]:
        if not isinstance(value, list):
            raise self._error(place, f'expected a list of words such as ["逮捕", "@police"], got {value!r}')
        words: dict[Word, None] = {}
        for item in value:
            if not isinstance(item, str):
                raise self._error(place, f"expected words in quotes, got {item!r}")
            if item.startswith("@"):
                if item[1:] not in self._lists:
                    raise self._error(
                        place,
                        f"there is no list {item!r}; take one of {', '.join(self._lists) or 'none'}, or add it",
                    )
                words.update(dict.fromkeys(self._lists[item[1:]]))
                continue
            word = self._made.get(item) or Word.of(item, self._tokenizer)
            self._made[item] = word
            if not all(word.forms):
                raise self._error(place, f"expected a word, got {item!r}; write one or remove it")
            words[word] = None
        return tuple(words)

    def _section(self, place: str, value: object) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._error(place, f"expected a section [{place}], got {value!r}")
        return value

    def _known(self, place: str, table: Mapping[str, Any], fields: set[str]) -> None:
        for name in table:
            if name not in fields:
                raise self._error(place, f"unknown name {name!r}; expected one of {', '.join(sorted(fields))}")

    def _positive(self, place: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            raise self._error(place, f"expected a number above 0, got {'nothing' if value is None else repr(value)}")
        return float(value)

    def _reach(self, place: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._error(place, f"expected a whole number of sentences, 0 or more, got {value!r}")
        return value

    def _flag(self, place: str, value: object) -> bool:
        if not isinstance(value, bool):
            raise self._error(place, f"expected true or false, got {'nothing' if value is None else repr(value)}")
        return value

    def _text(self, place: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._error(place, f"expected a text in quotes, got {'nothing' if value is None else repr(value)}")
        return value

    def _error(self, place: str, message: str) -> StoryRulesError:
        return StoryRulesError(f"{self._path}, {place}: {message}")
