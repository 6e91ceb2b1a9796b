"""Index versions of chosen senses, for benchmarks that want more or fewer than ship."""

from __future__ import annotations

from quizgen.index.embedded import embedded_folder, finish_version
from quizgen.index.loaded import CHANNELS_FILE, CLASSES_FILE, KINDS_FILE
from quizgen.index.senses import SenseTable
from quizgen.index.settings import IndexSettings
from quizgen.index.version import Versions
from quizgen.model import Model


def publish_senses(versions: Versions, table: SenseTable, model: Model, settings: IndexSettings) -> int:
    """Publish and activate a version of these senses, with the shipped maps and models; returns its number."""
    with versions.building() as folder:
        table.save(folder)
        for name in (CHANNELS_FILE, CLASSES_FILE, KINDS_FILE):
            (folder / name).write_bytes((embedded_folder() / name).read_bytes())
        built = {"origin": "archive", "lexicon": model.lexicon.identity, **model.identities}
        number = finish_version(versions, folder, built, progress=False, settings=settings)
    versions.activate(number)
    return number
