"""The settings of the web application: one frozen dataclass, read from ``web.toml`` in the data home."""

from __future__ import annotations

import secrets
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import limits

from quizgen.errors import QuizgenError
from quizgen.files import exclusive_lock, replacing

FILE_NAME = "web.toml"
LANGUAGES = ("ja", "en")
_KEY_FILE = "web.key"


class SettingsError(QuizgenError):
    """A setting of the web application is wrong; the message names it, its file and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """How the web application behaves; every setting may stand in ``web.toml``.

    ``language``: of visitors who have not chosen, one of :data:`LANGUAGES`. ``time_zone``: in which times are shown,
    an IANA name. ``https``: browsers reach the application over TLS, so cookies are marked Secure and HSTS is sent.
    ``public_url``: the address that people use, for links printed on a terminal; else the one listened at.
    ``proxies``: how many reverse proxies stand before it, whose X-Forwarded-* headers are believed.
    ``session_hours``, ``idle_minutes``: how long a session lives in all, and without a request. ``link_hours``: how
    long a one-time link can be used. ``login_limit``: attempts per address, and per name, in Flask-Limiter's notation.
    ``max_request_bytes``: of an ordinary request; ``max_upload_bytes``: of a file or an API batch.
    ``generators``: requests computed at once; ``waiting``: requests that may wait for their turn before others are
    refused; ``wait_seconds``: how long each waits. ``metrics_from``: addresses that may read ``/metrics``.
    ``reading_megabytes``: memory of each generator for articles that were read, some 4 an article of 1,000 characters;
    one that was forgotten is read again when somebody asks about it. ``second_person``: another person than a quiz's
    author approves it. ``recent_days``: how far back quizzes with the same key are pointed out.
    """

    language: str = "ja"
    time_zone: str = "Asia/Tokyo"
    https: bool = False
    public_url: str = ""
    proxies: int = 0
    session_hours: int = 12
    idle_minutes: int = 180
    link_hours: int = 48
    login_limit: str = "10 per minute"
    max_request_bytes: int = 2 * 2**20
    max_upload_bytes: int = 64 * 2**20
    generators: int = 1
    waiting: int = 24
    wait_seconds: float = 10.0
    metrics_from: tuple[str, ...] = ("127.0.0.1", "::1")
    second_person: bool = True
    recent_days: int = 14
    reading_megabytes: int = 128

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise SettingsError(f"language: expected one of {', '.join(LANGUAGES)}, got {self.language!r}")
        for name in ("session_hours", "idle_minutes", "link_hours", "max_request_bytes", "max_upload_bytes"):
            _require_at_least(name, getattr(self, name), 1)
        for name in ("generators", "waiting", "wait_seconds", "reading_megabytes"):
            _require_at_least(name, getattr(self, name), 1)
        _require_at_least("proxies", self.proxies, 0)
        _require_at_least("recent_days", self.recent_days, 0)
        try:
            limits.parse_many(self.login_limit)
        except ValueError as error:
            raise SettingsError(
                f"login_limit: expected a limit such as 10 per minute, got {self.login_limit!r}"
            ) from error
        try:
            ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError) as error:
            raise SettingsError(
                f"time_zone: expected an IANA name such as Asia/Tokyo, got {self.time_zone!r}"
            ) from error

    @classmethod
    def read(cls, home: Path) -> WebSettings:
        """Read ``web.toml`` of a data home, or return the defaults where there is none. Raises SettingsError."""
        path = home / FILE_NAME
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return cls()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: cannot be read ({error}); mend it or remove it") from error
        try:
            return cls.from_dict(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path}: no TOML: {error}") from error
        except SettingsError as error:
            raise SettingsError(f"{path}: {error}") from error

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> WebSettings:
        """Make settings of names and values. Raises :class:`SettingsError` naming the wrong one."""
        kinds = {field.name: field.type for field in fields(cls)}
        for name, value in data.items():
            if name not in kinds:
                raise SettingsError(f"{name}: no such setting; there are {', '.join(kinds)}")
            if not _fits(value, str(kinds[name])):
                raise SettingsError(f"{name}: expected {kinds[name]}, got {value!r}")
        if "metrics_from" in data:
            data = data | {"metrics_from": tuple(data["metrics_from"])}
        return cls(**data)

    def with_(self, **changes: Any) -> WebSettings:
        """Return a copy with the named settings changed."""
        return replace(self, **changes)


def secret_key(home: Path) -> str:
    """Return the key that signs cookies; it is made on first use and kept in the data home, readable by its owner."""
    path = home / _KEY_FILE
    with exclusive_lock(home / "web.key.lock"):
        if not path.exists():
            with replacing(path) as temporary:
                temporary.touch(mode=0o600)
                temporary.write_text(secrets.token_hex(32), encoding="ascii")
        return path.read_text(encoding="ascii").strip()


def _fits(value: object, kind: str) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "float":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "str":
        return isinstance(value, str)
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _require_at_least(name: str, value: float, least: int) -> None:
    if value < least:
        raise SettingsError(f"{name}: expected {least} or more, got {value!r}")
