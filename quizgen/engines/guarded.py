"""Work in another process: loaded with its first item, its errors brought home as a message and an exit code."""

from __future__ import annotations

import json
from collections.abc import Callable

from quizgen.errors import QuizgenError

Work = Callable[[bytes], bytes]
Load = Callable[[], Work]

_RESULT, _ERROR = b"+", b"!"


class Guarded:
    """Work whose :class:`QuizgenError` becomes a result, to be raised where :func:`opened` reads it.

    Errors with arguments of their own do not all survive being pickled; message and exit code do.
    """

    def __init__(self, load: Load) -> None:
        self._load = load
        self._work: Work | None = None

    def __call__(self, item: bytes) -> bytes:
        """Return the result or the error, marked as such."""
        try:
            if self._work is None:
                self._work = self._load()
            return _RESULT + self._work(item)
        except QuizgenError as error:
            return _ERROR + json.dumps([str(error), error.exit_code]).encode()


def opened(result: bytes) -> bytes:
    """Return what the work gave. Raises :class:`QuizgenError` where it failed."""
    if result[:1] == _RESULT:
        return result[1:]
    message, code = json.loads(result[1:])
    error = QuizgenError(message)
    error.exit_code = code
    raise error
