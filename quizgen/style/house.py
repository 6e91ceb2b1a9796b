"""The house style of a newsroom: how it writes choices, which words it never uses, which kanji it explains."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from quizgen.errors import StyleError
from quizgen.home import data_home
from quizgen.lexicon import surface_key
from quizgen.style import names, organizations
from quizgen.style.context import ChoiceContext
from quizgen.style.names import without_honorific, written_names
from quizgen.style.numbers import written_numbers
from quizgen.style.organizations import without_legal_form, written_organizations
from quizgen.style.ruby import in_hiragana, needs_ruby
from quizgen.style.settings import Settings
from quizgen.style.stylefile import FILE_NAME, parse_style

_NUMBER = "number"


@dataclass(frozen=True)
class HouseStyle:
    """Settings of ``style.toml`` and what they do to choices; the default changes as little as possible."""

    settings: Settings = field(default_factory=Settings)

    @classmethod
    def load(cls, home: str | os.PathLike[str] | None = None) -> HouseStyle:
        """Read ``style.toml`` of a data home; the default where there is none.

        ``home`` is found as in :func:`quizgen.home.data_home`. Raises :class:`StyleError` with one line for each
        mistake in the file, :class:`HomeError`.
        """
        return cls.read(data_home(home) / FILE_NAME)

    @classmethod
    def read(cls, path: Path) -> HouseStyle:
        """Read a style file; the default where there is none. Raises :class:`StyleError`."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise StyleError(
                [f"{path}: expected a file to read, got: {error.strerror}; make it readable, or remove it"]
            ) from error
        return cls(parse_style(data, path))

    @property
    def identity(self) -> str:
        """Names the settings: 16 hexadecimal digits, equal for files that say the same."""
        text = json.dumps(asdict(self.settings), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]

    @property
    def is_default(self) -> bool:
        """Whether nothing is set otherwise than in the file that ships."""
        return self.settings == Settings()

    def apply(self, choices: Sequence[str], key: str, context: ChoiceContext | None = None) -> tuple[str, ...]:
        """Write choices in one form, and return them in their order.

        ``choices``: surfaces, the key as the article writes it among them or not; ``key``: that form, which they
        follow where the style says "as_article". Choices that would become equal stay as they were.
        """
        context = context or ChoiceContext()
        if context.category == _NUMBER:
            written = written_numbers(choices, key, self.settings.numbers)
        elif context.category in names.CATEGORIES:
            written = written_names(choices, key, self.settings.names, context)
        elif context.category in organizations.CATEGORIES:
            written = written_organizations(choices, key, self.settings.organizations, context)
        else:
            written = list(choices)
        return tuple(written) if len(set(written)) == len(set(choices)) else tuple(choices)

    def forbids(self, surface: str) -> bool:
        """Whether a word must be neither key nor distractor: it is forbidden, with or without 株式会社 or さん."""
        if not self.settings.forbidden.words:
            return False
        forms = (surface, without_legal_form(surface), without_honorific(surface, ChoiceContext()))
        forbidden = {surface_key(word) for word in self.settings.forbidden.words}
        return any(surface_key(form) in forbidden for form in forms)

    def ruby(self, choices: Sequence[str], reading_of: Callable[[str], str]) -> dict[str, str]:
        """Return the readings, in hiragana, of the choices with kanji above the level.

        ``reading_of`` gives a reading in kana, "" where it knows none.
        """
        level = self.settings.ruby.level
        return {choice: in_hiragana(reading_of(choice)) for choice in choices if needs_ruby(choice, level)}
