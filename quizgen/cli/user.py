"""Who types the commands."""

from __future__ import annotations

import getpass
import os


def user_name() -> str:
    """Return the user's name as the system has it, for the history of what was done."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user often has no name
        return f"uid {os.getuid()}"
