"""Working on a Ray cluster, or on one started for the purpose on this machine (extra ``quizgen[ray]``).

Ray Data streams the items through actors, each of which loads the work once. An actor or a node that is lost is
replaced, and what it had in hand is done again.
"""

from __future__ import annotations

import logging
import math
import os
import pickle
import shutil
import tempfile
import warnings
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from quizgen.engines.guarded import Guarded, Load, opened
from quizgen.engines.processes import ONE_THREAD
from quizgen.errors import ArgumentError, QuizgenError

if TYPE_CHECKING:
    from types import ModuleType

# Items that an actor takes at a time: little enough to keep all of them busy, and to lose little with one.
_BLOCK = 4
_BLOCKS = 20_000
_OBJECT_STORE = 256 << 20
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DATA_DISABLE_PROGRESS_BARS": "1", "RAY_BACKEND_LOG_LEVEL": "fatal"}
OWN_CLUSTER = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_worker_niceness": "0"}
"""The environment of a cluster of our own: Ray does not look for a network (the name is of other systems, but it holds
on every one), and workers do not stand back behind all other programs, as they do by default."""


class OnRay:
    """Works in ``workers`` actors of one processor each.

    ``address``: of a cluster that runs ("host:port"), on whose nodes quizgen and the data home are at the same paths;
    None starts one on this machine that listens on the loopback only, without dashboard and usage statistics, and
    stops it at the end. Raises :class:`ArgumentError` for less than one worker.
    """

    def __init__(self, workers: int, address: str | None = None) -> None:
        if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
            raise ArgumentError(f"workers: expected a whole number of at least 1, got {workers!r}")
        self._workers = workers
        self._address = address

    def map(self, load: Load, items: Iterable[bytes]) -> Generator[bytes]:
        """Yield the result of each item, in order. All items are read before the first is done.

        Raises :class:`QuizgenError` when Ray is not installed, the cluster cannot be reached, or it gives up.
        """
        ray = _ray(own=self._address is None)
        rows = [{"item": item} for item in items]
        if not rows:
            return
        with _session(ray, self._workers, self._address):
            try:
                yield from self._mapped(load, rows)
            except (ray.exceptions.RayError, ConnectionError) as error:
                reason = str(error).strip().splitlines() or [type(error).__name__]
                raise QuizgenError(
                    f"engine ray: gave up ({reason[-1]}); look after the cluster, and run it again with --resume"
                ) from error

    def _mapped(self, load: Load, rows: list[dict[str, bytes]]) -> Iterator[bytes]:
        import ray.data

        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        blocks = min(_BLOCKS, math.ceil(len(rows) / _BLOCK))
        mapped = ray.data.from_items(rows, override_num_blocks=blocks).map_batches(
            _Actor,
            fn_constructor_args=(pickle.dumps(load),),
            batch_size=_BLOCK,
            compute=ray.data.ActorPoolStrategy(size=self._workers),
            num_cpus=1,
            # Our own cluster has these from us, and its workers need not be started anew for them.
            runtime_env={"env_vars": ONE_THREAD} if self._address is not None else None,
        )
        for row in mapped.iter_rows():
            yield opened(row["result"])


class _Actor:
    """Does the work of a block of items."""

    def __init__(self, packed: bytes) -> None:
        self._work = Guarded(pickle.loads(packed))

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        return {"result": [self._work(item) for item in batch["item"]]}


def _ray(*, own: bool) -> ModuleType:
    os.environ.update({**_QUIET, **(OWN_CLUSTER | ONE_THREAD if own else {})})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ray
    except ImportError as error:
        raise QuizgenError("engine ray: Ray is not installed; pip install 'quizgen[ray]'") from error
    return ray


@contextmanager
def _session(ray: ModuleType, workers: int, address: str | None) -> Iterator[None]:
    """Connect to the cluster, or run one of our own, while the block lasts."""
    # Ray puts sockets here, whose paths must be short.
    folder = tempfile.mkdtemp(prefix="qg-ray-") if address is None else None
    own = {
        "num_cpus": workers,
        "include_dashboard": False,
        "object_store_memory": _OBJECT_STORE,
        "_node_ip_address": "127.0.0.1",
        "_temp_dir": folder,
    }
    try:
        ray.init(
            address=address or "local",
            log_to_driver=False,
            logging_level=logging.ERROR,
            **(own if address is None else {}),
        )
        if address is None and ray.util.get_node_ip_address() != "127.0.0.1":
            raise QuizgenError("engine ray: expected a cluster on the loopback; import ray after quizgen, or name one")
        yield
    except ConnectionError as error:
        raise QuizgenError(f"engine ray: no cluster at {address}; check --ray-address") from error
    finally:
        ray.shutdown()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
