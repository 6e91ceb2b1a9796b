"""Commands about the index: build, status, activate, rollback, verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from tqdm import tqdm

from quizgen.cli.common import as_json, home_option, load_generator, print_json, print_table
from quizgen.errors import IndexVersionError
from quizgen.home import data_home
from quizgen.index.version import Manifest, Versions


@click.group()
def index() -> None:
    """The index of senses: its versions and how they are made."""


@index.command()
@click.option(
    "--articles",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The newsroom's archive: JSON Lines, plain or gzipped; may be repeated.",
)
@home_option
def build(articles: tuple[Path, ...], home: Path | None) -> None:
    """Build a version from an archive and the words that editors added, and switch to it.

    \b
    quizgen index build --articles archive.jsonl
    quizgen index build                              take in the editors' words only
    """
    from quizgen.index.build import build_index

    generator = load_generator(home)
    shown = sys.stderr.isatty()
    bars: dict[str, tqdm[None]] = {}
    bad = 0

    def progress(step: str, done: int, total: int) -> None:
        if step not in bars:
            bars[step] = tqdm(total=total or None, desc=step, unit="", disable=not shown)
        bars[step].update(done - bars[step].n)

    def report_bad(line: object) -> None:
        nonlocal bad
        bad += 1
        click.echo(f"quizgen: {line}", err=True)

    report = build_index(
        generator.home,
        generator.index,
        generator.model,
        articles,
        progress=progress,
        on_bad=report_bad,
        show_graph=shown,
    )
    for bar in bars.values():
        bar.close()
    click.echo(
        f"index version {report.number}: {report.senses} senses; {report.contexts} contexts from "
        f"{report.articles} articles; now in use"
    )
    if bad:
        click.get_current_context().exit(1)


@index.command()
@as_json
@home_option
def status(as_json: bool, home: Path | None) -> None:
    """Print the versions, which is in use, and what it was made with.

    \b
    quizgen index status
    """
    versions = Versions(data_home(home))
    current = versions.current()
    manifests = {number: Manifest.load(versions.path(number)) for number in versions.numbers()}
    if as_json:
        print_json({"current": current, "versions": {number: _described(item) for number, item in manifests.items()}})
        return
    if not manifests:
        click.echo("no version yet: the shipped index is installed on first use")
        return
    print_table(
        (
            ("*" if number == current else "", number, item.origin, item.senses, item.created, item.identity[:16])
            for number, item in manifests.items()
        ),
        ("", "version", "origin", "senses", "created", "identity"),
    )
    if current in manifests:
        for name, value in _described(manifests[current]).items():
            click.echo(f"{name}: {value}")


@index.command()
@click.argument("number", type=int)
@home_option
def activate(number: int, home: Path | None) -> None:
    """Switch to version NUMBER; running processes notice.

    \b
    quizgen index activate 2
    """
    Versions(data_home(home)).activate(number)
    click.echo(f"index version {number} is in use")


@index.command()
@home_option
def rollback(home: Path | None) -> None:
    """Switch back to the version before the current one.

    \b
    quizgen index rollback
    """
    versions = Versions(data_home(home))
    number = versions.previous()
    versions.activate(number)
    click.echo(f"index version {number} is in use")


@index.command()
@click.option("--number", type=int, help="Which version; else the current one.")
@click.option("--sample", default=200, show_default=True, help="Queries for the recall of the graph.")
@home_option
def verify(number: int | None, sample: int, home: Path | None) -> None:
    """Check a version's files and how many true neighbours its graph finds.

    \b
    quizgen index verify
    """
    from quizgen.index.verify import verify_version

    versions = Versions(data_home(home))
    number = versions.current() if number is None else number
    if number is None:
        raise IndexVersionError("index verify: no version yet; run any command that searches, it installs one")
    recall = verify_version(versions.path(number), sample)
    click.echo(f"index version {number}: checksums right; recall@10 of the graph {recall:.3f} on {sample} queries")


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
