"""Who holds a lease: a name that tells one process, and one claim of it, from every other."""

from __future__ import annotations

import os
import secrets
import socket


def new_owner() -> str:
    """Return a name for one claim by this process: host, process number, and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether an owner's process has certainly ended; of other hosts' processes nothing is known but their lease."""
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
