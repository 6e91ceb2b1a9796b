"""The index in use: installed on first use, noticed when it changes, reloaded without a restart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quizgen.errors import HomeError, IndexVersionError, ModelError
from quizgen.files import exclusive_lock
from quizgen.index.carried import Models, identities_for
from quizgen.index.embedded import install_embedded, is_shipped
from quizgen.index.loaded import SenseIndex
from quizgen.index.version import Manifest, Versions


class CurrentIndex:
    """The current version of a data home, loaded; :meth:`get` gives the newer one once the pointer moves.

    ``expected``: the models that versions may want, or the identities that any version must have been built with.
    """

    def __init__(
        self, home: Path, expected: Models | Mapping[str, str], *, exact: bool | None = None, progress: bool = False
    ) -> None:
        self.versions = Versions(home)
        self._expected = expected
        self._exact = exact
        ensure_version(home, progress=progress)
        self._index = self._load()

    def get(self) -> SenseIndex:
        """Return the current index; a version that cannot be loaded leaves the one before in use and raises."""
        number = self.versions.current()
        if number is not None and number != self._index.number:
            self._index = self._load()
        return self._index

    def _load(self) -> SenseIndex:
        while True:
            number = self.versions.current()
            assert number is not None  # ensure_version made one
            try:
                folder = self.versions.path(number)
                expected = identities_for(self._expected, folder)
                return SenseIndex.load(folder, number, expected, exact=self._exact)
            except (IndexVersionError, ModelError, OSError):
                # Between two switches a version may be removed while it is read.
                if self.versions.current() == number:
                    raise


def ensure_version(home: Path, *, progress: bool = False) -> None:
    """Install the shipped index where there is none, or where a newer one replaces a shipped one in use.

    Processes that start at the same moment wait for the first of them. Raises :class:`HomeError` when the data home
    cannot be written.
    """
    versions = Versions(home)
    if not _outdated(versions):
        return
    try:
        with exclusive_lock(home / "index.lock"):
            if _outdated(versions):
                versions.clear_leavings()
                versions.activate(install_embedded(versions, progress=progress))
    except OSError as error:
        raise HomeError(
            f"data home {home}: the index cannot be installed ({error.strerror or error}); "
            "free some space or choose another QUIZGEN_HOME"
        ) from error


def _outdated(versions: Versions) -> bool:
    current = versions.current()
    if current is None:
        return True
    manifest = Manifest.load(versions.path(current))
    return manifest.origin == "embedded" and not is_shipped(manifest)
