"""Installing senses that were made for an encoder, vectors or seed lists other than the shipped ones."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from quizgen.errors import IndexVersionError
from quizgen.index.activation import activate
from quizgen.index.carried import Models, copy_model
from quizgen.index.embedded import BUILT, finish_version, read_built, read_settings
from quizgen.index.loaded import PARTS
from quizgen.index.verify import verify_and_keep
from quizgen.index.version import Manifest, Versions
from quizgen.model import Model


def install_senses(
    home: Path,
    source: Path,
    shipped: Model,
    *,
    encoder: Path | None = None,
    vectors: Path | None = None,
    seeds: Path | None = None,
) -> int:
    """Publish a folder of senses as a version that carries the parts of a model given, activate it, return its number.

    ``source``: a folder as ``python -m quizgen.archive.embed`` writes it. ``encoder``: a folder with options.json and
    weights.hdf5; ``vectors``: a file of word vectors; ``seeds``: a folder of seed lists. Raises
    :class:`IndexVersionError` for a folder that lacks a part, and for senses that were made with something else than
    what is given, naming both; the current version stays.
    """
    missing = [name for name in (*PARTS, BUILT) if not (source / name).is_file()]
    if missing:
        raise IndexVersionError(f"{source}: expected the senses of an index, {', '.join(missing)} missing")
    versions = Versions(home)
    versions.clear_leavings()
    models = Models(shipped)
    with versions.building() as folder:
        for name in PARTS:
            shutil.copyfile(source / name, folder / name)
        carried = copy_model(folder, encoder, vectors, seeds)

        def check(finished: Path) -> None:
            model = models.of(finished, Manifest.load(finished))
            _require_same(source, read_built(source), model.identities)
            verify_and_keep(finished)

        number = finish_version(
            versions,
            folder,
            {**read_built(source), "origin": "archive"},
            progress=False,
            settings=read_settings(source),
            before_publishing=check,
            carried=carried,
        )
    activate(versions, number, models)
    return number


def _require_same(source: Path, built: Mapping[str, str], given: Mapping[str, str]) -> None:
    for name, value in given.items():
        if built[name] != value:
            raise IndexVersionError(
                f"{source}: made with {name} {built[name][:60]}, but {value[:60]} is given; give that which made it"
            )
