"""The rules in force: a newsroom's own in the data home, else those that ship; and what they say of a reading."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from quizgen.reading import Reading
from quizgen.stories.flags import StoryFlag
from quizgen.stories.rulefile import FILE_NAME
from quizgen.stories.rules import StoryRules
from quizgen.text import Tokenizer

# An editor asks about one article many times.
_KEPT = 4


class CurrentStories:
    """The rules as a running process sees them: it looks before each use whether the newsroom's file has changed.

    Raises :class:`StoryRulesError` for a file that is wrong, now and at each later use until it is mended.
    """

    def __init__(self, home: Path, tokenizer: Tokenizer) -> None:
        self._file = home / FILE_NAME
        self._tokenizer = tokenizer
        self._rules = StoryRules.load(self._file if self._file.exists() else None, tokenizer=tokenizer)
        self._seen = self._state()
        self._flags: OrderedDict[tuple[str, str | None, str], tuple[StoryFlag, ...]] = OrderedDict()

    def rules(self) -> StoryRules:
        """Return the rules in force now."""
        state = self._state()
        if state != self._seen:
            self._rules = StoryRules.load(self._file if state is not None else None, tokenizer=self._tokenizer)
            self._seen = state
        return self._rules

    def of(self, reading: Reading) -> tuple[StoryFlag, ...]:
        """Return what the rules say of an article that has been read."""
        rules = self.rules()
        name = (reading.article.sha256, reading.article.title, rules.identity)
        if name not in self._flags:
            self._flags[name] = rules.judge(reading.article, reading.text)
            while len(self._flags) > _KEPT:
                self._flags.popitem(last=False)
        self._flags.move_to_end(name)
        return self._flags[name]

    def _state(self) -> tuple[int, int, int] | None:
        """Return what changes when the newsroom's file does; None where there is none."""
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
