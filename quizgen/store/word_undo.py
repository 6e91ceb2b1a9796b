"""Taking back an operation on words, where nothing that came later stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from quizgen.errors import WordError
from quizgen.store.models import LARGEST_NUMBER, actions
from quizgen.store.word import CONTENT, Word
from quizgen.store.word_history import Action, Snapshot, content_of, fetch_actions, snapshot
from quizgen.store.word_operation import WordOperation, by_whom
from quizgen.store.word_rows import Deleted, fetch_by_row

_SHOWN = 5


class UndoConflict(WordError):
    """Later changes overlap with what was to be undone; ``problems`` holds a line for each word and field."""

    def __init__(self, number: int, problems: Sequence[str]) -> None:
        shown = "; ".join(problems[:_SHOWN])
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        super().__init__(f"operation {number} cannot be undone: {shown}{more}; undo what came later first")
        self.problems = tuple(problems)


def take_back(operation: WordOperation, number: int) -> None:
    """Undo an operation: added words go, deleted ones come back, changed fields get the value that they had.

    What else was changed in such a word since stays. Raises :class:`UndoConflict` when a field that is to go back was
    changed again, an added word was changed at all, or a deleted one has been added again; and :class:`WordError`
    when no operation has this number.
    """
    connection = operation.write.connection
    lines = fetch_actions(connection, actions.c.generation == number) if abs(number) <= LARGEST_NUMBER else []
    if not lines:
        raise WordError(f"operation {number}: nothing was done to words under this number; see the history for those")
    here = fetch_by_row(connection, [line.word_id for line in lines])
    problems: list[str] = []
    gone: list[Word] = []
    changed: list[tuple[Word, dict[str, Any]]] = []
    back: list[Action] = []
    for line in lines:
        current = here.get(line.word_id)
        if line.after is None:
            assert line.before is not None
            if current is not None:
                problems.append(f"{line.entry_id} is there again")
            else:
                back.append(line)
            continue
        wanted = _fields_to_set(line)
        if current is None:
            problems.append(f"{line.entry_id} is gone{_later(operation, line, None)}")
            continue
        now = snapshot(current) or {}
        problems += [
            f"{field} of {current.entry_id} is now {now[field]!r}{_later(operation, line, field)}"
            for field in (CONTENT if wanted is None else wanted)
            if field in line.after and now[field] != line.after[field]
        ]
        if wanted is None:
            gone.append(current)
        else:
            changed.append((current, wanted))
    if problems:
        raise UndoConflict(number, problems)
    operation.remove(gone)
    for current, wanted in changed:
        operation.change(current, replace(current, **wanted))
    operation.restore(_deleted(operation, back))
    if not operation.changes:
        raise WordError(f"operation {number}: everything is as it was before it already")


def _deleted(operation: WordOperation, lines: Sequence[Action]) -> list[Deleted]:
    added = operation.first_added([line.word_id for line in lines])
    return [
        Deleted(line.word_id, line.before["version"], added[line.word_id], content_of(line.before))
        for line in lines
        if line.before is not None
    ]


def _fields_to_set(line: Action) -> dict[str, Any] | None:
    """Return the fields that an action changed with the values from before; None for an added word."""
    if line.before is None or line.after is None:
        return None
    before = content_of(line.before)
    return {name: getattr(before, name) for name in CONTENT if _differs(name, line.before, line.after)}


def _differs(name: str, before: Snapshot, after: Snapshot) -> bool:
    return name in before and before[name] != after.get(name)


def _later(operation: WordOperation, line: Action, field: str | None) -> str:
    """Return by whom, in which operation, a word was changed after an action."""
    done = fetch_actions(
        operation.write.connection, actions.c.word_id == line.word_id, actions.c.generation > line.operation
    )
    for action in reversed(done):
        if field is None or (action.before and action.after and _differs(field, action.before, action.after)):
            return f"{by_whom([action.who])} (operation {action.operation}, {action.what})"
    return ""
