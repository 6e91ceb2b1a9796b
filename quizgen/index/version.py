"""Numbered index versions under the data home, published by one rename and switched by another.

    <home>/index/<number>/manifest.json and the files it names        a version, complete or absent
    <home>/index/current                                               the number in use

A build writes into a folder beside the versions (:mod:`quizgen.index.building`), so that killing it at any moment
leaves the current version as it was; the leavings are cleared by the next build.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from quizgen.errors import IndexVersionError
from quizgen.files import replace_text, sync_folder
from quizgen.index.building import building_folder, clear_leavings, folder_lock, remove_folder

MANIFEST, CURRENT = "manifest.json", "current"
FORMAT = 1
KEPT_VERSIONS = 5
"""How many versions a build leaves, unless another number is given."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is made of. Identities are hashes; ``files`` maps each file to its size and SHA-256.

    ``identity`` is the hash of vectors and parameters, never of NMSLIB's file, which differs from build to build.
    ``origin``: "embedded" for the one that quizgen ships, "archive" for a newsroom's own.
    """

    identity: str
    origin: str
    created: str
    encoder: str
    input_form: str
    dictionary: str
    lexicon: str
    vectors: str
    senses: int
    dimensions: int
    settings: Mapping[str, Any]
    files: Mapping[str, Mapping[str, Any]]
    format: int = FORMAT

    def save(self, folder: Path) -> None:
        """Write the manifest, the last file of a version."""
        replace_text(folder / MANIFEST, json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n")

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read a version's manifest. Raises :class:`IndexVersionError` when it is missing or not one of ours."""
        path = folder / MANIFEST
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise IndexVersionError(f"index {folder}: no readable manifest ({error}); roll back or rebuild") from error
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            found = data.get("format") if isinstance(data, dict) else type(data).__name__
            raise IndexVersionError(
                f"index {folder}: expected manifest format {FORMAT}, got {found}; rebuild the index"
            )
        missing = [field.name for field in fields(cls) if field.name not in data]
        if missing:
            raise IndexVersionError(f"index {folder}: its manifest lacks {', '.join(missing)}; roll back or rebuild")
        manifest = cls(**{field.name: data[field.name] for field in fields(cls)})
        wrong = [field.name for field in fields(cls) if not _fits(getattr(manifest, field.name), str(field.type))]
        if wrong:
            raise IndexVersionError(
                f"index {folder}: its manifest holds no proper {', '.join(wrong)}; roll back or rebuild"
            )
        return manifest

    def check_files(self, folder: Path) -> None:
        """Compare the files with the manifest: sizes and checksums, which take milliseconds.

        Raises :class:`IndexVersionError` naming the file, what was expected and what is there.
        """
        for name, expected in self.files.items():
            path = folder / name
            size = path.stat().st_size if path.is_file() else None
            if size != expected.get("bytes"):
                found = "none" if size is None else f"{size} bytes"
                raise IndexVersionError(
                    f"index {folder}: {name} should have {expected.get('bytes')} bytes, found {found}; "
                    "roll back or rebuild"
                )
            found = file_hash(path)
            if found != expected.get("sha256"):
                raise IndexVersionError(
                    f"index {folder}: {name} should have SHA-256 {str(expected.get('sha256'))[:12]}…, found "
                    f"{found[:12]}…; roll back or rebuild"
                )


class Versions:
    """The versions under one data home."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "index"

    def numbers(self) -> list[int]:
        """Return the numbers of the complete versions, ascending."""
        if not self.folder.is_dir():
            return []
        return sorted(
            int(path.name) for path in self.folder.iterdir() if path.name.isdecimal() and (path / MANIFEST).is_file()
        )

    def current(self) -> int | None:
        """Return the number in use, None where there is none yet. Raises :class:`IndexVersionError`."""
        try:
            text = (self.folder / CURRENT).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexVersionError(
                f"index pointer {self.folder / CURRENT}: unreadable ({error}); run quizgen index activate NUMBER"
            ) from error
        if not text.isdigit():
            raise IndexVersionError(
                f"index pointer {self.folder / CURRENT}: expected a version number, got {text[:40]!r}; "
                "run quizgen index activate NUMBER"
            )
        return int(text)

    def path(self, number: int) -> Path:
        """Return a version's folder. Raises :class:`IndexVersionError` when there is no such version."""
        path = self.folder / str(number)
        if not (path / MANIFEST).is_file():
            have = ", ".join(map(str, self.numbers())) or "none"
            raise IndexVersionError(
                f"index version {number}: not there; activate one of those that are ({have}), or rebuild the index"
            )
        return path

    def building(self) -> AbstractContextManager[Path]:
        """Give a fresh folder to build in; it is removed if the build fails and was not published."""
        return building_folder(self.folder)

    def publish(self, folder: Path) -> int:
        """Rename a complete build to the next free number and return it; it is not yet in use."""
        if not (folder / MANIFEST).is_file():
            raise IndexVersionError(f"index build {folder}: it has no manifest and cannot be published")
        sync_folder(folder)
        number = max([0, *self.numbers()]) + 1
        while True:
            try:
                folder.rename(self.folder / str(number))
            except OSError:
                if not (self.folder / str(number)).exists():
                    raise
                number += 1
                continue
            sync_folder(self.folder)
            return number

    def activate(self, number: int) -> None:
        """Make a version the current one. Raises :class:`IndexVersionError` when it is missing or damaged."""
        path = self.path(number)
        Manifest.load(path).check_files(path)
        with folder_lock(self.folder):
            replace_text(self.folder / CURRENT, f"{number}\n")

    def previous(self) -> int:
        """Return the version before the current one. Raises :class:`IndexVersionError` when there is none."""
        current = self.current()
        before = [number for number in self.numbers() if current is None or number < current]
        if not before:
            raise IndexVersionError("index rollback: there is no version before the current one")
        return before[-1]

    def prune(self, keep: int, also: Collection[int] = ()) -> list[int]:
        """Remove old versions and return their numbers.

        The ``keep`` newest stay, the current one, the one before it that a rollback returns to, and those in ``also``.
        """
        numbers = self.numbers()
        current = self.current()
        if current is None:
            return []
        kept = {current, *numbers[-keep:], *also, *[number for number in numbers if number < current][-1:]}
        removed = [number for number in numbers if number not in kept]
        for number in removed:
            remove_folder(self.folder / str(number))
        return removed

    def clear_leavings(self) -> None:
        """Remove what killed builds and switches left behind (not what a live one builds in)."""
        if not self.folder.is_dir():
            return
        clear_leavings(self.folder)
        with folder_lock(self.folder):
            for path in self.folder.glob(f".{CURRENT}.*"):
                path.unlink(missing_ok=True)


def describe_files(folder: Path, names: list[str]) -> dict[str, dict[str, Any]]:
    """Return each file's size and SHA-256 for the manifest."""
    return {name: {"bytes": (folder / name).stat().st_size, "sha256": file_hash(folder / name)} for name in names}


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fits(value: object, annotation: str) -> bool:
    """Whether a value read from JSON is of a manifest field's type."""
    if annotation.startswith("Mapping[str, Mapping"):
        return isinstance(value, dict) and all(isinstance(part, dict) for part in value.values())
    expected = {"str": str, "int": int}.get(annotation, dict)
    return isinstance(value, expected)
