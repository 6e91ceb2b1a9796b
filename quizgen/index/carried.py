"""What a version may carry besides its senses: an encoder, word vectors and seed lists of its own.

    <version>/encoder/options.json, weights.hdf5      the encoder that made its senses
    <version>/static.npz                              the word vectors
    <version>/lexicon/<category>/<class>.csv          the seed lists
    <version>/base/                                   the senses as installed, which an archive's build starts from

They are files of its manifest like the others, with checksums. A version that carries none is for the model that
quizgen ships. So another encoder, other vectors or lists go live, and are left again, by activating a version.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from quizgen.elmo import ElmoEncoder
from quizgen.errors import ArgumentError
from quizgen.index.senses import SENSES, VECTORS
from quizgen.index.version import Manifest
from quizgen.lexicon.default import default_lexicon
from quizgen.model import Model
from quizgen.vectors import WordVectors

ENCODER, STATIC, LEXICON, BASE = "encoder", "static.npz", "lexicon", "base"
_OPTIONS, _WEIGHTS = "options.json", "weights.hdf5"


class Models:
    """The models that versions want: the shipped one, with what a version carries in the place of its parts.

    The last model is kept, so that versions that carry the same cost nothing to switch between.
    """

    def __init__(self, shipped: Model) -> None:
        self.shipped = shipped
        self._last: tuple[tuple[str, ...], Model] = ((), shipped)

    def of(self, folder: Path, manifest: Manifest) -> Model:
        """Return the model for a version. Raises :class:`~quizgen.errors.QuizgenError` for what cannot be read."""
        carried = carried_files(manifest)
        if not carried:
            return self.shipped
        name = tuple(f"{file} {manifest.files[file].get('sha256')}" for file in carried)
        if self._last[0] != name:
            self._last = (name, _model(folder, carried, self.shipped))
        return self._last[1]


def carried_files(manifest: Manifest) -> list[str]:
    """Return the names of a version's files that are parts of a model, sorted."""
    return sorted(name for name in manifest.files if name == STATIC or name.split("/")[0] in (ENCODER, LEXICON))


def has_base(manifest: Manifest) -> bool:
    """Whether a version carries the senses that an archive's build starts from."""
    return f"{BASE}/{SENSES}" in manifest.files


def link_carried(source: Path, manifest: Manifest, folder: Path) -> list[str]:
    """Put what a version carries into another's folder as well, without a copy where the disk allows; return its names.

    A version that carries a model but no base, as one just installed, is the base itself.
    """
    carried = carried_files(manifest)
    if not carried:
        return []
    base = [f"{BASE}/{name}" for name in (VECTORS, SENSES)]
    for name in carried:
        _link(source / name, folder / name)
    for name in base:
        _link(source / (name if has_base(manifest) else name.removeprefix(f"{BASE}/")), folder / name)
    return [*carried, *base]


def copy_model(folder: Path, encoder: Path | None, vectors: Path | None, seeds: Path | None) -> list[str]:
    """Copy parts of a model into a version's folder; return their names. Raises :class:`ArgumentError`."""
    wanted: dict[str, Path] = {}
    if encoder is not None:
        wanted |= {f"{ENCODER}/{name}": encoder / name for name in (_OPTIONS, _WEIGHTS)}
    if vectors is not None:
        wanted[STATIC] = vectors
    if seeds is not None:
        lists = sorted(seeds.glob("*/*.csv"))
        if not lists:
            raise ArgumentError(f"{seeds}: expected seed lists, <category>/<class>.csv; found none")
        wanted |= {f"{LEXICON}/{path.relative_to(seeds).as_posix()}": path for path in lists}
    for name, path in wanted.items():
        if not path.is_file():
            raise ArgumentError(f"{path}: expected a file; found none")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
    return list(wanted)


def identities_for(models: Models | Mapping[str, str], folder: Path) -> Mapping[str, str]:
    """Return what a version must have been built with: the identities given, or those of the model that it wants."""
    if isinstance(models, Models):
        return models.of(folder, Manifest.load(folder)).identities
    return models


def _model(folder: Path, carried: Iterable[str], shipped: Model) -> Model:
    parts = {name.split("/")[0] for name in carried}
    model = shipped
    if ENCODER in parts:
        own = folder / ENCODER
        threads = shipped.encoder.threads
        model = replace(model, encoder=ElmoEncoder.load(own / _OPTIONS, own / _WEIGHTS, threads=threads))
    if STATIC in parts:
        model = replace(model, vectors=WordVectors.load(folder / STATIC))
    if LEXICON in parts:
        model = replace(model, lexicon=default_lexicon(folder / LEXICON))
    return model


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, target)
