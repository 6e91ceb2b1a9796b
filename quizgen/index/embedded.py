"""The index that quizgen ships: its vectors are installed into the data home, where its graph is built on first use."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from quizgen.data import data_path
from quizgen.errors import IndexVersionError
from quizgen.index.graph import GRAPH_FILES, Graph
from quizgen.index.loaded import CHANNELS_FILE, CLASSES_FILE, KINDS_FILE, PARTS, index_identity
from quizgen.index.senses import SenseTable
from quizgen.index.settings import IndexSettings
from quizgen.index.version import Manifest, Versions, describe_files
from quizgen.senses.channels import Channels
from quizgen.senses.classes import ClassModel
from quizgen.senses.kinds import KindModel

# What a shipped index was built with; a file of its own, since files and graph are described when it is installed.
BUILT = "built.json"
Taken = TypeVar("Taken")
_IDENTITIES = ("encoder", "input_form", "dictionary", "lexicon", "vectors")


def embedded_folder() -> Path:
    """Return where the shipped senses lie."""
    return data_path("senses")


def is_shipped(manifest: Manifest) -> bool:
    """Whether a version is what this release ships, as installing it now would make it: files, settings, identities.

    Raises :class:`IndexVersionError` when the shipped index is damaged.
    """
    folder = embedded_folder()
    built = read_built(folder)
    return (
        manifest.settings == read_settings(folder).to_dict()
        and all(getattr(manifest, name) == built[name] for name in _IDENTITIES)
        and all(manifest.files.get(name) == described for name, described in describe_files(folder, [*PARTS]).items())
    )


def install_embedded(versions: Versions, *, progress: bool = False) -> int:
    """Publish the shipped index as a version of this data home, its graph built here; returns its number.

    ``progress`` draws a bar on standard error while the graph is built.
    """
    source = embedded_folder()
    with versions.building() as folder:
        for name in PARTS:
            shutil.copyfile(source / name, folder / name)
        return finish_version(versions, folder, read_built(source), progress=progress, settings=read_settings(source))


def finish_version(
    versions: Versions,
    folder: Path,
    built: Mapping[str, str],
    *,
    progress: bool,
    settings: IndexSettings | None = None,
    before_publishing: Callable[[Path], None] = lambda folder: None,
    carried: Sequence[str] = (),
) -> int:
    """Build the graph of a folder that has its parts, describe it, and publish it; returns its number.

    ``built``: the manifest's identities and origin. ``before_publishing`` is called with the complete folder; what it
    raises leaves nothing behind. ``carried``: further files of it (:mod:`quizgen.index.carried`).
    """
    settings = settings or IndexSettings()
    table = SenseTable.load(folder)
    Graph.build(table.vectors(), settings.graph, progress=progress).save(folder)
    Manifest(
        identity=index_identity(
            table,
            Channels.load(folder / CHANNELS_FILE),
            ClassModel.load(folder / CLASSES_FILE),
            KindModel.load(folder / KINDS_FILE),
            settings,
        ),
        origin=built["origin"],
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=built["encoder"],
        input_form=built["input_form"],
        dictionary=built["dictionary"],
        lexicon=built["lexicon"],
        vectors=built["vectors"],
        senses=len(table),
        dimensions=int(table.codes.shape[1]),
        settings=settings.to_dict(),
        files=describe_files(folder, [*PARTS, *GRAPH_FILES, *carried]),
    ).save(folder)
    before_publishing(folder)
    return versions.publish(folder)


def read_built(folder: Path) -> dict[str, str]:
    """Return the identities of what a folder of senses was made with. Raises :class:`IndexVersionError`."""
    return _read_built(folder, lambda built: {name: str(built[name]) for name in ("origin", *_IDENTITIES)})


def read_settings(folder: Path) -> IndexSettings:
    """Return the settings of a folder of senses: graph, and the weights learned on development data."""
    return _read_built(folder, lambda built: IndexSettings.from_dict(built["settings"]))


def _read_built(folder: Path, take: Callable[[dict[str, Any]], Taken]) -> Taken:
    path = folder / BUILT
    try:
        return take(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexVersionError(f"senses {path}: cannot be read ({error}); install quizgen again") from error
