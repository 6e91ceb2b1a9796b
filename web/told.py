"""What the library says, in the reader's language.

The library's messages are English, one line each, and know nothing of pages. For Japanese they are looked up by their
form in ``texts/ja/library.po``: ``{name}`` there stands for what varies. ``{message}`` is a message itself; ``{part}``,
``{state}`` and ``{step}`` are names of the library's, which stand in the same file under that context. What has no
Japanese is shown as it is, behind a line that says whose concern it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from quizgen.errors import HomeError, IndexVersionError, ModelError, StoreError, StoryRulesError, StyleError
from quizgen.web.i18n import gettext, language, lazy_gettext

_CATALOGUE = Path(__file__).parent / "texts" / "ja" / "library.po"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_QUOTED = re.compile(r"""(['"])(.*)\1""", re.DOTALL)
_NAMES = frozenset({"part", "state", "step"})
# What may stand in the place of a placeholder, where not just anything.
_NUMBER, _NAME = r"-?\d+", r"[a-z_0-9]+(?:,? [a-z_0-9]+)?"
_SHAPES = dict.fromkeys(("n", "most", "line", "low", "high", "length", "position"), _NUMBER) | dict.fromkeys(
    _NAMES, _NAME
)

# What only whoever runs the machine can mend; the library's own words follow for them.
_CONCERNS = (
    (StyleError, lazy_gettext("表記ルール(style.toml)に誤りがあります。管理者に知らせてください。")),
    (StoryRulesError, lazy_gettext("記事の判定ルール(stories.toml)に誤りがあります。管理者に知らせてください。")),
    (ModelError, lazy_gettext("モデルを使えません。管理者に知らせてください。")),
    (IndexVersionError, lazy_gettext("索引を使えません。管理者に知らせてください。")),
    (HomeError, lazy_gettext("データの置き場所を使えません。管理者に知らせてください。")),
    (StoreError, lazy_gettext("保管庫を使えません。続く場合は管理者に知らせてください。")),
)


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of messages: what matches it, and its Japanese."""

    pattern: re.Pattern[str]
    japanese: str
    literal: int


def told(message: object) -> str:
    """Return a message of the library, or an error with one, in the language of this request."""
    text = str(message)
    if not text or language() != "ja":
        return text
    lines = [_japanese(line) for line in text.split("\n")]
    if None not in lines:
        return "\n".join(filter(None, lines))
    concern = next((told_so for kind, told_so in _CONCERNS if isinstance(message, kind)), None)
    if concern is None and len(lines) > 1:
        return "\n".join(japanese or line for japanese, line in zip(lines, text.split("\n"), strict=True))
    return f"{concern}({text})" if concern is not None else gettext("詳細(英語): %(text)s", text=text)


def has_japanese(text: str) -> bool:
    """Whether a message has a Japanese text."""
    return _japanese(text) is not None


# Messages hold messages, and more than one form may fit: without memory, long ones would take ever longer.
@lru_cache(maxsize=1024)
def _japanese(text: str) -> str | None:
    for form in _forms():
        found = form.pattern.fullmatch(text)
        if found is None:
            continue
        values = {name: _value(name.rstrip("0123456789"), value) for name, value in found.groupdict().items()}
        if all(value is not None for value in values.values()):
            return form.japanese.format(**values)
    return None


def _value(kind: str, value: str) -> str | None:
    """Return what stands in the place of a placeholder; None where it ought to be a message and is none."""
    if kind == "message":
        return _japanese(value)
    if kind in _NAMES:
        return _names().get((kind, value), value)
    quoted = _QUOTED.fullmatch(value)
    return quoted[2] if quoted else value


@cache
def _forms() -> tuple[_Form, ...]:
    """Return the forms, those that say most by themselves first."""
    found = []
    for message in _catalogue():
        if message.context is None and isinstance(message.id, str) and message.id:
            pattern = _PLACEHOLDER.sub(_group, _escaped(message.id))
            literal = len(_PLACEHOLDER.sub("", message.id))
            found.append(_Form(re.compile(pattern, re.DOTALL), str(message.string), literal))
    return tuple(sorted(found, key=lambda form: -form.literal))


def _group(placeholder: re.Match[str]) -> str:
    name = placeholder[1]
    return f"(?P<{name}>{_SHAPES.get(name, '.+?')})"


def _escaped(text: str) -> str:
    """Escape what has a meaning in patterns, except placeholders."""
    parts = _PLACEHOLDER.split(text)
    return "".join(f"{{{part}}}" if place % 2 else re.escape(part) for place, part in enumerate(parts))


@cache
def _names() -> dict[tuple[str, str], str]:
    return {(message.context, str(message.id)): str(message.string) for message in _catalogue() if message.context}


@cache
def _catalogue() -> tuple[Message, ...]:
    with _CATALOGUE.open("rb") as stream:
        return tuple(read_po(stream, locale="ja"))
