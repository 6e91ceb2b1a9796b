"""Commands that save a data home in one file, and put such a file in its place."""

from __future__ import annotations

from pathlib import Path

import click

from quizgen.cli.common import home_option
from quizgen.home import chosen_home

_force = click.option("--force", is_flag=True, help="Replace what is there.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_force
@home_option
def backup(file: Path, force: bool, home: Path | None) -> None:
    """Write a backup of the data home: store, index versions, settings. Servers may go on running.

    \b
    quizgen backup quizgen-monday.tar.gz
    """
    from quizgen import backup as backups

    contents = backups.backup(_place(home), file, force=force)
    size = file.stat().st_size / 2**20
    click.echo(f"{file}: {len(contents.files)} files, {size:.1f} MiB")
    if contents.store != "sqlite":
        click.echo("without the store, which is on a PostgreSQL server: save it with pg_dump", err=True)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_force
@home_option
def restore(file: Path, force: bool, home: Path | None) -> None:
    """Put a backup in the place of the data home; stop servers and workers first. The old home is kept beside it.

    The backup is checked before anything is replaced, and the replacing is one step.

    \b
    quizgen restore quizgen-monday.tar.gz --force
    """
    from quizgen import backup as backups

    place = _place(home)
    old = backups.restore(file, place, force=force)
    click.echo(f"{place}: restored from {file}")
    if old is not None:
        click.echo(f"what was there before is now {old}; remove it once you no longer need it")
    if backups.read_contents(file).store != "sqlite":
        click.echo("the store is on a PostgreSQL server: restore it with pg_restore", err=True)


def _place(home: Path | None) -> Path:
    return chosen_home(home)[0].expanduser().absolute()
