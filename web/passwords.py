"""Passwords: hashed by Argon2id (RFC 9106), checked in the same time whether or not there is such a user."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from quizgen.store import User, UserRepository
from quizgen.web.i18n import gettext as _

LEAST, MOST = 10, 200
_FEWEST_DIFFERENT = 5

hasher = PasswordHasher()
# Each hash takes 64 MB and every core: when a whole newsroom logs in at once, the others wait a moment.
_AT_ONCE = threading.BoundedSemaphore(2)
# A hash that no password has; verified where there is no such user.
_NOBODY = hasher.hash("\0")


def hashed(password: str) -> str:
    """Return the hash of a password. NFC first: one keyboard composes what another does not."""
    with _AT_ONCE:
        return hasher.hash(_normal(password))


def verified(repository: UserRepository, name: str, password: str) -> User | None:
    """Return the user of a name whose password this is; a hash that has grown weak is replaced."""
    user = repository.find(name)
    kept = repository.password_hash(user.id) if user is not None else None
    if not matches(kept or _NOBODY, password) or user is None or kept is None:
        return None
    if hasher.check_needs_rehash(kept):
        repository.rehash(user.id, hashed(password))
    return user


def matches(kept: str, password: str) -> bool:
    """Whether this is the password of a hash."""
    try:
        with _AT_ONCE:
            return hasher.verify(kept, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def weakness(password: str, again: str, name: str) -> str:
    """Return why a new password will not do, in the reader's language; empty where it will."""
    if len(password) < LEAST:
        return _("パスワードは%(n)s文字以上にしてください。", n=LEAST)
    if len(password) > MOST:
        return _("パスワードは%(n)s文字以内にしてください。", n=MOST)
    if len(set(password)) < _FEWEST_DIFFERENT or (name and password.casefold() == name.casefold()):
        return _("推測されやすいパスワードです。別のものにしてください。")
    if password != again:
        return _("二つのパスワードが一致しません。")
    return ""


def _normal(password: str) -> str:
    # A lone surrogate cannot be hashed; a request can carry one in JSON.
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode("utf-8")
