"""Training that is killed again and again: python -m tests.elmo.training.killed FOLDER SEED, run by test_trainer.py.

Prints how often the run was killed and at which updates. Every attempt is a fork of this process, which has started
no thread of its own, so that importing costs once.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from quizgen.elmo.training.checkpoint import Checkpoint
from quizgen.elmo.training.trainer import CHECKPOINT, Pace, Progress, Trainer
from tests.elmo.training.invented import corpus, tiny_settings

PACE = Pace(log=2, checkpoint=4, measure=10)
KILLS = 4


def train(folder: Path, tell: int | None = None) -> None:
    """Begin, or go on, and write a byte to ``tell`` for every log row."""

    def progress(_: Progress) -> None:
        if tell is not None:
            os.write(tell, b".")

    trainer = Trainer(tiny_settings(epochs=3.0), corpus(), folder, pace=PACE, on_progress=progress)
    if (folder / CHECKPOINT).exists():
        trainer.resume(Checkpoint.load(folder / CHECKPOINT))
    trainer.run()


def attempt(folder: Path, rows: int | None, pause: float) -> bool:
    """Train in a process that is killed a moment after so many log rows; return whether it came to its end."""
    reading, telling = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        train(folder, telling)
        os._exit(0)
    os.close(telling)
    if rows is not None:
        for _ in range(rows):
            os.read(reading, 1)
        time.sleep(pause)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    if status and not os.WIFSIGNALED(status):
        raise SystemExit("training failed")
    return status == 0


def main() -> None:
    folder, draw = Path(sys.argv[1]), random.Random(int(sys.argv[2]))
    kills = 0
    for _ in range(KILLS):
        kills += not attempt(folder, draw.randint(1, 5), draw.uniform(0, 0.05))
    assert attempt(folder, None, 0.0)
    print(kills)


if __name__ == "__main__":
    main()
