"""Keeping freed memory in the process: training frees and takes the same large blocks at every step."""

from __future__ import annotations

import ctypes

# The parameters of glibc's mallopt (malloc.h) and the values that keep every block that was ever taken.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGEST = 2**31 - 1


def keep_freed_memory() -> bool:
    """Tell glibc's allocator not to hand large blocks back to the kernel when they are freed.

    Otherwise each is mapped and filled with zeros, page by page, whenever it is taken again. One arena for all
    threads, because the others cannot hold large blocks. Returns whether it could be set: without glibc nothing is
    done.
    """
    try:
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018 - only glibc has it
        mallopt = library.mallopt
    except (OSError, AttributeError, TypeError):
        return False
    settings = ((_TRIM_THRESHOLD, _LARGEST), (_MMAP_THRESHOLD, _LARGEST), (_ARENA_MAX, 1))
    taken = [mallopt(parameter, value) == 1 for parameter, value in settings]
    return all(taken)
