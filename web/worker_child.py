"""The worker that ``quizgen serve`` brings along: a process of its own, begun again when it breaks down."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from quizgen.web import logs

_LOG = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
# A worker that has lived so long is well: its next breakdown is a first one.
_WELL = 60.0
_GRACE = 10.0


class WorkerChild:
    """Keeps a worker running beside this process; it ends with this process, in whatever way that ends."""

    def __init__(self, home: Path) -> None:
        self._command = [sys.executable, "-m", "quizgen.web.worker_child", str(home)]
        self._ended = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker; a job that it was doing goes back into the queue."""
        self._ended.set()
        if self._child is not None:
            self._child.terminate()
        self._thread.join(_GRACE)
        if self._child is not None and self._child.poll() is None:
            self._child.kill()

    def _keep(self) -> None:
        pause = _FIRST_PAUSE
        while not self._ended.is_set():
            watch = threading.Event()
            timer = threading.Timer(_WELL, watch.set)
            timer.daemon = True
            timer.start()
            # The pipe is never written to: its end tells the worker that this process is gone.
            with subprocess.Popen(self._command, stdin=subprocess.PIPE) as self._child:
                if self._ended.is_set():
                    self._child.terminate()
                code = self._child.wait()
            timer.cancel()
            if self._ended.is_set():
                return
            pause = _FIRST_PAUSE if watch.is_set() else min(2 * pause, _LONGEST_PAUSE)
            _LOG.error("worker ended with code %s; begun again in %s s", code, pause)
            self._ended.wait(pause)


def main(home: str) -> None:
    """Be the worker of a data home until the parent is gone."""
    from quizgen.cli.worker import worker

    logs.configure()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    worker.main(["--home", home], prog_name="quizgen worker", standalone_mode=False)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1])
