"""What the index page shows: versions, what is in use, the jobs that build, the words that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from quizgen.errors import IndexVersionError
from quizgen.index.senses import SenseTable
from quizgen.index.verify import Verification
from quizgen.index.version import Manifest, Versions
from quizgen.store import Word, WordRepository

# A version's senses number tens of thousands; what they are of does not change.
_VERSIONS_KEPT = 4


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version of the index. ``manifest``: None for a damaged one, with the ``problem`` said."""

    number: int
    is_current: bool
    manifest: Manifest | None
    verified: Verification | None
    problem: str = ""

    @property
    def created(self) -> datetime | None:
        """When it was made, None where its manifest does not say so properly."""
        try:
            made = datetime.fromisoformat(self.manifest.created) if self.manifest else None
        except ValueError:
            return None
        return made if made is None or made.tzinfo else made.replace(tzinfo=UTC)

    @property
    def megabytes(self) -> float:
        """Its size on disk."""
        files = self.manifest.files.values() if self.manifest else ()
        return sum(int(file.get("bytes", 0)) for file in files) / 2**20


def shown_versions(versions: Versions) -> list[ShownVersion]:
    """Return every version, the newest first, damaged ones too."""
    try:
        current = versions.current()
    except IndexVersionError:
        current = None
    return [_shown(versions, number, number == current) for number in reversed(versions.numbers())]


def waiting(versions: Versions, repository: WordRepository) -> list[Word]:
    """Return the words that the current version has not taken in, the newest first; blocked ones left out.

    As :func:`quizgen.index.waiting.waiting_words`, without reading the version's senses each time.
    """
    try:
        current = versions.current()
        taken = frozenset() if current is None else _taken(versions.path(current), _identity(versions, current))
    except IndexVersionError:
        taken = frozenset()
    return [word for word in reversed(_all(repository)) if word.entry_id not in taken and not word.blocked]


def _all(repository: WordRepository) -> Sequence[Word]:
    return tuple(repository.export())


def _shown(versions: Versions, number: int, is_current: bool) -> ShownVersion:
    try:
        folder = versions.path(number)
        return ShownVersion(number, is_current, Manifest.load(folder), Verification.load(folder))
    except IndexVersionError as error:
        return ShownVersion(number, is_current, None, None, str(error))


def _identity(versions: Versions, number: int) -> str:
    return Manifest.load(versions.path(number)).identity


@lru_cache(maxsize=_VERSIONS_KEPT)
def _taken(folder: Path, identity: str) -> frozenset[str]:
    """Return the words that a version has; ``identity`` tells a number that was given anew from the one before."""
    return frozenset(sense.entry_id for sense in SenseTable.load(folder).senses)
