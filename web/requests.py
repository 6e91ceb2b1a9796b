"""What is known of a request while it is answered: its id, which leads from the page through the log to the worker."""

from __future__ import annotations

import re
import secrets

from flask import g, has_request_context, request

HEADER = "X-Request-ID"
_ACCEPTABLE = re.compile(r"[0-9A-Za-z._-]{8,64}")


def request_id() -> str:
    """Return the id of the request being answered, the proxy's where it sent one; empty outside a request."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _ACCEPTABLE.fullmatch(given) else secrets.token_hex(8)
    return str(g.request_id)


def wants_json() -> bool:
    """Whether this request is a program's: one of the API, or of a script of ours."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json" and not request.accept_mimetypes["text/html"]
