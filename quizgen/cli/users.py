"""Commands about the people who may log in to the web application: list, add, link, role, block, unblock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import click

from quizgen.cli.common import as_json, home_option, print_json, print_table
from quizgen.cli.user import user_name
from quizgen.home import data_home
from quizgen.store import ROLES, User, UserError, UserRepository, open_store

_LINK_HOURS = 48
_url = click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the page is reached.")


@click.group()
def users() -> None:
    """The people who may log in to the editors' page; NAME is a login name."""


@users.command(name="list")
@as_json
@home_option
def list_users(as_json: bool, home: Path | None) -> None:
    """Print everybody.

    \b
    quizgen users list
    """
    with _opened(home) as repository:
        found = repository.list()
    if as_json:
        print_json([user.to_dict() for user in found])
        return
    rows = ((user.name, user.display_name, user.role, _state(user)) for user in found)
    print_table(rows, ("name", "display name", "role", "state"))


@users.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="editor", show_default=True)
@click.option("--display-name", default="", help="The name that pages show.")
@_url
@home_option
def add(name: str, role: str, display_name: str, url: str, home: Path | None) -> None:
    """Add a user and print the one-time link by which they choose a password.

    \b
    quizgen users add sato --role editor --display-name 佐藤
    """
    with _opened(home) as repository:
        user = repository.add(name, role, display_name=display_name)
        _print_link(repository, user, url)


@users.command()
@click.argument("name")
@_url
@home_option
def link(name: str, url: str, home: Path | None) -> None:
    """Print a new one-time link for somebody who has forgotten their password; earlier links end.

    \b
    quizgen users link sato
    """
    with _opened(home) as repository:
        _print_link(repository, _named(repository, name), url)


@users.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@home_option
def role(name: str, role: str, home: Path | None) -> None:
    """Give a user another role; they are logged out.

    \b
    quizgen users role sato administrator
    """
    with _opened(home) as repository:
        repository.change(_named(repository, name).id, role=role)


@users.command()
@click.argument("name")
@home_option
def block(name: str, home: Path | None) -> None:
    """Shut a user out at once: sessions, links and API tokens end.

    \b
    quizgen users block sato
    """
    with _opened(home) as repository:
        repository.change(_named(repository, name).id, active=False)


@users.command()
@click.argument("name")
@home_option
def unblock(name: str, home: Path | None) -> None:
    """Let a user in again, with the password they had.

    \b
    quizgen users unblock sato
    """
    with _opened(home) as repository:
        repository.change(_named(repository, name).id, active=True)


@contextmanager
def _opened(home: Path | None) -> Iterator[UserRepository]:
    with open_store(data_home(home)) as store:
        yield UserRepository(store, user_name())


def _named(repository: UserRepository, name: str) -> User:
    user = repository.find(name)
    if user is None:
        raise UserError(f"user {name!r}: there is none; see quizgen users list")
    return user


def _print_link(repository: UserRepository, user: User, url: str) -> None:
    token = repository.link(user.id, timedelta(hours=_LINK_HOURS))
    click.echo(f"{user.name} chooses a password here, once, within {_LINK_HOURS} hours:")
    click.echo(f"{url.rstrip('/')}/start/{token}")


def _state(user: User) -> str:
    if not user.active:
        return "blocked"
    return "" if user.has_password else "no password yet"
