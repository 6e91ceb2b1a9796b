"""The engines by their names, as the command line and jobs have them."""

from __future__ import annotations

from quizgen.engines import Engine
from quizgen.engines.processes import Processes, available_processors

LOCAL, RAY = ENGINES = ("local", "ray")


def engine_named(name: str, processes: int | None = None, ray_address: str | None = None) -> Engine:
    """Return an engine of so many workers, by default one a processor.

    ``ray_address``: of a Ray cluster that runs; None starts one on this machine.
    """
    workers = processes or available_processors()
    if name == LOCAL:
        return Processes(workers)
    from quizgen.engines.on_ray import OnRay

    return OnRay(workers, ray_address)
