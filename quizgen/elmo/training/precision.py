"""Which precision the matrix products of a run are taken in, where the settings don't name one."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import torch
from torch import Tensor

# bfloat16 costs accuracy, so it has to be clearly faster.
_CLEARLY = 1.5
_REPEATS = 5
# Rows, inputs and outputs of the product: about one time step's share on a processor; enough to fill a GPU.
_ON_PROCESSOR, _ON_GPU = (128, 256, 1024), (4096, 4096, 4096)


def fastest_precision(device: str) -> str:
    """Return "bfloat16" where the device multiplies matrices clearly faster in it, else "float32".

    Takes some milliseconds; a processor without bfloat16 is noticed before it can take long.
    """
    rows, inputs, outputs = _ON_PROCESSOR if torch.device(device).type == "cpu" else _ON_GPU
    left, right = torch.ones(rows, inputs, device=device), torch.ones(inputs, outputs, device=device)
    full = _seconds(lambda: left @ right, math.inf)
    short_left, short_right = left.to(torch.bfloat16), right.to(torch.bfloat16)
    short = _seconds(lambda: short_left @ short_right, full)
    return "bfloat16" if short * _CLEARLY < full else "float32"


def _seconds(product: Callable[[], Tensor], hopeless: float) -> float:
    """Return the least time of several runs; fewer when one takes longer than ``hopeless`` seconds."""
    # The first run may load kernels.
    product()[0, 0].item()
    least = math.inf
    for _ in range(_REPEATS):
        started = time.perf_counter()
        product()[0, 0].item()  # reading a number waits for the device
        least = min(least, time.perf_counter() - started)
        if least > hopeless:
            break
    return least
