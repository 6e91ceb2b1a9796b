"""Where to go next, never to another site."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import url_for


def local_path(wanted: str) -> str:
    """Return a path of this application that a request asked to go to, else the front door."""
    parts = urlsplit(wanted)
    # A browser reads a backslash as a slash, and drops tabs and newlines: //other.site in disguise.
    disguised = "\\" in wanted or any(ord(character) < 32 for character in wanted)
    if parts.scheme or parts.netloc or disguised or not wanted.startswith("/") or wanted.startswith("//"):
        return url_for("home.front")
    return wanted
