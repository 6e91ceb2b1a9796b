"""A batch with a fake maker on a Ray cluster of two nodes, run as a program: ray_run.py IN OUT KILL.

KILL: "node" ends the second node in the middle, "worker" the process that works, "none" nothing.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from quizgen.batch.run import run_batch
from quizgen.cli.batch_inputs import read_items
from quizgen.engines.on_ray import OWN_CLUSTER, OnRay
from tests.batch.fake import SETTINGS
from tests.engines.marking import Load


def main(source: str, out: str, kill: str) -> None:
    os.environ.update(OWN_CLUSTER)
    os.environ["PYTHONPATH"] = os.getcwd()
    from ray.cluster_utils import Cluster

    marks = Path(out).parent / "marks"
    marks.mkdir()
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    second = cluster.add_node(num_cpus=1)

    def end_something() -> None:
        while len(list(marks.iterdir())) < 8:
            time.sleep(0.05)
        if kill == "node":
            cluster.remove_node(second, allow_graceful=False)
            cluster.add_node(num_cpus=1)
        elif kill == "worker":
            last = max(marks.iterdir(), key=lambda mark: int(mark.name.rpartition("-")[2]))
            os.kill(int(last.name.partition("-")[0]), signal.SIGKILL)

    killer = threading.Thread(target=end_something, daemon=True)
    killer.start()
    settings = replace(SETTINGS, format="jsonl")
    run_batch(OnRay(2, cluster.address), Load(marks), read_items([Path(source)]), Path(out), settings)
    killer.join(timeout=30)
    cluster.shutdown()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main(*sys.argv[1:])
