"""What differs between versions of a quiz, part by part, as people read it: for conflicts and for the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quizgen.desk.content import EDITABLE
from quizgen.web.i18n import format_datetime
from quizgen.web.i18n import gettext as _
from quizgen.web.quizzes_names import PARTS, STATES

PARTS_OF_TEXT = ("stem", "choices", "explanation", "ruby")
"""The parts that are shown side by side; the answer belongs to the choices."""

_PLAIN = ("state", "section", "date", "assignee", "author", "approver", "publish_at", "embargo_until", "reason")
_TIMES = ("publish_at", "embargo_until")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a quiz in the versions of a conflict, each as a text. ``base``: None where nobody knows it any more.

    ``by_me``, ``by_them``: who changed it.
    """

    name: str
    label: str
    mine: str
    theirs: str
    base: str | None
    by_me: bool
    by_them: bool

    @property
    def contested(self) -> bool:
        """Whether both changed it, and not alike."""
        return self.by_me and self.by_them and self.mine != self.theirs


def parts(mine: Mapping[str, Any], theirs: Mapping[str, Any], base: Mapping[str, Any] | None) -> tuple[Part, ...]:
    """Return every part of text of two contents, and of the one that both began from."""
    found = []
    for name in PARTS_OF_TEXT:
        my_text, their_text = shown(mine, name), shown(theirs, name)
        text = shown(base, name) if base is not None else None
        by_me, by_them = my_text != (text if text is not None else their_text), text is None or their_text != text
        found.append(Part(name, str(PARTS[name]), my_text, their_text, text, by_me, by_them and my_text != their_text))
    return tuple(found)


def merged(mine: Mapping[str, Any], theirs: Mapping[str, Any], taken: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields to save: of each part mine, or theirs where ``taken`` says "theirs"."""
    fields = {"choices": ("choices", "answer", "distractors")}
    wanted = {name: mine[name] for name in EDITABLE if name in mine}
    for part in PARTS_OF_TEXT:
        if taken.get(part) == "theirs":
            wanted |= {name: theirs.get(name, {}) for name in fields.get(part, (part,))}
    return wanted


def shown(content: Mapping[str, Any], part: str) -> str:
    """Return a part of a content as lines of text."""
    if part == "choices":
        right = content["answer"]
        return "\n".join(
            _("%(choice)s(正解)", choice=choice) if place == right else choice
            for place, choice in enumerate(content["choices"])
        )
    if part == "ruby":
        return "\n".join(f"{choice} {reading}" for choice, reading in sorted(content.get("ruby", {}).items()))
    return str(content[part])


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[tuple[str, str, str]]:
    """Return what one line of the history changed: label, text before and text after."""
    if not before or not after:
        return []
    found: list[tuple[str, str, str]] = []
    if before.get("content") and after.get("content"):
        for name in PARTS_OF_TEXT:
            texts = shown(before["content"], name), shown(after["content"], name)
            if texts[0] != texts[1]:
                found.append((str(PARTS[name]), *texts))
    for name in _PLAIN:
        old, new = before.get(name) or "", after.get(name) or ""
        if old != new:
            found.append((str(PARTS[name]), _plain(name, old), _plain(name, new)))
    return found


def _plain(name: str, value: str) -> str:
    if name == "state":
        return str(STATES.get(value, value))
    if name in _TIMES:
        return format_datetime(datetime.fromisoformat(value)) if value else ""
    if name == "reason" and value == "article_changed":
        return _("記事が更新されたため")
    return value
