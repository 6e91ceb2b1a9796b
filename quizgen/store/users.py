"""People: users with their roles, sessions, one-time links and API tokens.

Only hashes of sessions, links and tokens are kept, and whatever hash of the password the caller makes.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from quizgen.errors import QuizgenError
from quizgen.store.engine import Store, WriteTransaction
from quizgen.store.history import record
from quizgen.store.user_tables import api_tokens, one_time_links, user_sessions, users

ROLES = ("reader", "editor", "administrator")
"""From the least to the most: each may do what those before it may."""

_LONGEST_NAME = 64
# A session's last use is written down no more often than this.
_SEEN_EVERY = timedelta(minutes=5)


class UserError(QuizgenError, ValueError):
    """A user cannot be added or changed; the message names the field and what is expected."""

    exit_code = 2


class UserConflict(UserError):
    """Somebody else changed the user in the meantime."""


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account. ``has_password``: whether one was chosen yet. ``version``: raised by every change."""

    id: int
    name: str
    display_name: str
    role: str
    language: str
    active: bool
    has_password: bool
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def shown_name(self) -> str:
        """The name that pages show."""
        return self.display_name or self.name

    def to_dict(self) -> dict[str, Any]:
        """Return the user as JSON-ready values."""
        return asdict(self) | {"created_at": self.created_at.isoformat(), "updated_at": self.updated_at.isoformat()}


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A key for programs. ``start``: its first characters; ``scope``: the highest role that it can act in."""

    id: int
    user_id: int
    label: str
    start: str
    scope: str
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Login:
    """A live session: its user, when it began, when it was last used, and when it ends at the latest."""

    token_hash: str
    user: User
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str


class UserRepository:
    """The people of a store, changed in the name of ``who`` during the request ``request_id``.

    Methods that name a user by ``id`` raise :class:`UserError` where there is none; all raise :class:`StoreError`
    when the database fails.
    """

    def __init__(self, store: Store, who: str = "", request_id: str = "") -> None:
        self._store = store
        self._who = who
        self._request_id = request_id

    def add(self, name: str, role: str, *, display_name: str = "", language: str = "ja") -> User:
        """Add a user, who has no password yet. Raises :class:`UserError`."""
        with self._store.writing() as write:
            return self._add(write, name, role, display_name, language)

    def first_administrator(self, name: str) -> User | None:
        """Return the administrator who is still to choose a password, made where there is no user at all.

        None when some administrator can log in.
        """
        with self._store.writing() as write:
            connection = write.connection
            administrators = _fetch(connection, users.c.role == ROLES[-1], users.c.active)
            if any(user.has_password for user in administrators):
                return None
            return administrators[0] if administrators else self._add(write, name, ROLES[-1], "", "ja")

    def list(self) -> tuple[User, ...]:
        """Return every user by name."""
        with self._store.reading() as connection:
            return tuple(_fetch(connection))

    def get(self, id: int) -> User:
        """Return one user."""
        with self._store.reading() as connection:
            return _one(connection, id)

    def find(self, name: str) -> User | None:
        """Return the user of a name, whatever its case and width."""
        with self._store.reading() as connection:
            found = _fetch(connection, users.c.name_key == name_key(name))
        return found[0] if found else None

    def password_hash(self, id: int) -> str | None:
        """Return the hash of a user's password; None until one was chosen, and for a user who was shut out."""
        with self._store.reading() as connection:
            query = select(users.c.password_hash).where(users.c.id == id, users.c.active)
            return connection.execute(query).scalar()

    def change(
        self,
        id: int,
        *,
        version: int | None = None,
        role: str | None = None,
        display_name: str | None = None,
        language: str | None = None,
        active: bool | None = None,
    ) -> User:
        """Change a user; what is None stays. ``version``: the one that was seen, else nobody's change is in the way.

        A user whose role changes, or who is shut out, is logged out everywhere; being shut out ends links and tokens
        as well. Raises :class:`UserConflict`, and :class:`UserError` for the last administrator.
        """
        given = {"role": role, "display_name": display_name, "language": language, "active": active}
        values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        _check(**values)
        with self._store.writing() as write:
            before = _one(write.connection, id)
            if version is not None and before.version != version:
                raise UserConflict(f"user {before.name}: changed by somebody else meanwhile; look again")
            changed = {name: value for name, value in values.items() if getattr(before, name) != value}
            if not changed:
                return before
            _refuse_last(write.connection, before, changed)
            _write(write, before, changed)
            if changed.keys() & {"role", "active"}:
                write.connection.execute(delete(user_sessions).where(user_sessions.c.user_id == id))
            if changed.get("active") is False:
                for table in (one_time_links, api_tokens):
                    write.connection.execute(delete(table).where(table.c.user_id == id))
            self._record(write, "change", before, {name: getattr(before, name) for name in changed}, changed)
            return _one(write.connection, id)

    def set_password(self, id: int, password_hash: str, *, keep_session: str = "") -> None:
        """Give a user a new password's hash; every session but the one kept ends, and so does every link."""
        with self._store.writing() as write:
            self._set_password(write, _one(write.connection, id), password_hash, keep_session)

    def rehash(self, id: int, password_hash: str) -> None:
        """Keep a stronger hash of the same password."""
        with self._store.writing() as write:
            write.connection.execute(update(users).where(users.c.id == id).values(password_hash=password_hash))

    def link(self, id: int, lifetime: timedelta) -> str:
        """Return the token of a new one-time link with which a user chooses a password; earlier links end."""
        token = secrets.token_urlsafe(24)
        with self._store.writing() as write:
            user = _one(write.connection, id)
            if not user.active:
                raise UserError(f"user {user.name}: is shut out; let them in again first")
            write.connection.execute(delete(one_time_links).where(one_time_links.c.user_id == id))
            times = {"created_at": write.now, "expires_at": write.now + lifetime}
            write.connection.execute(insert(one_time_links), [{"token_hash": _hash(token), "user_id": id} | times])
            self._record(write, "link", user)
        return token

    def user_of_link(self, token: str, now: datetime) -> User | None:
        """Return whom a one-time link is for; None for one that was used, has ended or never was."""
        with self._store.reading() as connection:
            return _user_of_link(connection, token, now)

    def use_link(self, token: str, password_hash: str, *, name: str | None = None, display_name: str = "") -> User:
        """Use a one-time link: set the password and, where given, the names. Raises :class:`UserError`."""
        with self._store.writing() as write:
            user = _user_of_link(write.connection, token, write.now)
            if user is None:
                raise UserError("link: was used or has ended; ask an administrator for a new one")
            values: dict[str, Any] = {"display_name": display_name} if display_name else {}
            if name is not None and name != user.name:
                _check(name=name)
                _refuse_duplicate(write.connection, name, user.id)
                values |= {"name": name, "name_key": name_key(name)}
            if values:
                _write(write, user, values)
            self._set_password(write, _one(write.connection, user.id), password_hash, "")
            return _one(write.connection, user.id)

    def log_in(self, id: int, lifetime: timedelta, agent: str = "") -> str:
        """Begin a session and return its token; sessions that have ended are cleared away."""
        token = secrets.token_urlsafe(32)
        with self._store.writing() as write:
            user = _one(write.connection, id)
            write.connection.execute(delete(user_sessions).where(user_sessions.c.expires_at <= write.now))
            times = {"created_at": write.now, "seen_at": write.now, "expires_at": write.now + lifetime}
            row = {"token_hash": _hash(token), "user_id": id, "agent": agent[:200]}
            write.connection.execute(insert(user_sessions), [row | times])
            record(write, user.name, "log in", "user", user.name, request_id=self._request_id)
        return token

    def login(self, token: str, now: datetime, idle: timedelta) -> Login | None:
        """Return the live session of a token, and note its use; None when it has ended."""
        with self._store.reading() as connection:
            row = _session(connection, user_sessions.c.token_hash == _hash(token))
            if row is None or row["expires_at"] <= now or row["seen_at"] + idle <= now:
                return None
            found = _fetch(connection, users.c.id == row["user_id"], users.c.active)
        if not found:
            return None
        if now - row["seen_at"] > _SEEN_EVERY:
            with self._store.noting() as noting:
                seen = update(user_sessions).where(user_sessions.c.token_hash == row["token_hash"])
                noting.execute(seen.values(seen_at=now))
        return _login(row, found[0])

    def logins(self, id: int) -> tuple[Login, ...]:
        """Return a user's sessions that have not ended, the latest used first."""
        with self._store.reading() as connection:
            user = _one(connection, id)
            query = select(user_sessions).where(user_sessions.c.user_id == id).order_by(user_sessions.c.seen_at.desc())
            return tuple(_login(row, user) for row in connection.execute(query).mappings())

    def log_out(self, token: str) -> None:
        """End a session."""
        with self._store.writing() as write:
            row = _session(write.connection, user_sessions.c.token_hash == _hash(token))
            if row is not None:
                user = _one(write.connection, row["user_id"])
                write.connection.execute(delete(user_sessions).where(user_sessions.c.token_hash == row["token_hash"]))
                record(write, user.name, "log out", "user", user.name, request_id=self._request_id)

    def log_out_everywhere(self, id: int, *, keep_session: str = "") -> None:
        """End a user's sessions, but for the one of a token."""
        with self._store.writing() as write:
            user = _one(write.connection, id)
            _end_sessions(write.connection, id, keep_session)
            self._record(write, "log out everywhere", user)

    def add_token(self, id: int, label: str, scope: str, lifetime: timedelta | None = None) -> tuple[str, ApiToken]:
        """Return a new API token, shown this once, and what is kept of it. Raises :class:`UserError`."""
        label = label.strip()
        if not 1 <= len(label) <= _LONGEST_NAME:
            raise UserError(f"label: expected 1 to {_LONGEST_NAME} characters, got {len(label)}")
        with self._store.writing() as write:
            user = _one(write.connection, id)
            _check(role=scope)
            if ROLES.index(scope) > ROLES.index(user.role):
                raise UserError(f"scope: expected at most {user.role}, the role of {user.name}, got {scope}")
            token = f"qg_{secrets.token_urlsafe(30)}"
            row = {"token_hash": _hash(token), "user_id": id, "label": label, "start": token[:9], "scope": scope}
            times = {"created_at": write.now, "expires_at": write.now + lifetime if lifetime else None}
            write.connection.execute(insert(api_tokens), [row | times])
            self._record(write, "add token", user, None, {"label": label, "scope": scope})
            kept = write.connection.execute(select(api_tokens).where(api_tokens.c.token_hash == row["token_hash"]))
            return token, _token(kept.mappings().one())

    def tokens(self, id: int) -> tuple[ApiToken, ...]:
        """Return a user's API tokens, the oldest first."""
        with self._store.reading() as connection:
            query = select(api_tokens).where(api_tokens.c.user_id == id).order_by(api_tokens.c.id)
            return tuple(_token(row) for row in connection.execute(query).mappings())

    def revoke_token(self, id: int, token_id: int) -> None:
        """End an API token of a user. Raises :class:`UserError` where they have none of this number."""
        with self._store.writing() as write:
            user = _one(write.connection, id)
            mine = (api_tokens.c.id == token_id, api_tokens.c.user_id == id)
            row = write.connection.execute(select(api_tokens).where(*mine)).mappings().first()
            if row is None:
                raise UserError(f"token {token_id}: {user.name} has none of this number")
            write.connection.execute(delete(api_tokens).where(*mine))
            self._record(write, "revoke token", user, {"label": row["label"], "scope": row["scope"]}, None)

    def user_of_token(self, token: str, now: datetime) -> tuple[User, ApiToken] | None:
        """Return whose API token it is, and note its use; None when it has ended or never was."""
        with self._store.reading() as connection:
            query = select(api_tokens).where(api_tokens.c.token_hash == _hash(token))
            row = connection.execute(query).mappings().first()
            if row is None or (row["expires_at"] is not None and row["expires_at"] <= now):
                return None
            found = _fetch(connection, users.c.id == row["user_id"], users.c.active)
        if not found:
            return None
        if row["used_at"] is None or now - row["used_at"] > _SEEN_EVERY:
            with self._store.noting() as noting:
                noting.execute(update(api_tokens).where(api_tokens.c.id == row["id"]).values(used_at=now))
        return found[0], _token(row)

    def _add(self, write: WriteTransaction, name: str, role: str, display_name: str, language: str) -> User:
        name = name.strip()
        _check(name=name, role=role, display_name=display_name, language=language)
        _refuse_duplicate(write.connection, name, None)
        row: dict[str, Any] = {"name": name, "name_key": name_key(name), "display_name": display_name, "role": role}
        row |= {"language": language, "active": True, "version": 1, "created_at": write.now, "updated_at": write.now}
        write.connection.execute(insert(users), [row])
        (user,) = _fetch(write.connection, users.c.name_key == name_key(name))
        self._record(write, "add", user, None, {"role": role, "display_name": display_name})
        return user

    def _set_password(self, write: WriteTransaction, user: User, password_hash: str, keep_session: str) -> None:
        _write(write, user, {"password_hash": password_hash})
        write.connection.execute(delete(one_time_links).where(one_time_links.c.user_id == user.id))
        _end_sessions(write.connection, user.id, keep_session)
        self._record(write, "set password", user)

    def _record(
        self,
        write: WriteTransaction,
        what: str,
        user: User,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        who = self._who or user.name
        record(write, who, what, "user", user.name, before=before, after=after, request_id=self._request_id)


def name_key(name: str) -> str:
    """Return what names are compared by: no two users differ only in case or width."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _hash(token: str) -> str:
    # A random token of 192 bits or more needs no slow hash.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _fetch(connection: Connection, *conditions: ColumnElement[bool]) -> list[User]:
    query = select(users).where(*conditions).order_by(users.c.name_key)
    return [_user(row) for row in connection.execute(query).mappings()]


def _one(connection: Connection, id: int) -> User:
    found = _fetch(connection, users.c.id == id)
    if not found:
        raise UserError(f"user {id}: there is none")
    return found[0]


def _user(row: RowMapping) -> User:
    own = {name: row[name] for name in User.__dataclass_fields__ if name != "has_password"}
    return User(**own, has_password=row["password_hash"] is not None)


def _token(row: RowMapping) -> ApiToken:
    return ApiToken(**{name: row[name] for name in ApiToken.__dataclass_fields__})


def _login(row: RowMapping, user: User) -> Login:
    return Login(user=user, **{name: row[name] for name in Login.__dataclass_fields__ if name != "user"})


def _session(connection: Connection, condition: ColumnElement[bool]) -> RowMapping | None:
    return connection.execute(select(user_sessions).where(condition)).mappings().first()


def _end_sessions(connection: Connection, id: int, keep: str) -> None:
    kept = user_sessions.c.token_hash != _hash(keep)
    connection.execute(delete(user_sessions).where(user_sessions.c.user_id == id, kept))


def _user_of_link(connection: Connection, token: str, now: datetime) -> User | None:
    live = (one_time_links.c.token_hash == _hash(token), one_time_links.c.expires_at > now)
    id = connection.execute(select(one_time_links.c.user_id).where(*live)).scalar()
    found = _fetch(connection, users.c.id == id, users.c.active) if id is not None else []
    return found[0] if found else None


def _write(write: WriteTransaction, user: User, values: Mapping[str, Any]) -> None:
    stamps = {"version": users.c.version + 1, "updated_at": write.now}
    write.connection.execute(update(users).where(users.c.id == user.id).values(**values, **stamps))


def _check(
    *,
    name: str | None = None,
    role: str | None = None,
    display_name: str | None = None,
    language: str | None = None,
    active: bool | None = None,
) -> None:
    if name is not None and not (1 <= len(name) <= _LONGEST_NAME and name.isprintable() and name == name.strip()):
        raise UserError(f"name: expected 1 to {_LONGEST_NAME} printable characters, got {name!r}")
    if role is not None and role not in ROLES:
        raise UserError(f"role: expected one of {', '.join(ROLES)}, got {role!r}")
    if display_name is not None and not (len(display_name) <= _LONGEST_NAME and display_name.isprintable()):
        raise UserError(f"display_name: expected at most {_LONGEST_NAME} printable characters, got {display_name!r}")
    if language is not None and language not in ("ja", "en"):
        raise UserError(f"language: expected ja or en, got {language!r}")


def _refuse_duplicate(connection: Connection, name: str, id: int | None) -> None:
    if any(user.id != id for user in _fetch(connection, users.c.name_key == name_key(name))):
        raise UserError(f"name: there is a user {name!r} already; take another name")


def _refuse_last(connection: Connection, user: User, changed: Mapping[str, Any]) -> None:
    """Refuse to take the role, or the account, of the last administrator who can log in."""
    if user.role != ROLES[-1] or not user.active or not changed.keys() & {"role", "active"}:
        return
    able = (users.c.role == ROLES[-1], users.c.active, users.c.password_hash.is_not(None), users.c.id != user.id)
    if not connection.execute(select(func.count()).select_from(users).where(*able)).scalar_one():
        raise UserError(f"user {user.name}: is the last administrator; make another one first")
