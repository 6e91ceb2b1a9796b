"""A version with other weights: they multiply the query only, so vectors and graph stay as they are."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime

from quizgen.index.loaded import SenseIndex, index_identity
from quizgen.index.settings import IndexSettings
from quizgen.index.version import Versions


def publish_settings(versions: Versions, index: SenseIndex, settings: IndexSettings) -> int:
    """Publish a copy of ``index`` with other weights and switch to it; returns its number.

    Raises :class:`~quizgen.errors.IndexVersionError` when the version it is copied from is missing or damaged.
    """
    source = versions.path(index.number)
    index.manifest.check_files(source)
    with versions.building() as folder:
        for name in index.manifest.files:
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(source / name, folder / name)
        replace(
            index.manifest,
            identity=index_identity(index.table, index.channels, index.classes, index.kinds, settings),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            settings=settings.to_dict(),
        ).save(folder)
        number = versions.publish(folder)
    versions.activate(number)
    return number
