"""Commands about the index: status, activate, rollback, verify, and those about builds."""

from __future__ import annotations

from pathlib import Path

import click

from quizgen.cli import index_jobs
from quizgen.cli.common import as_json, home_option, print_json, print_table
from quizgen.cli.index_jobs import describe_job
from quizgen.errors import IndexVersionError
from quizgen.home import data_home
from quizgen.index.verify import Verification
from quizgen.index.version import Manifest, Versions
from quizgen.index.waiting import waiting_words
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import WordRepository, open_store
from quizgen.store.job import WAITING
from quizgen.store.jobs import JobRepository

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def index() -> None:
    """The index of senses: its versions and how they are made."""


for command in (index_jobs.build, index_jobs.cancel, index_jobs.log):
    index.add_command(command)


@index.command()
@as_json
@home_option
def status(as_json: bool, home: Path | None) -> None:
    """Print the versions, which is in use and what it was made with, the builds that run or wait, and waiting words.

    \b
    quizgen index status
    """
    path = data_home(home)
    versions = Versions(path)
    current = versions.current()
    manifests, damaged = _manifests(versions)
    verified = {number: Verification.load(versions.path(number)) for number in manifests}
    with open_store(path) as store:
        jobs = JobRepository(store).find(states=WAITING)
        waiting = waiting_words(versions, WordRepository(store, WORD_RULES))
    if as_json:
        described = {
            number: {**_described(item), "verified": _recall(verified[number])} for number, item in manifests.items()
        }
        print_json(
            {
                "current": current,
                "versions": described,
                "jobs": [job.to_dict() for job in jobs],
                "waiting_words": [word.entry_id for word in waiting],
            }
        )
    else:
        _print_versions(current, manifests, verified)
        for job in reversed(jobs):
            click.echo(describe_job(job))
        click.echo(f"words that wait for the next build, and are searched beside the graph: {len(waiting)}")
    if damaged:
        click.get_current_context().exit(1)


@index.command()
@click.argument("number", type=int)
@home_option
def activate(number: int, home: Path | None) -> None:
    """Switch to version NUMBER, if the model that runs can use it; running processes notice.

    \b
    quizgen index activate 2
    """
    from quizgen.index.activation import activate
    from quizgen.index.carried import Models
    from quizgen.model import load_model

    activate(Versions(data_home(home)), number, Models(load_model()))
    click.echo(f"index version {number} is in use")


@index.command()
@click.argument("senses", type=_FOLDER)
@click.option("--encoder", type=_FOLDER, help="The encoder that made them: options.json, weights.hdf5.")
@click.option("--vectors", type=_FILE, help="Their word vectors.")
@click.option("--lexicon", type=_FOLDER, help="Seed lists: <category>/<class>.csv.")
@home_option
def install(senses: Path, encoder: Path | None, vectors: Path | None, lexicon: Path | None, home: Path | None) -> None:
    """Install the folder SENSES as a version that carries an encoder, vectors or lists of its own, and switch to it.

    What is not given is the shipped one. Running processes take these up with the version, and leave them with it.

    \b
    quizgen index install senses --encoder model --vectors vectors.npz
    """
    from quizgen.index.installing import install_senses
    from quizgen.model import load_model

    number = install_senses(data_home(home), senses, load_model(), encoder=encoder, vectors=vectors, seeds=lexicon)
    click.echo(f"index version {number} is in use")


@index.command()
@home_option
def rollback(home: Path | None) -> None:
    """Switch back to the newest version before the current one that can be used.

    Where there is none, the shipped index is installed beside the others and put into use.

    \b
    quizgen index rollback
    """
    from quizgen.index.activation import roll_back
    from quizgen.index.carried import Models
    from quizgen.model import load_model

    path = data_home(home)
    versions = Versions(path)
    current = versions.current()
    number = roll_back(versions, Models(load_model()), path, _warn)
    if current is not None and number > current:
        click.echo("no version before the current one can be used; the shipped index was installed")
    click.echo(f"index version {number} is in use")


@index.command()
@click.option("--number", type=int, help="Which version; else the current one.")
@click.option("--sample", default=200, show_default=True, help="Queries for the recall of the graph.")
@home_option
def verify(number: int | None, sample: int, home: Path | None) -> None:
    """Check a version's files and how many true neighbours its graph finds; index status shows the last result.

    \b
    quizgen index verify
    """
    from quizgen.index.verify import verify_and_keep

    versions = Versions(data_home(home))
    number = versions.current() if number is None else number
    if number is None:
        raise IndexVersionError("index verify: no version yet; run any command that searches, it installs one")
    found = verify_and_keep(versions.path(number), sample)
    click.echo(
        f"index version {number}: checksums right; recall@10 of the graph {found.recall:.3f} on {sample} queries"
    )


def _manifests(versions: Versions) -> tuple[dict[int, Manifest], bool]:
    """Return what the versions say of themselves, and whether some cannot be read, each of which is told."""
    manifests: dict[int, Manifest] = {}
    for number in versions.numbers():
        try:
            manifests[number] = Manifest.load(versions.path(number))
        except IndexVersionError as error:
            _warn(str(error))
    return manifests, len(manifests) < len(versions.numbers())


def _print_versions(
    current: int | None, manifests: dict[int, Manifest], verified: dict[int, Verification | None]
) -> None:
    if manifests:
        print_table(
            (
                (
                    "*" if number == current else "",
                    number,
                    item.origin,
                    item.senses,
                    _recall(verified[number]) or "",
                    item.created,
                    item.identity[:16],
                )
                for number, item in manifests.items()
            ),
            ("", "version", "origin", "senses", "recall@10", "created", "identity"),
        )
    else:
        click.echo("no version yet: the shipped index is installed on first use")
    if current in manifests:
        for name, value in _described(manifests[current]).items():
            click.echo(f"{name}: {value}")


def _warn(reason: str) -> None:
    click.echo(f"quizgen: {reason}", err=True)


def _recall(verified: Verification | None) -> float | None:
    return None if verified is None else verified.recall


def _described(manifest: Manifest) -> dict[str, object]:
    names = (
        "identity",
        "origin",
        "created",
        "senses",
        "dimensions",
        "encoder",
        "input_form",
        "dictionary",
        "lexicon",
        "vectors",
    )
    described = {name: getattr(manifest, name) for name in names}
    return {**described, **manifest.settings}
